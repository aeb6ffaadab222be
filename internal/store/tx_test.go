package store

import (
	"context"
	"errors"
	"strings"
	"testing"

	"naryad/internal/desk"
	"naryad/internal/desk/desktest"
)

// The Tx keeps what desk.Tx promises to commands.
func TestTx(t *testing.T) {
	for _, side := range []Side{Replica, Authority} {
		t.Run(string(side), func(t *testing.T) {
			desktest.TestTx(t, side == Authority, func(t *testing.T) desk.Tx { return openTx(t, mustOpen(t, side)) })
		})
	}
}

// openTx is a transaction that is rolled back when the test ends.
func openTx(t testing.TB, db *DB) *Tx {
	t.Helper()
	if _, err := db.writer.exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.writer.exec("ROLLBACK"); err != nil {
			t.Errorf("roll back: %v", err)
		}
	})
	return newTx(context.Background(), db, db.writer)
}

func TestSavepoint(t *testing.T) {
	stop := errors.New("stop")
	t.Run("STO-8 what a failed savepoint touched is not among the changes, what it touched before stays", func(t *testing.T) {
		tx := openTx(t, mustOpen(t, Authority))
		must(t, tx.Put(&desk.Client{ID: desktest.ID(1), Name: "A"}))
		err := tx.Savepoint(func() error {
			must(t, tx.Put(&desk.Client{ID: desktest.ID(1), Name: "B"}))
			must(t, tx.Put(&desk.Client{ID: desktest.ID(2), Name: "C"}))
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
		must(t, tx.Put(&desk.Client{ID: desktest.ID(3), Name: "D"}))
		changed, err := tx.Changed()
		must(t, err)
		if len(changed) != 2 || changed[0].Key != desktest.ID(1) || changed[1].Key != desktest.ID(3) {
			t.Fatalf("%+v", changed)
		}
		if want := `{"id":"` + desktest.ID(1) + `","name":"A","archived":0,"name_key":"","since_day":"","domains":[],"team":[],"note":""}`; string(changed[0].Cols) != want {
			t.Errorf("%s", changed[0].Cols)
		}
	})
	t.Run("a panic passes through and leaves nothing", func(t *testing.T) {
		tx := openTx(t, mustOpen(t, Authority))
		func() {
			defer func() {
				if recover() != "boom" {
					t.Error("no panic")
				}
			}()
			_ = tx.Savepoint(func() error {
				must(t, tx.Insert(&desk.Client{ID: desktest.ID(1)}))
				panic("boom")
			})
		}()
		if ok, err := tx.Get(&desk.Client{ID: desktest.ID(1)}); ok || err != nil {
			t.Errorf("%v %v", ok, err)
		}
		must(t, tx.Insert(&desk.Client{ID: desktest.ID(1)}))
	})
	t.Run("they nest", func(t *testing.T) {
		tx := openTx(t, mustOpen(t, Authority))
		must(t, tx.Savepoint(func() error {
			must(t, tx.Insert(&desk.Client{ID: desktest.ID(1)}))
			if err := tx.Savepoint(func() error { must(t, tx.Insert(&desk.Client{ID: desktest.ID(2)})); return stop }); !errors.Is(err, stop) {
				t.Error(err)
			}
			return nil
		}))
		if ok, _ := tx.Get(&desk.Client{ID: desktest.ID(1)}); !ok {
			t.Error("the outer one is gone")
		}
		if ok, _ := tx.Get(&desk.Client{ID: desktest.ID(2)}); ok {
			t.Error("the inner one stayed")
		}
	})
}

func TestChanged(t *testing.T) {
	t.Run("STO-7 each row once, as it stands now, in the order of the first touch", func(t *testing.T) {
		tx := openTx(t, mustOpen(t, Authority))
		for _, n := range []int{2, 1, 2} {
			must(t, tx.Put(&desk.Contact{ID: desktest.ID(n), Name: "x"}))
		}
		must(t, tx.Put(&desk.Rate{ID: desktest.ID(5), Kopecks: 100}))
		must(t, tx.Delete(&desk.Contact{ID: desktest.ID(1)}))
		must(t, tx.Delete(&desk.Contact{ID: desktest.ID(77)})) // was never there
		changed, err := tx.Changed()
		must(t, err)
		if len(changed) != 3 || changed[0].Key != desktest.ID(2) || changed[1].Key != desktest.ID(1) || changed[1].Cols != nil {
			t.Fatalf("%+v", changed)
		}
		if changed[2].Scope != desk.ScopeMoney {
			t.Errorf("scope %q", changed[2].Scope)
		}
		must(t, tx.Put(&desk.History{ID: desktest.ID(6), Changes: []desk.Change{{Field: "stages", New: []desk.Stage{{No: 2, Name: "a<b>", NH: 5}}}}}))
		changed, err = tx.Changed()
		must(t, err)
		if image := string(changed[3].Cols); !strings.Contains(image, `"changes":[{"f":"stages","n":[{"no":2,"name":"a\u003cb\u003e","nh":5}]}]`) {
			t.Errorf("STO-10 JSON goes out as it is stored: %s", image)
		}
		tx.ResetChanged()
		if changed, _ = tx.Changed(); len(changed) != 0 {
			t.Errorf("%+v", changed)
		}
	})
}

func TestText(t *testing.T) {
	tx := openTx(t, mustOpen(t, Replica))
	for _, bad := range []string{"a\x00b", "a\xffb"} {
		if err := tx.Insert(&desk.Client{ID: desktest.ID(1), Name: bad}); !errors.Is(err, ErrText) {
			t.Errorf("STO-12 %q: %v", bad, err)
		}
	}
}

func TestWrite(t *testing.T) {
	stop := errors.New("stop")
	insert := func(tx *Tx) error { return tx.Insert(&desk.Client{ID: desktest.ID(1)}) }
	has := func(t *testing.T, db *DB) (ok bool) {
		read(t, db, func(r *Reader) (err error) { ok, err = r.Get(&desk.Client{ID: desktest.ID(1)}); return err })
		return ok
	}
	t.Run("STO-3 an error keeps nothing", func(t *testing.T) {
		db := mustOpen(t, Authority)
		err := db.Write(ctx, "x", func(tx *Tx) error { must(t, insert(tx)); return stop })
		if !errors.Is(err, stop) || has(t, db) {
			t.Error(err)
		}
	})
	t.Run("STO-3 a panic keeps nothing and the next write works", func(t *testing.T) {
		db := mustOpen(t, Authority)
		func() {
			defer func() { _ = recover() }()
			_ = db.Write(ctx, "x", func(tx *Tx) error { must(t, insert(tx)); panic("boom") })
		}()
		if has(t, db) {
			t.Error("it stayed")
		}
		write(t, db, insert)
	})
	t.Run("STO-3 a crash before the commit keeps nothing, one after it everything", func(t *testing.T) {
		for _, before := range []bool{true, false} {
			db := mustOpen(t, Authority, func(o *Options) {
				crash := func(string) error { return stop }
				if before {
					o.Hooks.BeforeCommit = crash
				} else {
					o.Hooks.AfterCommit = crash
				}
			})
			if err := db.Write(ctx, "x", insert); !errors.Is(err, stop) {
				t.Error(err)
			}
			if has(t, db) == before {
				t.Errorf("crash before the commit: %v", before)
			}
		}
	})
	t.Run("STO-3 a reader keeps its snapshot while a writer commits, and blocks nobody", func(t *testing.T) {
		db := mustOpen(t, Authority)
		read(t, db, func(r *Reader) error {
			if ok, err := r.Get(&desk.Client{ID: desktest.ID(1)}); ok || err != nil {
				t.Fatal(ok, err)
			}
			write(t, db, insert)
			if ok, _ := r.Get(&desk.Client{ID: desktest.ID(1)}); ok {
				t.Error("the snapshot moved")
			}
			return nil
		})
		if !has(t, db) {
			t.Error("the next reader does not see it")
		}
	})
	t.Run("STO-3 a reader cannot write", func(t *testing.T) {
		db := mustOpen(t, Authority)
		err := db.Read(ctx, func(r *Reader) error { _, err := r.c.exec("DELETE FROM client"); return err })
		if !errors.Is(err, ErrReadOnly) {
			t.Error(err)
		}
	})
	t.Run("STO-3 a read that is cancelled ends, and the next one works", func(t *testing.T) {
		db := mustOpen(t, Authority)
		for range maxReaders + 1 {
			stopped, cancel := context.WithCancel(ctx)
			err := db.Read(stopped, func(r *Reader) error {
				return r.each("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", func(scan scan) error { cancel(); return nil })
			})
			if !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
		}
		if has(t, db) {
			t.Error("there is a row that nobody wrote")
		}
	})
	t.Run("after Close both say so, and closing again is no error", func(t *testing.T) {
		db := mustOpen(t, Authority)
		must(t, db.Close())
		must(t, db.Close())
		if err := db.Write(ctx, "x", insert); !errors.Is(err, ErrClosed) {
			t.Error(err)
		}
		if err := db.Read(ctx, func(*Reader) error { return nil }); !errors.Is(err, ErrClosed) {
			t.Error(err)
		}
	})
}
