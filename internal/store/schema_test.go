package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"naryad/internal/desk"
)

func TestSchema(t *testing.T) {
	for _, side := range []Side{Replica, Authority} {
		db := mustOpen(t, side)
		for _, table := range desk.Tables {
			t.Run(fmt.Sprintf("STO-2 %s of the %s", table.Name, side), func(t *testing.T) {
				var want []string
				for _, c := range desk.Columns(table.New()) {
					want = append(want, c.Name)
				}
				read(t, db, func(r *Reader) error {
					cols, err := r.ids("SELECT name FROM pragma_table_info(?)", table.Name)
					if d := cmp.Diff(want, cols); d != "" {
						t.Errorf("columns: %s", d)
					}
					unique, err2 := r.ids(`SELECT name FROM pragma_index_list(?) WHERE "unique" AND origin <> 'pk'`, table.Name)
					foreign, err3 := r.ids(`SELECT "table" FROM pragma_foreign_key_list(?)`, table.Name)
					if len(unique)+len(foreign) > 0 {
						t.Errorf("more than a primary key: %v %v", unique, foreign)
					}
					indexed, err4 := r.ids(`SELECT DISTINCT coalesce(i.name, '') FROM pragma_index_list(?) AS l, pragma_index_info(l.name) AS i WHERE i.seqno = 0`, table.Name)
					for _, c := range table.Indexed {
						if !strings.Contains(" "+strings.Join(indexed, " ")+" ", " "+c+" ") {
							t.Errorf("%s may be found by and has no index; there are %v", c, indexed)
						}
					}
					return errors.Join(err, err2, err3, err4)
				})
			})
		}
	}
}

// What a snapshot copies with a star must have the same columns in the same order on both sides.
func TestSchemaIsTheSameOnBothSides(t *testing.T) {
	shape := func(side Side) (out []string) {
		db := mustOpen(t, side)
		read(t, db, func(r *Reader) error {
			for _, name := range append(tableNames(), "counter", "ticket_search") {
				cols, err := r.ids("SELECT name || ' ' || type || ' ' || \"notnull\" || coalesce(dflt_value, '') FROM pragma_table_info(?)", name)
				if err != nil {
					return err
				}
				indexes, err := r.ids("SELECT coalesce(sql, '') FROM sqlite_master WHERE type = 'index' AND tbl_name = ? ORDER BY name", name)
				if err != nil {
					return err
				}
				out = append(out, name+": "+strings.Join(append(cols, indexes...), ", "))
			}
			return nil
		})
		return out
	}
	if d := cmp.Diff(shape(Replica), shape(Authority)); d != "" {
		t.Error(d)
	}
}

func tableNames() (names []string) {
	for _, table := range desk.Tables {
		names = append(names, table.Name)
	}
	return names
}

func TestNoReplace(t *testing.T) {
	files, err := filepath.Glob("*.go")
	must(t, err)
	migrations, err := filepath.Glob("migrations/*.sql")
	must(t, err)
	if len(files) < 10 || len(migrations) == 0 {
		t.Fatal("the sources are not here")
	}
	for _, f := range append(files, migrations...) {
		text, err := os.ReadFile(f)
		must(t, err)
		for n, line := range strings.Split(string(text), "\n") {
			code, _, _ := strings.Cut(strings.ToUpper(line), "//")
			if !strings.HasSuffix(f, "_test.go") && (strings.Contains(code, "OR REPLACE") || strings.Contains(code, "REPLACE INTO")) {
				t.Errorf("STO-5 %s:%d: it skips delete triggers", f, n+1)
			}
		}
	}
}

