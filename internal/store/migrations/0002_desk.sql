-- What a working day touches: waiting, merging, handing over, passports, files, notices, filters.

ALTER TABLE client ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN since_day TEXT NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN domains TEXT NOT NULL DEFAULT '[]';
ALTER TABLE client ADD COLUMN team TEXT NOT NULL DEFAULT '[]';
ALTER TABLE client ADD COLUMN note TEXT NOT NULL DEFAULT '';
CREATE INDEX client_name ON client(name_key);

ALTER TABLE legal_entity ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
CREATE INDEX legal_entity_inn ON legal_entity(inn);

ALTER TABLE contact ADD COLUMN position TEXT NOT NULL DEFAULT '';
ALTER TABLE contact ADD COLUMN rights TEXT NOT NULL DEFAULT '[]';
ALTER TABLE contact ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
CREATE INDEX contact_email ON contact(email);

ALTER TABLE infobase ADD COLUMN configuration TEXT NOT NULL DEFAULT '';
ALTER TABLE infobase ADD COLUMN release TEXT NOT NULL DEFAULT '';
ALTER TABLE infobase ADD COLUMN modified INTEGER NOT NULL DEFAULT 0;
ALTER TABLE infobase ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE infobase ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;

ALTER TABLE contract ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE contract ADD COLUMN from_day TEXT NOT NULL DEFAULT '';
ALTER TABLE contract ADD COLUMN till_day TEXT NOT NULL DEFAULT '';
ALTER TABLE contract ADD COLUMN included_nh INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contract ADD COLUMN carry_over INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contract ADD COLUMN real_time INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contract ADD COLUMN round_minutes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contract ADD COLUMN silence_days INTEGER NOT NULL DEFAULT 0;

