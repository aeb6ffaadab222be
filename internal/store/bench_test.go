package store

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"naryad/internal/desk"
	"naryad/internal/desk/desktest"
)

// durable is a database as people have it.
func durable(b *testing.B, side Side) *DB {
	b.Helper()
	db, err := Open(ctx, filepath.Join(b.TempDir(), string(side)), side, Options{})
	must(b, err)
	b.Cleanup(func() { must(b, db.Close()) })
	return db
}

// BenchmarkDurable sets a command's transaction on a replica beside a bare durable one-row commit on the same disk.
func BenchmarkDurable(b *testing.B) {
	b.Run("bare commit", func(b *testing.B) {
		db := durable(b, Replica)
		must(b, db.writer.script("CREATE TABLE bare (n INTEGER PRIMARY KEY, at INTEGER)"))
		stmt, err := db.writer.c.PrepareContext(context.Background(), "INSERT INTO bare (at) VALUES (?)")
		must(b, err)
		for n := 0; b.Loop(); n++ {
			_, err := stmt.Exec(n)
			must(b, err)
		}
	})
	b.Run("command on a replica", func(b *testing.B) {
		db := durable(b, Replica)
		write(b, db, func(tx *Tx) error {
			must(b, put(&desk.Person{ID: desktest.ID(100), Name: "Анна", Roles: []desk.Role{desk.RoleEngineer}, Active: true}, ticket(1, 1, desk.StatusNew))(tx))
			must(b, confirm(tx))
			return tx.SetSyncState(SyncState{ClientID: "c", NextSeq: 1})
		})
		for n := 0; b.Loop(); n++ {
			write(b, db, func(tx *Tx) error { return commandLike(tx, n) })
		}
	})
}

// commandLike reads and writes what a small verb does, with the history and the outbox.
func commandLike(tx *Tx, n int) error {
	p, k := &desk.Person{ID: desktest.ID(100)}, &desk.Ticket{ID: desktest.ID(1)}
	for _, row := range []desk.Row{p, k} {
		if ok, err := tx.Get(row); !ok || err != nil {
			return fmt.Errorf("found %v: %w", ok, err)
		}
	}
	k.TouchedAt, k.DeadlineAt = desk.Instant(n), desk.Instant(n)
	if err := put(k, &desk.History{ID: desktest.ID(1000 + n), TicketID: k.ID, Tbl: "ticket", RowID: k.ID, Op: "update", Verb: "ticket.set_deadline", By: p.ID, At: desk.Instant(n),
		Changes: []desk.Change{{Field: "deadline_at", Old: n - 1, New: n}}})(tx); err != nil {
		return err
	}
	s, err := tx.SyncState()
	if err != nil {
		return err
	}
	if err := tx.Enqueue(OutboxRow{Seq: s.NextSeq, CmdID: desktest.ID(n), Name: "ticket.set_deadline", Ver: 1, Args: []byte(`{"ticketId":"t","at":5}`), State: Pending}); err != nil {
		return err
	}
	s.NextSeq++
	return tx.SetSyncState(s)
}

