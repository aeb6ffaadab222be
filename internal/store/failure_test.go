package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"naryad/internal/desk"
	"naryad/internal/desk/desktest"
)

func TestDamaged(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, AuthorityFile)
	db, err := Open(ctx, path, Authority, Options{})
	must(t, err)
	write(t, db, func(tx *Tx) error {
		for n := range 2000 {
			must(t, tx.Insert(&desk.Client{ID: desktest.ID(n), Name: strings.Repeat("имя ", 50)}))
		}
		return nil
	})
	must(t, db.Close())
	whole, err := os.ReadFile(path)
	must(t, err)
	damage := func(t *testing.T, change func([]byte) []byte) string {
		p := filepath.Join(t.TempDir(), AuthorityFile)
		must(t, os.WriteFile(p, change([]byte(string(whole))), 0o600))
		return p
	}
	t.Run("STO-12 a header that is overwritten", func(t *testing.T) {
		p := damage(t, func(b []byte) []byte { copy(b, "garbage garbage!"); return b })
		if _, err := Open(ctx, p, Authority, Options{}); !errors.Is(err, ErrDamaged) {
			t.Error(err)
		}
	})
	t.Run("STO-12 a schema that is overwritten", func(t *testing.T) {
		p := damage(t, func(b []byte) []byte { copy(b[100:4096], strings.Repeat("\xff", 3996)); return b })
		if _, err := Open(ctx, p, Authority, Options{}); !errors.Is(err, ErrDamaged) {
			t.Error(err)
		}
	})
	for name, change := range map[string]func([]byte) []byte{
		"pages that are overwritten": func(b []byte) []byte { copy(b[len(b)/2:], strings.Repeat("\xa5", 100_000)); return b },
		"a file that is cut short":   func(b []byte) []byte { return b[:len(b)/2] },
	} {
		t.Run("STO-12 "+name, func(t *testing.T) {
			db, err := Open(ctx, damage(t, change), Authority, Options{})
			if err != nil { // seen at once is as good
				if !errors.Is(err, ErrDamaged) {
					t.Error(err)
				}
				return
			}
			defer db.Close()
			report, err := db.Check(ctx)
			if !errors.Is(err, ErrDamaged) && (len(report.Problems) == 0 || report.Problems[0].Key != "check.integrity") {
				t.Errorf("STO-13 check: %v %v", err, report)
			}
			err = db.Read(ctx, func(r *Reader) error { _, err := r.Checksum(everything); return err })
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("reading: %v", err)
			}
			err = Backup(ctx, db, filepath.Join(t.TempDir(), "backup"))
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("STO-14 backup: %v", err)
			}
		})
	}
}

// fillUp writes until the disk is full and returns the error; all that was acknowledged must be there, and nothing else.
func fillUp(t *testing.T, db *DB) error {
	t.Helper()
	written := 0
	for {
		err := db.Write(ctx, "fill", func(tx *Tx) error {
			for n := range 50 {
				if err := tx.Insert(&desk.Client{ID: desktest.ID(written*50 + n), Name: strings.Repeat("x", 1000)}); err != nil {
					return nil // swallowed on purpose: the transaction must fail all the same
				}
			}
			return nil
		})
		if err != nil {
			read(t, db, func(r *Reader) error {
				rows, err := list[desk.Client](r, "")
				if len(rows) != written*50 {
					t.Errorf("%d rows, acknowledged were %d", len(rows), written*50)
				}
				return err
			})
			return err
		}
		if written++; written > 10_000 {
			t.Fatal("the disk is never full")
		}
	}
}

func TestDiskFull(t *testing.T) {
	t.Run("STO-12 a file that may not grow", func(t *testing.T) {
		db := mustOpen(t, Authority, func(o *Options) { o.MaxPages = 200 })
		if err := fillUp(t, db); !errors.Is(err, ErrDiskFull) {
			t.Error(err)
		}
		must(t, db.writer.script("PRAGMA max_page_count = 1000000"))
		write(t, db, put(&desk.Client{ID: "after"})) // and it goes on as soon as there is room
	})
	t.Run("STO-12 within a savepoint the whole transaction fails", func(t *testing.T) {
		db := mustOpen(t, Authority, func(o *Options) { o.MaxPages = 200 })
		err := db.Write(ctx, "x", func(tx *Tx) error {
			_ = tx.Savepoint(func() error {
				for n := range 10_000 {
					if err := tx.Insert(&desk.Client{ID: fmt.Sprint(n), Name: strings.Repeat("x", 1000)}); err != nil {
						return desk.Errorf(desk.CodeInvalid, "store.text") // a verb that takes it for a refusal
					}
				}
				return nil
			})
			return tx.Savepoint(func() error { return nil })
		})
		if !errors.Is(err, ErrDiskFull) || desk.AsError(err).Code != desk.CodeUnavailable {
			t.Error(err)
		}
	})
	t.Run("STO-12 a small file system", func(t *testing.T) {
		dir := smallDisk(t)
		db := mustOpenAt(t, filepath.Join(dir, AuthorityFile), Authority, func(o *Options) { o.Fast = false })
		if err := fillUp(t, db); !errors.Is(err, ErrDiskFull) {
			t.Error(err)
		}
		if err := Backup(ctx, db, filepath.Join(dir, "backup")); !errors.Is(err, ErrDiskFull) {
			t.Errorf("STO-14 backup: %v", err)
		}
		if err := SnapshotFile(ctx, db, everything, filepath.Join(dir, "snapshot"), func(*Reader) error { return nil }); !errors.Is(err, ErrDiskFull) {
			t.Errorf("STO-14 snapshot: %v", err)
		}
		for _, name := range []string{"backup", "backup.part", "snapshot"} {
			if there, _ := exists(filepath.Join(dir, name)); there {
				t.Errorf("%s is left", name)
			}
		}
	})
}

func TestReadOnly(t *testing.T) {
	dir := smallDisk(t)
	path := filepath.Join(dir, ReplicaFile)
	db, err := Open(ctx, path, Replica, Options{})
	must(t, err)
	must(t, db.Close())
	freeze(t, dir)
	db, err = Open(ctx, path, Replica, Options{})
	if err == nil {
		err = db.Write(ctx, "x", func(tx *Tx) error { return tx.SetLocal("a", "b") })
		_ = db.Close()
	}
	if !errors.Is(err, ErrReadOnly) && !errors.Is(err, ErrNoOpen) {
		t.Errorf("STO-12 %v", err)
	}
}

func TestLocked(t *testing.T) {
	db := mustOpen(t, Authority)
	other, err := openPool(fileURI(db.Path()), 1)
	must(t, err)
	defer other.Close()
	_, err = other.Exec("BEGIN IMMEDIATE")
	must(t, err)
	must(t, db.writer.script("PRAGMA busy_timeout = 10"))
	if err := db.Write(ctx, "x", func(tx *Tx) error { return nil }); !errors.Is(err, ErrBusy) {
		t.Errorf("STO-12 %v", err)
	}
	_, err = other.Exec("ROLLBACK")
	must(t, err)
	write(t, db, func(tx *Tx) error { return nil })
}
