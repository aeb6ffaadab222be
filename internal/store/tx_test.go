package store

import (
	"context"
	"path/filepath"
	"testing"

	"naryad/internal/desk"
	"naryad/internal/desk/desktest"
)

// mustOpen opens a database of its own for a test and checks it when the test ends.
func mustOpen(t testing.TB, side Side, tune ...func(*Options)) *DB {
	t.Helper()
	return mustOpenAt(t, filepath.Join(t.TempDir(), string(side)+".db"), side, tune...)
}

func mustOpenAt(t testing.TB, path string, side Side, tune ...func(*Options)) *DB {
	t.Helper()
	o := Options{Fast: true}
	for _, f := range tune {
		f(&o)
	}
	db, err := Open(context.Background(), path, side, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

// The Tx keeps what desk.Tx promises to commands.
func TestTx(t *testing.T) {
	for _, side := range []Side{Replica, Authority} {
		t.Run(string(side), func(t *testing.T) {
			desktest.TestTx(t, side == Authority, func(t *testing.T) desk.Tx {
				db := mustOpen(t, side)
				return openTx(t, db)
			})
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
