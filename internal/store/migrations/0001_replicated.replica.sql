-- The replica's own tables: where it stands, what it has not been told of yet, and what never leaves this computer.

CREATE TABLE sync (
	id           INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
	client_id    TEXT NOT NULL,
	workspace    TEXT NOT NULL,
	name         TEXT NOT NULL,
	person       TEXT NOT NULL,
	epoch        TEXT NOT NULL,
	rev          INTEGER NOT NULL,
	hash         TEXT NOT NULL,
	next_seq     INTEGER NOT NULL,
	schema       INTEGER NOT NULL,
	scopes       TEXT NOT NULL, -- JSON list
	clock_offset INTEGER NOT NULL -- milliseconds to add to this computer's clock
) STRICT;

CREATE TABLE outbox (
	seq       INTEGER NOT NULL PRIMARY KEY,
	cmd_id    TEXT NOT NULL,
	group_id  TEXT NOT NULL,
	name      TEXT NOT NULL,
	ver       INTEGER NOT NULL,
	args      TEXT NOT NULL,
	at        INTEGER NOT NULL,
	base_rev  INTEGER NOT NULL,
	state     TEXT NOT NULL,
	error     TEXT NOT NULL, -- JSON of a desk.Error, or empty
	ticket_id TEXT NOT NULL  -- what it is about, or empty
) STRICT;
CREATE INDEX outbox_cmd ON outbox(cmd_id);
CREATE INDEX outbox_ticket ON outbox(ticket_id);

CREATE TABLE rejected (
	cmd_id    TEXT NOT NULL PRIMARY KEY,
	seq       INTEGER NOT NULL,
	group_id  TEXT NOT NULL,
	name      TEXT NOT NULL,
	ver       INTEGER NOT NULL,
	args      TEXT NOT NULL,
	at        INTEGER NOT NULL,
	base_rev  INTEGER NOT NULL,
	state     TEXT NOT NULL,
	error     TEXT NOT NULL,
	ticket_id TEXT NOT NULL
) STRICT;
CREATE INDEX rejected_ticket ON rejected(ticket_id);

CREATE TABLE undo (
	tbl   TEXT NOT NULL,
	pk    TEXT NOT NULL,
	image TEXT, -- the row before the first pending change, as a JSON object; NULL: there was none
	PRIMARY KEY (tbl, pk)
) STRICT, WITHOUT ROWID;

-- Off while rows of the authority are applied: those are no changes of ours.
CREATE TABLE undo_switch (
	id        INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
	recording INTEGER NOT NULL
) STRICT;
INSERT INTO undo_switch (id, recording) VALUES (1, 1);

CREATE TABLE reply_draft (
	ticket_id TEXT NOT NULL PRIMARY KEY,
	audience  TEXT NOT NULL,
	text      TEXT NOT NULL,
	at        INTEGER NOT NULL
) STRICT;

CREATE TABLE heartbeat (
	name TEXT NOT NULL PRIMARY KEY,
	at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE local (
	name  TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
