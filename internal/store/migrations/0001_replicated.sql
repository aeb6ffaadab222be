-- The tables of desk.Tables. They have primary keys only: no UNIQUE and no FOREIGN KEY, because collapsed changes and
-- undo pass through states that break them (STO-2). Indexes are never unique, for the same reason.

CREATE TABLE person (
	id        TEXT NOT NULL PRIMARY KEY,
	name      TEXT NOT NULL DEFAULT '',
	email     TEXT NOT NULL DEFAULT '',
	roles     TEXT NOT NULL DEFAULT '[]',
	time_zone TEXT NOT NULL DEFAULT '',
	active    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX person_email ON person(email);

CREATE TABLE setting (
	id    TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE client (
	id       TEXT NOT NULL PRIMARY KEY,
	name     TEXT NOT NULL DEFAULT '',
	archived INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE legal_entity (
	id        TEXT NOT NULL PRIMARY KEY,
	client_id TEXT NOT NULL DEFAULT '',
	name      TEXT NOT NULL DEFAULT '',
	inn       TEXT NOT NULL DEFAULT '',
	kpp       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX legal_entity_client ON legal_entity(client_id);

CREATE TABLE contact (
	id        TEXT NOT NULL PRIMARY KEY,
	client_id TEXT NOT NULL DEFAULT '',
	name      TEXT NOT NULL DEFAULT '',
	email     TEXT NOT NULL DEFAULT '',
	phone     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX contact_client ON contact(client_id);

CREATE TABLE infobase (
	id        TEXT NOT NULL PRIMARY KEY,
	client_id TEXT NOT NULL DEFAULT '',
	name      TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX infobase_client ON infobase(client_id);

CREATE TABLE contract (
	id              TEXT NOT NULL PRIMARY KEY,
	client_id       TEXT NOT NULL DEFAULT '',
	legal_entity_id TEXT NOT NULL DEFAULT '',
	number          TEXT NOT NULL DEFAULT '',
	limit_set       INTEGER NOT NULL DEFAULT 0,
	approval_limit  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX contract_client ON contract(client_id);
CREATE INDEX contract_legal_entity ON contract(legal_entity_id);

CREATE TABLE rate (
	id          TEXT NOT NULL PRIMARY KEY,
	contract_id TEXT NOT NULL DEFAULT '',
	from_day    TEXT NOT NULL DEFAULT '',
	kopecks     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX rate_contract ON rate(contract_id);

CREATE TABLE ticket (
	id              TEXT NOT NULL PRIMARY KEY,
	number          INTEGER NOT NULL DEFAULT 0,
	subject         TEXT NOT NULL DEFAULT '',
	client_id       TEXT NOT NULL DEFAULT '',
	legal_entity_id TEXT NOT NULL DEFAULT '',
	contact_id      TEXT NOT NULL DEFAULT '',
	infobase_id     TEXT NOT NULL DEFAULT '',
	kind            TEXT NOT NULL DEFAULT '',
	urgent          INTEGER NOT NULL DEFAULT 0,
	urgent_reason   TEXT NOT NULL DEFAULT '',
	source          TEXT NOT NULL DEFAULT '',
	status          TEXT NOT NULL DEFAULT '',
	left_status     TEXT NOT NULL DEFAULT '',
	reason          TEXT NOT NULL DEFAULT '',
	manager_id      TEXT NOT NULL DEFAULT '',
	assignee_id     TEXT NOT NULL DEFAULT '',
	allowed_by      TEXT NOT NULL DEFAULT '',
	estimate_id     TEXT NOT NULL DEFAULT '',
	nh              INTEGER NOT NULL DEFAULT 0,
	approved_id     TEXT NOT NULL DEFAULT '',
	criteria        TEXT NOT NULL DEFAULT '',
	resolution      TEXT NOT NULL DEFAULT '',
	deadline_at     INTEGER NOT NULL DEFAULT 0,
	deadline_hard   INTEGER NOT NULL DEFAULT 0,
	deadline_reason TEXT NOT NULL DEFAULT '',
	created_at      INTEGER NOT NULL DEFAULT 0,
	status_at       INTEGER NOT NULL DEFAULT 0,
	touched_at      INTEGER NOT NULL DEFAULT 0,
	done_at         INTEGER NOT NULL DEFAULT 0,
	completed_at    INTEGER NOT NULL DEFAULT 0,
	confirmed_by    TEXT NOT NULL DEFAULT '',
	confirmed_way   TEXT NOT NULL DEFAULT ''
) STRICT;
-- One index per way a list is cut and sorted. A ticket without a deadline sorts after all that have one.
CREATE INDEX ticket_number ON ticket(number, id);
CREATE INDEX ticket_touched ON ticket(touched_at, id);
CREATE INDEX ticket_deadline ON ticket((CASE deadline_at WHEN 0 THEN 9223372036854775807 ELSE deadline_at END), id);
CREATE INDEX ticket_status_touched ON ticket(status, touched_at, id);
CREATE INDEX ticket_status_number ON ticket(status, number, id);
CREATE INDEX ticket_status_deadline ON ticket(status, (CASE deadline_at WHEN 0 THEN 9223372036854775807 ELSE deadline_at END), id);
CREATE INDEX ticket_client_touched ON ticket(client_id, touched_at, id);
CREATE INDEX ticket_assignee_status ON ticket(assignee_id, status);
CREATE INDEX ticket_manager_status ON ticket(manager_id, status);

CREATE TABLE estimate_draft (
	id     TEXT NOT NULL PRIMARY KEY,
	nh     INTEGER NOT NULL DEFAULT 0,
	stages TEXT NOT NULL DEFAULT '[]',
	by_id  TEXT NOT NULL DEFAULT '',
	at     INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE estimate (
	id        TEXT NOT NULL PRIMARY KEY,
	ticket_id TEXT NOT NULL DEFAULT '',
	no        INTEGER NOT NULL DEFAULT 0,
	nh        INTEGER NOT NULL DEFAULT 0,
	stages    TEXT NOT NULL DEFAULT '[]',
	firm      INTEGER NOT NULL DEFAULT 0,
	by_id     TEXT NOT NULL DEFAULT '',
	at        INTEGER NOT NULL DEFAULT 0,
	reason    TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX estimate_ticket ON estimate(ticket_id);

CREATE TABLE approval (
	id          TEXT NOT NULL PRIMARY KEY,
	ticket_id   TEXT NOT NULL DEFAULT '',
	estimate_id TEXT NOT NULL DEFAULT '',
	yes         INTEGER NOT NULL DEFAULT 0,
	automatic   INTEGER NOT NULL DEFAULT 0,
	rule        TEXT NOT NULL DEFAULT '',
	limit_nh    INTEGER NOT NULL DEFAULT 0,
	contact_id  TEXT NOT NULL DEFAULT '',
	by_id       TEXT NOT NULL DEFAULT '',
	way         TEXT NOT NULL DEFAULT '',
	text        TEXT NOT NULL DEFAULT '',
	at          INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX approval_ticket ON approval(ticket_id);

CREATE TABLE plan_entry (
	id          TEXT NOT NULL PRIMARY KEY,
	ticket_id   TEXT NOT NULL DEFAULT '',
	stage_no    INTEGER NOT NULL DEFAULT 0,
	engineer_id TEXT NOT NULL DEFAULT '',
	start_at    INTEGER NOT NULL DEFAULT 0,
	end_at      INTEGER NOT NULL DEFAULT 0,
	nh          INTEGER NOT NULL DEFAULT 0,
	state       TEXT NOT NULL DEFAULT '',
	version     INTEGER NOT NULL DEFAULT 0,
	by_id       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX plan_entry_ticket ON plan_entry(ticket_id);
CREATE INDEX plan_entry_engineer ON plan_entry(engineer_id, start_at);

CREATE TABLE time_entry (
	id         TEXT NOT NULL PRIMARY KEY,
	person_id  TEXT NOT NULL DEFAULT '',
	ticket_id  TEXT NOT NULL DEFAULT '',
	stage_no   INTEGER NOT NULL DEFAULT 0,
	kind       TEXT NOT NULL DEFAULT '',
	started_at INTEGER NOT NULL DEFAULT 0,
	stopped_at INTEGER NOT NULL DEFAULT 0,
	cut_at     INTEGER NOT NULL DEFAULT 0,
	note       TEXT NOT NULL DEFAULT '',
	review     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX time_entry_ticket ON time_entry(ticket_id, started_at);
CREATE INDEX time_entry_person ON time_entry(person_id, started_at, id);

CREATE TABLE message (
	id         TEXT NOT NULL PRIMARY KEY,
	ticket_id  TEXT NOT NULL DEFAULT '',
	audience   TEXT NOT NULL DEFAULT '',
	author_id  TEXT NOT NULL DEFAULT '',
	contact_id TEXT NOT NULL DEFAULT '',
	source     TEXT NOT NULL DEFAULT '',
	text       TEXT NOT NULL DEFAULT '',
	at         INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX message_ticket ON message(ticket_id, at, id);

CREATE TABLE history (
	id        TEXT NOT NULL PRIMARY KEY,
	ticket_id TEXT NOT NULL DEFAULT '',
	tbl       TEXT NOT NULL DEFAULT '',
	row_id    TEXT NOT NULL DEFAULT '',
	op        TEXT NOT NULL DEFAULT '',
	verb      TEXT NOT NULL DEFAULT '',
	cmd_id    TEXT NOT NULL DEFAULT '',
	by_id     TEXT NOT NULL DEFAULT '',
	source    TEXT NOT NULL DEFAULT '',
	at        INTEGER NOT NULL DEFAULT 0,
	changes   TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX history_ticket ON history(ticket_id, at, id);

-- Local on both sides, kept by triggers, outside undo and checksums.
CREATE TABLE counter (
	name TEXT NOT NULL PRIMARY KEY,
	n    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket_search (
	id  TEXT NOT NULL PRIMARY KEY,
	key TEXT NOT NULL
) STRICT;
