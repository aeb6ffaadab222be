-- The authority's own tables: the log, its clients, and what only it may know.

CREATE TABLE meta (
	id         INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
	workspace  TEXT NOT NULL,
	name       TEXT NOT NULL,
	epoch      TEXT NOT NULL,
	base_rev   INTEGER NOT NULL, -- the log begins after this rev
	base_hash  TEXT NOT NULL,
	head       INTEGER NOT NULL,
	hash       TEXT NOT NULL,
	backup_rev INTEGER NOT NULL
) STRICT;

CREATE TABLE batches (
	rev      INTEGER NOT NULL PRIMARY KEY,
	hash     TEXT NOT NULL,
	at       INTEGER NOT NULL,
	batch_id TEXT NOT NULL
) STRICT;

CREATE TABLE changes (
	rev   INTEGER NOT NULL,
	i     INTEGER NOT NULL,
	scope TEXT NOT NULL,
	tbl   TEXT NOT NULL,
	pk    TEXT NOT NULL,
	cols  TEXT, -- the row's after-image as a JSON object; NULL: deleted
	PRIMARY KEY (rev, i)
) STRICT, WITHOUT ROWID;

CREATE TABLE clients (
	client_id   TEXT NOT NULL PRIMARY KEY,
	person      TEXT NOT NULL,
	last_seq    INTEGER NOT NULL,
	last_cmd_id TEXT NOT NULL,
	schema      INTEGER NOT NULL,
	seen_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE results (
	client_id TEXT NOT NULL,
	seq       INTEGER NOT NULL,
	cmd_id    TEXT NOT NULL,
	status    TEXT NOT NULL,
	error     TEXT NOT NULL, -- JSON of a desk.Error, or empty
	rev       INTEGER NOT NULL,
	PRIMARY KEY (client_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX results_cmd ON results(cmd_id);
CREATE INDEX results_rev ON results(rev);

CREATE TABLE dead (
	client_id TEXT NOT NULL,
	seq       INTEGER NOT NULL,
	cmd_id    TEXT NOT NULL,
	name      TEXT NOT NULL,
	ver       INTEGER NOT NULL,
	args      TEXT NOT NULL,
	at        INTEGER NOT NULL,
	fault     TEXT NOT NULL, -- for developers
	PRIMARY KEY (client_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE sequence (
	name TEXT NOT NULL PRIMARY KEY,
	n    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
	id         TEXT NOT NULL PRIMARY KEY,
	person     TEXT NOT NULL,
	name       TEXT NOT NULL,
	token_hash TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	seen_at    INTEGER NOT NULL,
	revoked_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX device_token ON device(token_hash);

CREATE TABLE invite (
	hash       TEXT NOT NULL PRIMARY KEY,
	person     TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	until      INTEGER NOT NULL,
	used_at    INTEGER NOT NULL,
	revoked_at INTEGER NOT NULL
) STRICT;

CREATE TABLE admin (
	name  TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