func TestMigrations(t *testing.T) {
	for _, side := range []Side{Replica, Authority} {
		all, err := migrationsFor(side)
		must(t, err)
		for i, m := range all {
			if m.version != i+1 {
				t.Errorf("STO-4 %s: migration %d stands at place %d", side, m.version, i+1)
			}
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	make := func(name string, side Side, script string) string {
		db, err := Open(ctx, at(name), side, Options{Fast: true})
		must(t, err)
		must(t, db.writer.script(script))
		must(t, db.Close())
		return at(name)
	}
	other := func(name, script string) string {
		pool, err := openPool(fileURI(at(name)), 1)
		must(t, err)
		_, err = pool.Exec(script)
		must(t, err)
		must(t, pool.Close())
		return at(name)
	}
	text := func(name, content string) string {
		must(t, os.WriteFile(at(name), []byte(content), 0o600))
		return at(name)
	}
	for _, c := range []struct {
		name string
		path string
		want error
	}{
		{"STO-4 a file of a later program", make("newer.db", Replica, "PRAGMA user_version = 9999"), ErrNewer},
		{"STO-4 an authority in the place of a replica", make("authority.db", Authority, ""), ErrWrong},
		{"STO-4 a database of another program", other("foreign.db", "CREATE TABLE cats (name TEXT)"), ErrWrong},
		{"STO-4 a versioned database of another program", other("foreign2.db", "CREATE TABLE cats (name TEXT); PRAGMA user_version = 1"), ErrWrong},
		{"STO-12 a file that is no database", text("text.db", strings.Repeat("no database at all ", 100)), ErrDamaged},
		{"STO-12 a directory that is not there", at("nowhere/replica.db"), ErrNoOpen},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, _ := os.ReadFile(c.path)
			db, err := Open(ctx, c.path, Replica, Options{})
			if !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if db != nil {
				t.Error("it is open")
			}
			after, _ := os.ReadFile(c.path)
			if string(before) != string(after) {
				t.Error("the file was changed")
			}
			if e := desk.AsError(err); e == nil || len(e.Params) > 0 || strings.Contains(e.Key, "SQL") {
				t.Errorf("%v says too much or too little to a person", e)
			}
		})
	}
}

// Characters of a person's directory names have meanings in SQLite's URIs.
func TestOpenAnyPath(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "Мои заявки 100% #1?mode=ro&x;y")
	must(t, os.Mkdir(dir, 0o700))
	path := filepath.Join(dir, ReplicaFile)
	db, err := Open(ctx, path, Replica, Options{})
	must(t, err)
	write(t, db, func(tx *Tx) error { return tx.SetLocal("a", "b") })
	must(t, db.Close())
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
	db = mustOpenAt(t, path, Replica)
	read(t, db, func(r *Reader) error {
		if v, err := r.Local("a"); v != "b" {
			t.Errorf("%q %v", v, err)
		}
		return nil
	})
}

func TestPragmas(t *testing.T) {
	for _, fast := range []bool{true, false} {
		db, err := Open(ctx, filepath.Join(t.TempDir(), ReplicaFile), Replica, Options{Fast: fast})
		must(t, err)
		want := "wal/2/1/5000"
		if fast {
			want = "wal/0/1/5000"
		}
		check := func(who string, c *conn) {
			var mode, got string
			var sync, foreign, busy int
			for name, into := range map[string]any{"journal_mode": &mode, "synchronous": &sync, "foreign_keys": &foreign, "busy_timeout": &busy} {
				if _, err := c.row("PRAGMA "+name, nil, into); err != nil {
					t.Fatal(err)
				}
			}
			if got = fmt.Sprintf("%s/%d/%d/%d", mode, sync, foreign, busy); got != want {
				t.Errorf("STO-1 %s, fast %v: %s, want %s", who, fast, got, want)
			}
		}
		check("writer", db.writer)
		read(t, db, func(r *Reader) error {
			check("reader", r.c)
			var only int
			if _, err := r.c.row("PRAGMA query_only", nil, &only); err != nil || only != 1 {
				t.Errorf("STO-1 query_only %d %v", only, err)
			}
			return nil
		})
		must(t, db.Close())
	}
}

// A replica of the first version with a pending change is opened by this program: nothing of it is lost, and the change can be
// taken back and played again.
func TestUpgradeWithPendingChanges(t *testing.T) {
	t.Run("STO-4 STO-6 undo images of an earlier version are completed", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "old.db")
		pool, err := openPool(fileURI(path), 1)
		must(t, err)
		c, err := newConn(t.Context(), pool)
		must(t, err)
		all, err := migrationsFor(Replica)
		must(t, err)
		must(t, runMigration(c, Replica, all[0], false))
		must(t, c.script(`INSERT INTO client (id, name) VALUES ('c1', 'now');
			INSERT INTO undo (tbl, pk, image) VALUES ('client', 'c1', '{"id":"c1","name":"before","archived":0}')`))
		must(t, c.close())
		must(t, pool.Close())

		db, err := Open(t.Context(), path, Replica, Options{Fast: true})
		must(t, err)
		defer db.Close()
		write(t, db, func(tx *Tx) error { return tx.UndoAll() })
		read(t, db, func(r *Reader) error {
			row := &desk.Client{ID: "c1"}
			ok, err := r.Get(row)
			if want := (&desk.Client{ID: "c1", Name: "before"}); !ok || row.Name != want.Name || len(row.Domains) != 0 {
				t.Errorf("%v %+v", ok, row)
			}
			return err
		})
	})
}
