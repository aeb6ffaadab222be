package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"naryad/internal/desk"
	"naryad/internal/desk/desktest"
)

var (
	ctx        = context.Background()
	everything = []desk.Scope{desk.ScopeAll, desk.ScopeMoney}
	onlyAll    = []desk.Scope{desk.ScopeAll}
)

// mustOpen opens a database of its own for a test; it is checked when the test ends.
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
	db, err := Open(ctx, path, side, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		report, err := db.Check(ctx)
		if errors.Is(err, ErrClosed) {
			return
		}
		if err != nil || len(report.Problems) > 0 {
			t.Errorf("check: %v\n%s", err, report)
		}
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

func write(t testing.TB, db *DB, fn func(*Tx) error) {
	t.Helper()
	if err := db.Write(ctx, "test", fn); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, db *DB, fn func(*Reader) error) {
	t.Helper()
	if err := db.Read(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func checksum(t testing.TB, db *DB, scopes []desk.Scope) (sum string) {
	t.Helper()
	read(t, db, func(r *Reader) (err error) { sum, err = r.Checksum(scopes); return err })
	return sum
}

// authority opens an authority that is initialised.
func authority(t testing.TB, tune ...func(*Options)) *DB {
	t.Helper()
	db := mustOpen(t, Authority, tune...)
	write(t, db, func(tx *Tx) error {
		return tx.SetMeta(Meta{Workspace: desktest.ID(900), Name: "Сервис", Epoch: desktest.ID(901)})
	})
	return db
}

// ticket is a ticket of this test's client; a number of 0 is a draft.
func ticket(n int, number int64, status desk.Status) *desk.Ticket {
	return &desk.Ticket{
		ID: desktest.ID(n), Number: number, Subject: fmt.Sprintf("Заявка %d", n), Status: status, Source: desk.SourceDesktop,
		CreatedAt: desk.Instant(1000 + n), TouchedAt: desk.Instant(1000 + n), StatusAt: desk.Instant(1000 + n),
	}
}

// problems are the keys that a check finds.
func problems(t testing.TB, db *DB) []string {
	t.Helper()
	report, err := db.Check(ctx)
	must(t, err)
	var keys []string
	for _, p := range report.Problems {
		keys = append(keys, p.Key)
	}
	return keys
}

// batch runs fn and appends what it has changed to the log.
func batch(t testing.TB, db *DB, at desk.Instant, fn func(*Tx) error, results ...ResultRow) int64 {
	t.Helper()
	var rev int64
	write(t, db, func(tx *Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		changed, err := tx.Changed()
		if err != nil {
			return err
		}
		var clients []ClientSeq
		for _, r := range results {
			clients = append(clients, ClientSeq{r.ClientID, r.Seq, r.CmdID})
		}
		rev, _, err = tx.AppendBatch(at, fmt.Sprint("batch ", at), changed, clients, results)
		return err
	})
	return rev
}
