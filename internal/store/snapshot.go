package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"naryad/internal/desk"
)

// SnapshotFile writes a replica's file at dst that holds the replicated tables of the scopes and nothing else (STO-14).
// inTx reads in the same snapshot, so that cursor and results fit the rows. dst must not exist.
//
// An empty file is attached and filled by INSERT … SELECT: copying the database and deleting from the copy would leave
// secrets in its free pages. The tables are empty, equal and without triggers, so SQLite copies whole records and indexes.
func SnapshotFile(ctx context.Context, db *DB, scopes []desk.Scope, dst string, inTx func(*Reader) error) (err error) {
	if there, err := exists(dst); err != nil {
		return translateFile("look for the snapshot", err)
	} else if there {
		return ErrFileExists
	}
	defer func() {
		if err != nil {
			_ = removeDatabase(dst)
		}
	}()
	image, err := bareReplica()
	if err != nil {
		return translate("make a snapshot", err)
	}
	if err := os.WriteFile(dst, image, 0o600); err != nil {
		return translateFile("make a snapshot", err)
	}
	if err := db.fill(ctx, scopes, dst, inTx); err != nil {
		return translate("fill a snapshot", err)
	}
	if err := finishReplica(ctx, dst); err != nil {
		return translate("finish a snapshot", err)
	}
	if db.o.Fast {
		return nil
	}
	return translateFile("finish a snapshot", errors.Join(syncFile(dst), syncDir(filepath.Dir(dst))))
}

// fill copies one snapshot of db into the file at dst. Its connection writes the attached file only.
func (db *DB) fill(ctx context.Context, scopes []desk.Scope, dst string, inTx func(*Reader) error) error {
	if err := db.acquire(ctx, db.reading); err != nil {
		return err
	}
	defer func() { <-db.reading }()
	pool, err := openPool(dsn(db.path, db.o.Fast, false), 1)
	if err != nil {
		return err
	}
	defer pool.Close()
	c, err := newConn(ctx, pool)
	if err != nil {
		return err
	}
	defer c.close()
	if _, err := c.exec("ATTACH ? AS snap", fileURI(dst)); err != nil {
		return err
	}
	if err := c.script("PRAGMA snap.journal_mode = OFF; PRAGMA snap.synchronous = OFF; BEGIN"); err != nil {
		return err
	}
	err = db.copyTables(ctx, c, scopes, inTx)
	if err != nil {
		return errors.Join(err, c.script("ROLLBACK"))
	}
	return c.script("COMMIT")
}

func (db *DB) copyTables(ctx context.Context, c *conn, scopes []desk.Scope, inTx func(*Reader) error) error {
	if err := inTx(&Reader{ctx: ctx, c: c, side: db.side}); err != nil {
		return err
	}
	var tables []string
	for _, t := range desk.Tables {
		if slices.Contains(scopes, t.Scope) {
			tables = append(tables, t.Name)
		}
	}
	if slices.Contains(tables, "ticket") {
		tables = append(tables, "counter", "ticket_search")
	}
	for _, t := range tables {
		if err := ctx.Err(); err != nil {
			return err
		}
		// Without a list of columns and with the star it is a copy of records: both files come from the same migrations.
		if err := c.script("INSERT INTO snap." + t + " SELECT * FROM main." + t); err != nil {
			return fmt.Errorf("copy %s: %w", t, err)
		}
	}
	return nil
}

// finishReplica gives a filled file its triggers.
func finishReplica(ctx context.Context, path string) error {
	pool, err := openPool(fileURI(path)+"?_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)", 1)
	if err != nil {
		return err
	}
	defer pool.Close()
	c, err := newConn(ctx, pool)
	if err != nil {
		return err
	}
	defer c.close()
	if err := c.script("BEGIN"); err != nil {
		return err
	}
	if err := makeTriggers(c, Replica); err != nil {
		return err
	}
	return c.script("COMMIT")
}