CREATE TABLE passport_fact (
	id          TEXT NOT NULL PRIMARY KEY,
	client_id   TEXT NOT NULL DEFAULT '',
	section     TEXT NOT NULL DEFAULT '',
	infobase_id TEXT NOT NULL DEFAULT '',
	ticket_id   TEXT NOT NULL DEFAULT '',
	text        TEXT NOT NULL DEFAULT '',
	by_id       TEXT NOT NULL DEFAULT '',
	at          INTEGER NOT NULL DEFAULT 0,
	checked_by  TEXT NOT NULL DEFAULT '',
	checked_at  INTEGER NOT NULL DEFAULT 0,
	archived    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX passport_fact_client ON passport_fact(client_id);

ALTER TABLE ticket ADD COLUMN merged_into_id TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket ADD COLUMN warranty INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN wait_for TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket ADD COLUMN wait_since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN wait_remind_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN wait_note TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket ADD COLUMN handed_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN handed_to TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket ADD COLUMN approved_nh INTEGER NOT NULL DEFAULT 0;
UPDATE ticket SET approved_nh = coalesce((SELECT nh FROM estimate WHERE estimate.id = ticket.approved_id), 0) WHERE approved_id <> '';
CREATE INDEX ticket_merged ON ticket(merged_into_id);
CREATE INDEX ticket_handed ON ticket(status, handed_at, id) WHERE handed_at <> 0;
CREATE INDEX ticket_done ON ticket(done_at, id) WHERE done_at <> 0;

CREATE TABLE ticket_link (
	id        TEXT NOT NULL PRIMARY KEY,
	ticket_id TEXT NOT NULL DEFAULT '',
	other_id  TEXT NOT NULL DEFAULT '',
	kind      TEXT NOT NULL DEFAULT '',
	by_id     TEXT NOT NULL DEFAULT '',
	at        INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX ticket_link_ticket ON ticket_link(ticket_id);
CREATE INDEX ticket_link_other ON ticket_link(other_id);

CREATE TABLE watch (
	id        TEXT NOT NULL PRIMARY KEY,
	ticket_id TEXT NOT NULL DEFAULT '',
	person_id TEXT NOT NULL DEFAULT '',
	at        INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX watch_ticket ON watch(ticket_id);
CREATE INDEX watch_person ON watch(person_id);

ALTER TABLE estimate ADD COLUMN cause TEXT NOT NULL DEFAULT '';
ALTER TABLE estimate ADD COLUMN evidence TEXT NOT NULL DEFAULT '';
ALTER TABLE estimate ADD COLUMN absorbed INTEGER NOT NULL DEFAULT 0;

ALTER TABLE approval ADD COLUMN shown TEXT NOT NULL DEFAULT '';

ALTER TABLE plan_entry ADD COLUMN replaces_id TEXT NOT NULL DEFAULT '';
ALTER TABLE plan_entry ADD COLUMN removes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE plan_entry ADD COLUMN fixed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE plan_entry ADD COLUMN overtime INTEGER NOT NULL DEFAULT 0;
ALTER TABLE plan_entry ADD COLUMN why TEXT NOT NULL DEFAULT '';

ALTER TABLE time_entry ADD COLUMN manual INTEGER NOT NULL DEFAULT 0;
ALTER TABLE time_entry ADD COLUMN edited_by TEXT NOT NULL DEFAULT '';
ALTER TABLE time_entry ADD COLUMN edit_why TEXT NOT NULL DEFAULT '';
CREATE INDEX time_entry_started ON time_entry(started_at, id);

ALTER TABLE message ADD COLUMN mentions TEXT NOT NULL DEFAULT '[]';
ALTER TABLE message ADD COLUMN origin_id TEXT NOT NULL DEFAULT '';

CREATE TABLE attachment (
	id         TEXT NOT NULL PRIMARY KEY,
	ticket_id  TEXT NOT NULL DEFAULT '',
	message_id TEXT NOT NULL DEFAULT '',
	audience   TEXT NOT NULL DEFAULT '',
	name       TEXT NOT NULL DEFAULT '',
	size       INTEGER NOT NULL DEFAULT 0,
	sha256     TEXT NOT NULL DEFAULT '',
	type       TEXT NOT NULL DEFAULT '',
	by_id      TEXT NOT NULL DEFAULT '',
	at         INTEGER NOT NULL DEFAULT 0,
	stored     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX attachment_ticket ON attachment(ticket_id);
CREATE INDEX attachment_loose ON attachment(ticket_id, at, id) WHERE message_id = '';
CREATE INDEX attachment_without ON attachment(at, id) WHERE stored = 0;
CREATE INDEX attachment_message ON attachment(message_id);
CREATE INDEX attachment_sha256 ON attachment(sha256);

CREATE TABLE notice (
	id        TEXT NOT NULL PRIMARY KEY,
	person_id TEXT NOT NULL DEFAULT '',
	ticket_id TEXT NOT NULL DEFAULT '',
	kind      TEXT NOT NULL DEFAULT '',
	ref_id    TEXT NOT NULL DEFAULT '',
	by_id     TEXT NOT NULL DEFAULT '',
	at        INTEGER NOT NULL DEFAULT 0,
	read_at   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX notice_ticket ON notice(ticket_id);
CREATE INDEX notice_person ON notice(person_id, at);
CREATE INDEX notice_unread ON notice(person_id, ticket_id) WHERE read_at = 0;

CREATE TABLE reply_template (
	id       TEXT NOT NULL PRIMARY KEY,
	name     TEXT NOT NULL DEFAULT '',
	audience TEXT NOT NULL DEFAULT '',
	text     TEXT NOT NULL DEFAULT '',
	by_id    TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE saved_filter (
	id        TEXT NOT NULL PRIMARY KEY,
	person_id TEXT NOT NULL DEFAULT '',
	name      TEXT NOT NULL DEFAULT '',
	query     TEXT NOT NULL DEFAULT '',
	shared    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX saved_filter_person ON saved_filter(person_id);
