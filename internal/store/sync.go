package store

import (
	"encoding/json"
	"fmt"

	"naryad/internal/desk"
)

// Cursor is a place in the authority's log.
type Cursor struct {
	Epoch string
	Rev   int64
	Hash  string
}

// SyncState is who a replica is and where it stands.
type SyncState struct {
	ClientID    string
	Workspace   string // id
	Name        string // the workspace's, for people
	Person      desk.ID
	Cursor      Cursor
	NextSeq     int64 // of the next command; commands are numbered from 1
	Schema      int
	Scopes      []desk.Scope
	ClockOffset int64 // milliseconds to add to this computer's clock
}

// SyncState returns the replica's state; the zero SyncState when it has not been initialised.
func (r *Reader) SyncState() (SyncState, error) {
	var s SyncState
	var scopes string
	found, err := r.c.row(`SELECT client_id, workspace, name, person, epoch, rev, hash, next_seq, schema, scopes, clock_offset FROM sync WHERE id = 1`, nil,
		&s.ClientID, &s.Workspace, &s.Name, &s.Person, &s.Cursor.Epoch, &s.Cursor.Rev, &s.Cursor.Hash, &s.NextSeq, &s.Schema, &scopes, &s.ClockOffset)
	if err != nil || !found {
		return s, translate("read the sync state", err)
	}
	return s, json.Unmarshal([]byte(scopes), &s.Scopes)
}

// SetSyncState writes the replica's state.
func (tx *Tx) SetSyncState(s SyncState) error {
	scopes, err := json.Marshal(s.Scopes)
	if err != nil {
		return err
	}
	return tx.exec("write the sync state", `INSERT INTO sync (id, client_id, workspace, name, person, epoch, rev, hash, next_seq, schema, scopes, clock_offset)
		VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET client_id = excluded.client_id, workspace = excluded.workspace, name = excluded.name,
			person = excluded.person, epoch = excluded.epoch, rev = excluded.rev, hash = excluded.hash, next_seq = excluded.next_seq,
			schema = excluded.schema, scopes = excluded.scopes, clock_offset = excluded.clock_offset`,
		s.ClientID, s.Workspace, s.Name, s.Person, s.Cursor.Epoch, s.Cursor.Rev, s.Cursor.Hash, s.NextSeq, s.Schema, string(scopes), s.ClockOffset)
}

// ApplyChanges writes rows of the authority by column name; columns that this program does not know are left out, and so
// are tables that it does not know. They leave no undo image (STO-6). There must be none: the caller has undone what is
// pending, and replays it afterwards.
func (tx *Tx) ApplyChanges(changes []Change) error {
	if tx.side != Replica {
		return fmt.Errorf("store: changes are applied to replicas only")
	}
	if n, err := tx.UndoCount(); err != nil {
		return err
	} else if n > 0 {
		return fmt.Errorf("store: changes applied over %d pending rows", n)
	}
	if err := tx.recording(false); err != nil {
		return err
	}
	for _, c := range changes {
		if err := tx.applyChange(c); err != nil {
			return err
		}
	}
	return tx.recording(true)
}

func (tx *Tx) applyChange(c Change) error {
	k, ok := codecs[c.Table]
	if !ok {
		return nil // of a later version
	}
	tx.touch(c.Table, c.Key)
	if c.Cols == nil {
		return tx.exec("delete "+c.Table, k.delete, c.Key)
	}
	cols, values, err := k.fromImage(c.Cols)
	if err != nil {
		return err
	}
	if len(cols) == 0 || cols[0] != "id" || values[0] != c.Key {
		return fmt.Errorf("store: a change of %s names another row than it holds", c.Table)
	}
	query := k.upsert
	if len(cols) != len(k.cols) {
		query = upsertInto(c.Table, cols)
	}
	return tx.exec("apply "+c.Table, query, values...)
}

// recording switches the undo triggers.
func (tx *Tx) recording(on bool) error {
	return tx.exec("switch undo", "UPDATE undo_switch SET recording = ?", on)
}

// UndoCount is the number of rows that pending commands have changed.
func (r *Reader) UndoCount() (int, error) {
	var n int
	_, err := r.c.row("SELECT count(*) FROM undo", nil, &n)
	return n, translate("count undo", err)
}

// UndoAll puts back the first before-image of every row that pending commands changed; there is no undo left (STO-6).
func (tx *Tx) UndoAll() error {
	tables, keys, err := tx.undoTables()
	if err != nil || len(keys) == 0 {
		return err
	}
	if err := tx.recording(false); err != nil {
		return err
	}
	for _, u := range tables {
		k, err := codecOf(u.table)
		if err != nil {
			return err
		}
		if u.absent {
			err = tx.exec("undo "+u.table, "DELETE FROM "+u.table+" WHERE id IN (SELECT pk FROM undo WHERE tbl = ? AND image IS NULL)", u.table)
		} else {
			err = tx.exec("undo "+u.table, k.restore, u.table)
		}
		if err != nil {
			return err
		}
	}
	for _, k := range keys {
		tx.touch(k.table, k.id)
	}
	if err := tx.exec("forget undo", "DELETE FROM undo"); err != nil {
		return err
	}
	return tx.recording(true)
}

type undoTable struct {
	table  string
	absent bool
}

// undoTables says which tables have images of which kind, and which rows they are of.
func (tx *Tx) undoTables() (out []undoTable, keys []rowKey, err error) {
	known := map[undoTable]bool{}
	err = tx.each("SELECT tbl, pk, image IS NULL FROM undo", func(scan scan) error {
		var u undoTable
		var pk desk.ID
		err := scan(&u.table, &pk, &u.absent)
		keys = append(keys, rowKey{u.table, pk})
		if !known[u] {
			known[u] = true
			out = append(out, u)
		}
		return err
	})
	return out, keys, err
}

// Touched returns the rows that this transaction has written since ResetChanged, in the order of the first write.
func (tx *Tx) Touched() []Touch {
	out := make([]Touch, len(tx.touched))
	for i, k := range tx.touched {
		out[i] = Touch{Table: k.table, Key: k.id}
	}
	return out
}

// Touch names a row that was written.
type Touch struct {
	Table string
	Key   desk.ID
}
