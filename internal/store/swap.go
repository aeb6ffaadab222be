package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
)

// kept are the replica's own tables that outlive a snapshot: nothing that a person typed may be lost.
var kept = []string{"sync", "outbox", "rejected", "reply_draft", "heartbeat", "local"}

// SwapIn puts the snapshot at newFile in the place of the replica at path (STO-15). Nobody may have either open: the caller
// owns the directory and has closed its DB. What is the replica's own is carried over first; then carry, in the same
// transaction of the new file, drops what the snapshot covers, sets the sync state and replays what is pending. old is nil
// when there is no file at path yet. Either the old file stands at path afterwards or the whole new one; both hold the outbox.
//
// Order: everything closed and checkpointed, -wal and -shm removed, file and directory synced, renamed. A stale -wal beside
// a new file would be taken for its own.
func SwapIn(ctx context.Context, path, newFile string, o Options, carry func(old *Reader, new *Tx) error) error {
	if err := quickCheck(ctx, newFile); err != nil {
		return err
	}
	there, err := exists(path)
	if err != nil {
		return translateFile("look for the replica", err)
	}
	if err := carryOver(ctx, path, there, newFile, o, carry); err != nil {
		return err
	}
	if h := o.Hooks.BeforeCommit; h != nil {
		if err := h("swap.rename"); err != nil {
			return err
		}
	}
	for _, suffix := range []string{"-wal", "-shm"} {
		for _, f := range []string{path, newFile} {
			if there, err := exists(f + suffix); err != nil || there {
				return translateFile("swap", errors.Join(err, fmt.Errorf("%s is still in use", filepath.Base(f)+suffix)))
			}
		}
	}
	if err := settle(newFile, path); err != nil {
		return translateFile("swap", err)
	}
	if h := o.Hooks.AfterCommit; h != nil {
		return h("swap.rename")
	}
	return nil
}

func carryOver(ctx context.Context, path string, there bool, newFile string, o Options, carry func(*Reader, *Tx) error) (err error) {
	fresh, err := Open(ctx, newFile, Replica, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, fresh.closeWhole()) }()
	if !there {
		return fresh.Write(ctx, "swap", func(tx *Tx) error { return carry(nil, tx) })
	}
	old, err := Open(ctx, path, Replica, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, old.closeWhole()) }()
	return old.Read(ctx, func(r *Reader) error {
		return fresh.Write(ctx, "swap", func(tx *Tx) error {
			for _, table := range kept {
				if err := copyTable(r, tx, table); err != nil {
					return err
				}
			}
			return carry(r, tx)
		})
	})
}

// copyTable copies the rows of a table that both files have with the same columns.
func copyTable(from *Reader, to *Tx, table string) error {
	rows, err := from.c.query(from.ctx, "SELECT * FROM "+table)
	if err != nil {
		return translate("carry over "+table, err)
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		return translate("carry over "+table, err)
	}
	insert := insertInto(table, cols)
	for rows.Next() {
		values := make([]any, len(cols))
		into := make([]any, len(cols))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return translate("carry over "+table, err)
		}
		if err := to.exec("carry over "+table, insert, values...); err != nil {
			return err
		}
	}
	return translate("carry over "+table, rows.Err())
}

// closeWhole brings the whole WAL into the file and closes it, which removes -wal and -shm.
func (db *DB) closeWhole() error {
	if err := db.acquire(context.Background(), db.writing); err != nil {
		return err
	}
	var busy, frames, done int
	_, err := db.writer.row("PRAGMA wal_checkpoint(TRUNCATE)", nil, &busy, &frames, &done)
	<-db.writing
	if err == nil && busy != 0 {
		err = ErrBusy
	}
	return errors.Join(translate("checkpoint", err), db.Close())
}
