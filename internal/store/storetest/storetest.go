// Package storetest opens databases for tests and checks each when its test ends: a test that leaves an unsound file fails,
// whatever it was about.
package storetest

import (
	"context"
	"path/filepath"
	"testing"

	"naryad/internal/store"
)

// MustOpen opens an empty database of its own for the test.
func MustOpen(t testing.TB, side store.Side) *store.DB {
	t.Helper()
	return MustOpenAt(t, filepath.Join(t.TempDir(), string(side)+".db"), side, store.Options{})
}

// MustOpenAt opens the database at path, fast in any case.
func MustOpenAt(t testing.TB, path string, side store.Side, o store.Options) *store.DB {
	t.Helper()
	o.Fast = true
	db, err := store.Open(context.Background(), path, side, o)
	if err != nil {
		t.Fatalf("open %s: %v", path, err)
	}
	t.Cleanup(func() { CheckAndClose(t, db) })
	return db
}

// CheckAndClose checks a database and closes it; one that is closed already is left alone.
func CheckAndClose(t testing.TB, db *store.DB) {
	t.Helper()
	Check(t, db)
	if err := db.Close(); err != nil {
		t.Errorf("close %s: %v", db.Path(), err)
	}
}

// Check fails the test when the database has problems.
func Check(t testing.TB, db *store.DB) {
	t.Helper()
	report, err := db.Check(context.Background())
	if err == store.ErrClosed {
		return
	}
	if err != nil {
		t.Errorf("check %s: %v", db.Path(), err)
	}
	if len(report.Problems) > 0 {
		t.Errorf("%s is not sound:\n%s", db.Path(), report)
	}
}
