package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"naryad/internal/desk"
	"naryad/internal/desk/desktest"
)

// someWrites writes a random sequence of rows of random tables; few ids make them meet.
func someWrites(t *rapid.T, tx *Tx, max int) {
	stop := errors.New("stop")
	for range rapid.IntRange(0, max).Draw(t, "writes") {
		table := desk.Tables[rapid.IntRange(0, len(desk.Tables)-1).Draw(t, "table")]
		row := table.New()
		desktest.Fill(row, rapid.IntRange(1, 40).Draw(t, "salt"))
		id := desktest.ID(rapid.IntRange(1, 4).Draw(t, "id"))
		setID(row, id)
		op := rapid.IntRange(0, 4).Draw(t, "op")
		do := func() error {
			switch op {
			case 0:
				if err := tx.Insert(row); err != nil && !errors.Is(err, desk.ErrExists) {
					return err
				}
				return nil
			case 1:
				return tx.Delete(row)
			default:
				return tx.Put(row)
			}
		}
		if op == 4 { // a command that is refused halfway
			if err := tx.Savepoint(func() error { return errors.Join(do(), stop) }); !errors.Is(err, stop) {
				t.Fatal(err)
			}
		} else if err := do(); err != nil {
			t.Fatal(err)
		}
	}
}

func setID(row desk.Row, id desk.ID) {
	b, err := json.Marshal(row)
	if err != nil {
		panic(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(b, &fields); err != nil {
		panic(err)
	}
	fields["ID"] = id
	if b, err = json.Marshal(fields); err != nil {
		panic(err)
	}
	if err := json.Unmarshal(b, row); err != nil {
		panic(err)
	}
}

// clean empties a database between two runs of a property.
func clean(t *rapid.T, db *DB) {
	if err := db.Write(ctx, "clean", func(tx *Tx) error {
		for _, table := range tableNames() {
			if err := tx.c.script("DELETE FROM " + table); err != nil {
				return err
			}
		}
		if db.side == Replica {
			return tx.c.script("DELETE FROM undo; DELETE FROM outbox; DELETE FROM rejected; DELETE FROM sync")
		}
		return tx.c.script("DELETE FROM batches; DELETE FROM changes; DELETE FROM results; DELETE FROM clients; DELETE FROM sequence; UPDATE meta SET head = 0, hash = ''")
	}); err != nil {
		t.Fatal(err)
	}
}

func TestUndo(t *testing.T) {
	db := mustOpen(t, Replica)
	t.Run("STO-6 whatever is written, UndoAll brings back what was", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			clean(t, db)
			err := db.Write(ctx, "before", func(tx *Tx) error {
				someWrites(t, tx, 20)
				if err := tx.c.script("DELETE FROM undo"); err != nil { // as if the authority had confirmed it
					return err
				}
				before, err := tx.Checksum(everything)
				if err != nil {
					return err
				}
				someWrites(t, tx, 30)
				if err := tx.UndoAll(); err != nil {
					return err
				}
				after, err := tx.Checksum(everything)
				if err == nil && before != after {
					t.Error("something is not as it was")
				}
				if n, err := tx.UndoCount(); n != 0 || err != nil {
					t.Errorf("%d undo images are left, %v", n, err)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			derived(t, db)
		})
	})
	t.Run("STO-6 it starts recording again", func(t *testing.T) {
		write(t, db, func(tx *Tx) error {
			must(t, tx.UndoAll())
			must(t, tx.Put(&desk.Client{ID: desktest.ID(1), Name: "x"}))
			if n, err := tx.UndoCount(); n != 1 || err != nil {
				t.Errorf("%d %v", n, err)
			}
			return tx.UndoAll()
		})
	})
	write(t, db, func(tx *Tx) error { // for the check at the end
		for _, table := range tableNames() {
			must(t, tx.c.script("DELETE FROM "+table))
		}
		return tx.c.script("DELETE FROM undo")
	})
}

// derived finds what is wrong with what is derived from the rows: the part of Check that a property can afford.
func derived(t *rapid.T, db *DB) {
	err := db.Read(ctx, func(r *Reader) error {
		c := &checker{Reader: r}
		err := errors.Join(c.counters(), c.searchKeys())
		if db.side == Authority {
			err = errors.Join(err, c.chain())
		}
		if len(c.found) > 0 {
			t.Errorf("%v", c.found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A replica that applies the pages of the log is equal to the authority, for every scope, page size and history.
func TestApply(t *testing.T) {
	server, money, engineer := authority(t), mustOpen(t, Replica), mustOpen(t, Replica)
	t.Run("STO-9 STO-10 pages of changes make checksums equal", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			for _, db := range []*DB{server, money, engineer} {
				clean(t, db)
			}
			cursor := map[*DB]int64{}
			for n := range rapid.IntRange(1, 6).Draw(t, "batches") {
				err := server.Write(ctx, "push", func(tx *Tx) error {
					someWrites(t, tx, 12)
					changed, err := tx.Changed()
					if err != nil {
						return err
					}
					_, _, err = tx.AppendBatch(desk.Instant(n), fmt.Sprint(n), changed, nil, nil)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				if rapid.Bool().Draw(t, "pull") {
					pullAll(t, server, money, everything, cursor)
				}
			}
			for db, scopes := range map[*DB][]desk.Scope{money: everything, engineer: onlyAll} {
				pullAll(t, server, db, scopes, cursor)
				var there, here string
				err := errors.Join(
					server.Read(ctx, func(r *Reader) (err error) { there, err = r.Checksum(scopes); return err }),
					db.Read(ctx, func(r *Reader) (err error) {
						if n, _ := r.UndoCount(); n > 0 {
							t.Errorf("STO-6 %d undo images", n)
						}
						here, err = r.Checksum(scopes)
						return err
					}))
				if err != nil || there != here {
					t.Fatalf("scopes %v: %v, checksums %s and %s", scopes, err, there, here)
				}
			}
			derived(t, server)
		})
	})
	for _, db := range []*DB{server, money, engineer} {
		write(t, db, func(tx *Tx) error {
			for _, table := range tableNames() {
				must(t, tx.c.script("DELETE FROM "+table))
			}
			if db.side == Replica {
				return tx.c.script("DELETE FROM undo")
			}
			return nil
		})
	}
}

func pullAll(t *rapid.T, from, to *DB, scopes []desk.Scope, cursor map[*DB]int64) {
	limit := rapid.IntRange(1, 10).Draw(t, "limit")
	for {
		var next, head int64
		var page []Change
		err := from.Read(ctx, func(r *Reader) (err error) {
			m, err := r.Meta()
			if err != nil {
				return err
			}
			head = m.Head
			next, page, err = r.ChangesSince(cursor[to], scopes, limit)
			return err
		})
		if err == nil {
			err = to.Write(ctx, "pull", func(tx *Tx) error { return tx.ApplyChanges(page) })
		}
		if err != nil {
			t.Fatal(err)
		}
		if next <= cursor[to] && next < head {
			t.Fatalf("STO-9 a page from %d goes to %d of %d", cursor[to], next, head)
		}
		cursor[to] = next
		if next >= head {
			return
		}
	}
}

func TestApplyChanges(t *testing.T) {
	t.Run("STO-9 columns and tables of a later version are left out, missing columns stay", func(t *testing.T) {
		db := mustOpen(t, Replica)
		id := desktest.ID(1)
		write(t, db, func(tx *Tx) error {
			return tx.ApplyChanges([]Change{{Table: "client", Key: id, Cols: json.RawMessage(`{"id":"` + id + `","name":"A","archived":1}`)}})
		})
		write(t, db, func(tx *Tx) error {
			return tx.ApplyChanges([]Change{
				{Table: "client", Key: id, Cols: json.RawMessage(`{"colour":{"r":1},"id":"` + id + `","name":"B"}`)},
				{Table: "robots", Key: id, Cols: json.RawMessage(`{"id":"` + id + `"}`)},
				{Table: "robots", Key: id},
			})
		})
		read(t, db, func(r *Reader) error {
			c := &desk.Client{ID: id}
			if ok, err := r.Get(c); !ok || err != nil || c.Name != "B" || !c.Archived {
				t.Errorf("%v %v %+v", ok, err, c)
			}
			return nil
		})
	})
	t.Run("STO-6 over pending rows it is refused", func(t *testing.T) {
		tx := openTx(t, mustOpen(t, Replica))
		must(t, tx.Put(&desk.Client{ID: desktest.ID(1)}))
		if err := tx.ApplyChanges(nil); err == nil {
			t.Error("it was not")
		}
	})
	t.Run("malformed images are refused", func(t *testing.T) {
		for _, cols := range []string{`{"name":"x"}`, `{"id":"another"}`, `[]`, `{"id":"k","archived":"yes"}`, `{"id":"k","name":5}`, `{"id":"k","name":"a\u0000"}`} {
			tx := openTx(t, mustOpen(t, Replica))
			if err := tx.ApplyChanges([]Change{{Table: "client", Key: "k", Cols: json.RawMessage(cols)}}); err == nil {
				t.Errorf("%s was applied", cols)
			}
		}
	})
}
