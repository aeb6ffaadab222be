package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"fmt"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"modernc.org/sqlite"
)

// migrations holds files NNNN_name.sql for both sides and NNNN_name.<side>.sql for one of them. The number is the version
// that the file has afterwards; all scripts of one number run in one transaction (STO-4).
//
//go:embed migrations/*.sql
var migrations embed.FS

// application_id of the two kinds of file; the letters are "NYr" and "NYa" with the format's number.
var applicationID = map[Side]int64{Replica: 0x4e597201, Authority: 0x4e596101}

type migration struct {
	version int
	script  string
}

// migrationsFor lists a side's migrations in the order of their numbers.
func migrationsFor(side Side) ([]migration, error) {
	entries, err := migrations.ReadDir("migrations")
	if err != nil {
		return nil, err
	}
	var all []migration
	for _, e := range entries { // in the order of their names
		number, name, ok := strings.Cut(e.Name(), "_")
		version, err := strconv.Atoi(number)
		if !ok || err != nil {
			return nil, fmt.Errorf("migration %s has no number", e.Name())
		}
		name = strings.TrimSuffix(name, ".sql")
		if _, only, ok := strings.Cut(name, "."); ok && Side(only) != side {
			continue
		}
		text, err := migrations.ReadFile(path.Join("migrations", e.Name()))
		if err != nil {
			return nil, err
		}
		if n := len(all); n > 0 && all[n-1].version == version {
			all[n-1].script += string(text)
		} else {
			all = append(all, migration{version, string(text)})
		}
	}
	return all, nil
}

// migrate brings the file to the program's version. Only a file that a snapshot is to fill goes without.
func migrate(c *conn, side Side, withTriggers bool) error {
	all, err := migrationsFor(side)
	if err != nil {
		return err
	}
	var version int
	var app int64
	if _, err := c.row("SELECT user_version, application_id FROM pragma_user_version, pragma_application_id", nil, &version, &app); err != nil {
		return err
	}
	newest := all[len(all)-1].version
	if version > 0 || app != 0 {
		if app != applicationID[side] {
			return ErrWrong
		}
	} else if err := mustBeEmpty(c); err != nil {
		return err
	}
	if version > newest {
		return ErrNewer
	}
	if version < newest {
		if err := c.script("PRAGMA journal_mode = WAL"); err != nil {
			return err
		}
	}
	for _, m := range all {
		if m.version <= version {
			continue
		}
		if err := runMigration(c, side, m, withTriggers && m.version == newest); err != nil {
			return fmt.Errorf("migrate to %d: %w", m.version, err)
		}
	}
	return nil
}

// mustBeEmpty refuses a database that some other program made.
func mustBeEmpty(c *conn) error {
	var n int
	if _, err := c.row("SELECT count(*) FROM sqlite_master", nil, &n); err != nil {
		return err
	}
	if n > 0 {
		return ErrWrong
	}
	return nil
}

func runMigration(c *conn, side Side, m migration, withTriggers bool) (err error) {
	if err := c.script("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = c.script("ROLLBACK")
		}
	}()
	if err := c.script(m.script); err != nil {
		return err
	}
	if withTriggers {
		if err := makeTriggers(c, side); err != nil {
			return err
		}
		if side == Replica {
			if err := completeUndo(c); err != nil {
				return err
			}
		}
	}
	if err := c.script(fmt.Sprintf("PRAGMA user_version = %d; PRAGMA application_id = %d", m.version, applicationID[side])); err != nil {
		return err
	}
	return c.script("COMMIT")
}

// makeTriggers replaces the generated triggers by those of this program.
func makeTriggers(c *conn, side Side) error {
	old, err := storedTriggers(c)
	if err != nil {
		return err
	}
	for name := range old {
		if err := c.script("DROP TRIGGER " + name); err != nil {
			return err
		}
	}
	for _, t := range triggers(side) {
		if err := c.script(t.sql); err != nil {
			return fmt.Errorf("trigger %s: %w", t.name, err)
		}
	}
	return nil
}

// storedTriggers are the triggers in the file, by name.
func storedTriggers(c *conn) (map[string]string, error) {
	rows, err := c.query(context.Background(), "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := map[string]string{}
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, err
		}
		found[name] = text
	}
	return found, rows.Err()
}

var templates = map[Side]func() ([]byte, error){
	Replica:   sync.OnceValues(func() ([]byte, error) { return template(Replica) }),
	Authority: sync.OnceValues(func() ([]byte, error) { return template(Authority) }),
}

// bareReplica is the file of an empty replica without its triggers, to be filled by a snapshot.
var bareReplica = sync.OnceValues(func() ([]byte, error) { return fileImage(Replica, false) })

// template is the file of an empty database, in WAL mode already.
func template(side Side) ([]byte, error) {
	image, err := fileImage(side, true)
	if err == nil {
		image[18], image[19] = 2, 2 // the file format's write and read versions (sqlite.org/fileformat.html, 1.3)
	}
	return image, err
}

// fromTemplate creates an empty migrated file at path when there is none: much faster than migrating.
func fromTemplate(path string, side Side) error {
	if there, err := exists(path); there || err != nil {
		return err
	}
	image, err := templates[side]()
	if err != nil {
		return err
	}
	return os.WriteFile(path, image, 0o600)
}

// fileImage migrates a database in memory and returns the bytes of its file.
func fileImage(side Side, withTriggers bool) ([]byte, error) {
	pool, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	c, err := newConn(context.Background(), pool)
	if err != nil {
		return nil, err
	}
	defer c.close()
	if err := migrate(c, side, withTriggers); err != nil {
		return nil, err
	}
	var image []byte
	err = c.c.Raw(func(d any) error {
		b, err := d.(interface{ Serialize() ([]byte, error) }).Serialize()
		image = slices.Clone(b)
		return err
	})
	return image, err
}

// fold is the search key's form of a text: lower case, ё as е.
func fold(s string) string { return strings.ReplaceAll(strings.ToLower(s), "ё", "е") }

func init() {
	sqlite.MustRegisterDeterministicScalarFunction("naryad_fold", 1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		s, _ := args[0].(string)
		return fold(s), nil
	})
}