// BenchmarkReplay undoes 1,000 pending commands and writes them again, as a rebase does.
func BenchmarkReplay(b *testing.B) {
	db := durable(b, Replica)
	const pending = 1000
	work := func(tx *Tx) error {
		for n := range pending {
			id := desktest.ID(n % 200)
			if err := put(&desk.Ticket{ID: id, Subject: "x", Status: desk.StatusNew, TouchedAt: desk.Instant(n)}, &desk.History{ID: desktest.ID(5000 + n), TicketID: id},
				&desk.Message{ID: desktest.ID(9000 + n), TicketID: id, Text: "Здравствуйте"})(tx); err != nil {
				return err
			}
		}
		return nil
	}
	write(b, db, work)
	for b.Loop() {
		write(b, db, func(tx *Tx) error {
			must(b, tx.UndoAll())
			return tx.Savepoint(func() error { return work(tx) })
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	for _, fast := range []bool{true, false} {
		b.Run(fmt.Sprintf("fast=%v", fast), func(b *testing.B) {
			dir := b.TempDir()
			for n := 0; b.Loop(); n++ {
				db, err := Open(ctx, filepath.Join(dir, fmt.Sprint(n)), Replica, Options{Fast: fast})
				must(b, err)
				must(b, db.Close())
			}
		})
	}
	b.Run("fast, with one reader", func(b *testing.B) {
		dir := b.TempDir()
		for n := 0; b.Loop(); n++ {
			db, err := Open(ctx, filepath.Join(dir, fmt.Sprint(n)), Replica, Options{Fast: true})
			must(b, err)
			read(b, db, func(r *Reader) error { _, err := r.SyncState(); return err })
			must(b, db.Close())
		}
	})
}

// many is a replica with 100,000 tickets, loaded in bulk.
func many(b *testing.B) *DB {
	b.Helper()
	db := mustOpen(b, Replica)
	const tickets = 100_000
	write(b, db, func(tx *Tx) error {
		must(b, tx.recording(false))
		for n := range 200 {
			must(b, put(&desk.Client{ID: desktest.ID(1000 + n), Name: fmt.Sprint("Клиент ", n)}, &desk.Person{ID: desktest.ID(2000 + n%20), Name: fmt.Sprint("Инженер ", n%20)})(tx))
		}
		for n := range tickets {
			k := ticket(10_000+n, int64(n+1), desk.StatusCompleted)
			if n%50 == 0 {
				k.Status = desk.Statuses[n/50%10]
			}
			k.Subject = fmt.Sprintf("Не проводится документ реализации %d", n)
			k.ClientID, k.AssigneeID, k.ManagerID = desktest.ID(1000+n%200), desktest.ID(2000+n%20), desktest.ID(2000+n%19)
			must(b, tx.Insert(k))
			if n%10 == 0 {
				must(b, tx.Insert(&desk.TimeEntry{ID: desktest.ID(200_000 + n), TicketID: k.ID, PersonID: k.AssigneeID, StartedAt: 1, StoppedAt: 5000}))
			}
		}
		return tx.recording(true)
	})
	return db
}

// BenchmarkTickets shows a page of 50 of 100,000 tickets.
func BenchmarkTickets(b *testing.B) {
	db := many(b)
	open := []desk.Status{desk.StatusNew, desk.StatusEstimated, desk.StatusApproved, desk.StatusRejected, desk.StatusPlanned, desk.StatusInProgress}
	for name, f := range map[string]TicketFilter{
		"all":         {},
		"open":        {Statuses: open},
		"by deadline": {Statuses: open, Sort: SortDeadline},
		"client":      {ClientID: desktest.ID(1007)},
		"today":       {View: ViewToday, Me: desktest.ID(2003)},
		"search":      {Text: "реализации 777"},
	} {
		b.Run(name, func(b *testing.B) {
			var key Key
			read(b, db, func(r *Reader) error { // a page from the middle
				page, err := r.Tickets(f, "", 50)
				key = page.Next
				return err
			})
			for b.Loop() {
				read(b, db, func(r *Reader) error { _, err := r.Tickets(f, key, 50); return err })
			}
		})
	}
	b.Run("checksum", func(b *testing.B) {
		for b.Loop() {
			checksum(b, db, onlyAll)
		}
	})
	b.Run("snapshot", func(b *testing.B) {
		for n := 0; b.Loop(); n++ {
			must(b, SnapshotFile(ctx, db, onlyAll, filepath.Join(b.TempDir(), fmt.Sprint(n)), func(*Reader) error { return nil }))
		}
	})
	b.Run("backup", func(b *testing.B) {
		for n := 0; b.Loop(); n++ {
			must(b, Backup(ctx, db, filepath.Join(b.TempDir(), fmt.Sprint(n))))
		}
	})
}
