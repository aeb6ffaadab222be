package store

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"naryad/internal/desk"
	"naryad/internal/desk/desktest"
)

func put(rows ...desk.Row) func(*Tx) error {
	return func(tx *Tx) error {
		for _, row := range rows {
			if err := tx.Put(row); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestAppendBatch(t *testing.T) {
	t.Run("STO-7 a batch moves the head, the client and the results together", func(t *testing.T) {
		db := authority(t)
		client := "replica-1"
		write(t, db, func(tx *Tx) error {
			return tx.PutClient(ClientRow{ClientID: client, Person: desktest.ID(7), Schema: 1, SeenAt: 5})
		})
		refusal := desk.Errorf(desk.CodeConflict, "ticket.taken", "count", 3)
		rev := batch(t, db, 10, put(&desk.Client{ID: desktest.ID(1), Name: "A"}),
			ResultRow{ClientID: client, Seq: 1, CmdID: "c1", Status: "applied"})
		if rev != 1 {
			t.Fatalf("rev %d", rev)
		}
		rev = batch(t, db, 20, func(*Tx) error { return nil }, ResultRow{ClientID: client, Seq: 2, CmdID: "c2", Status: "rejected", Error: refusal})
		read(t, db, func(r *Reader) error {
			m, _ := r.Meta()
			b, ok, _ := r.BatchAt(2)
			if m.Head != 2 || !ok || b.Hash != m.Hash || b.At != 20 {
				t.Errorf("%+v %+v", m, b)
			}
			c, _, _ := r.ClientSeq(client)
			if want := (ClientRow{client, desktest.ID(7), 2, "c2", 1, 5}); c != want {
				t.Errorf("%+v", c)
			}
			got, ok, _ := r.Result(client, 2)
			want := ResultRow{client, 2, "c2", "rejected", desk.Errorf(desk.CodeConflict, "ticket.taken", "count", int64(3)), rev}
			if d := cmp.Diff(want, got); d != "" || !ok {
				t.Error(d)
			}
			if got, ok, _ := r.ResultByCmd("c1"); !ok || got.Seq != 1 || got.Rev != 1 {
				t.Errorf("%+v", got)
			}
			if _, ok, _ := r.ResultByCmd("c9"); ok {
				t.Error("an unknown command has a result")
			}
			return nil
		})
	})
	t.Run("STO-7 results and last_seq are as of a rev", func(t *testing.T) {
		db := authority(t)
		for n := range int64(5) {
			batch(t, db, 1, put(), ResultRow{ClientID: "a", Seq: n + 1, CmdID: fmt.Sprint("c", n), Status: "applied"})
		}
		read(t, db, func(r *Reader) error {
			for rev, want := range map[int64]int64{0: 0, 1: 1, 3: 3, 5: 5, 9: 5} {
				if seq, err := r.LastSeqAt("a", rev); seq != want || err != nil {
					t.Errorf("at %d: %d %v", rev, seq, err)
				}
			}
			rows, _ := r.ResultsSince("a", 1, 3)
			if len(rows) != 2 || rows[0].Seq != 2 || rows[1].Seq != 3 {
				t.Errorf("%+v", rows)
			}
			if rows, _ := r.ResultsSince("b", 0, 9); len(rows) != 0 {
				t.Errorf("another client's: %+v", rows)
			}
			return nil
		})
	})
	t.Run("STO-7 it needs an authority that is initialised", func(t *testing.T) {
		tx := openTx(t, mustOpen(t, Authority))
		if _, _, err := tx.AppendBatch(1, "b", nil, nil, nil); err == nil {
			t.Error("it went on")
		}
	})
	t.Run("STO-7 the chain is pinned: other bytes are another epoch", func(t *testing.T) {
		hash, err := batchHash("", BatchRow{Rev: 1, At: 2, BatchID: "b"},
			[]Change{{"client", "k", desk.ScopeAll, []byte(`{"id":"k"}`)}, {"client", "l", desk.ScopeAll, nil}},
			[]ResultRow{{"z", 2, "c2", "rejected", desk.Errorf(desk.CodeInvalid, "x"), 0}, {"a", 1, "c1", "applied", nil, 0}})
		must(t, err)
		if want := "58ba86d091b486616f9419473b5be359fbd6def56d8b9aa5b71d40e741b38bdb"; hash != want {
			t.Errorf("got %s", hash)
		}
	})
}

func TestChangesSince(t *testing.T) {
	client := func(n int, name string) *desk.Client { return &desk.Client{ID: desktest.ID(n), Name: name} }
	db := authority(t)
	batch(t, db, 1, put(client(1, "a"), client(2, "b"), client(3, "c")))                       // rev 1
	batch(t, db, 2, put(&desk.Rate{ID: desktest.ID(9), Kopecks: 1}))                           // rev 2
	batch(t, db, 3, put(client(1, "A"), client(4, "d")))                                       // rev 3
	batch(t, db, 4, func(tx *Tx) error { return tx.Delete(&desk.Client{ID: desktest.ID(2)}) }) // rev 4
	batch(t, db, 5, put())                                                                     // rev 5
	keys := func(rows []Change) (out []string) {
		for _, c := range rows {
			k := c.Table + c.Key[len(c.Key)-1:]
			if c.Cols == nil {
				k += "-"
			}
			out = append(out, k)
		}
		return out
	}
	for _, c := range []struct {
		name   string
		rev    int64
		scopes []desk.Scope
		limit  int
		to     int64
		want   []string
	}{
		{"everything, collapsed to the last state", 0, everything, 100, 5, []string{"client3", "rate9", "client1", "client4", "client2-"}},
		{"only what the reader may see", 0, onlyAll, 100, 5, []string{"client3", "client1", "client4", "client2-"}},
		{"a page never splits a rev", 0, everything, 1, 1, []string{"client1", "client2", "client3"}},
		{"the next page", 1, everything, 1, 2, []string{"rate9"}},
		{"revs without rows for this reader are passed over", 1, onlyAll, 1, 3, []string{"client1", "client4"}},
		{"the last page goes to the head", 3, onlyAll, 1, 5, []string{"client2-"}},
		{"nothing new", 5, everything, 1, 5, nil},
	} {
		t.Run("STO-9 "+c.name, func(t *testing.T) {
			read(t, db, func(r *Reader) error {
				to, rows, err := r.ChangesSince(c.rev, c.scopes, c.limit)
				if d := cmp.Diff(c.want, keys(rows)); d != "" || to != c.to {
					t.Errorf("to %d: %s", to, d)
				}
				return err
			})
		})
	}
	t.Run("STO-9 one row that changes over and over does not make a page endless", func(t *testing.T) {
		db := authority(t)
		for n := range desk.Instant(100) {
			batch(t, db, n, put(client(1, fmt.Sprint(n))))
		}
		read(t, db, func(r *Reader) error {
			to, rows, err := r.ChangesSince(0, everything, 2)
			if to != 2*rawFactor || len(rows) != 1 || string(rows[0].Cols) == "" {
				t.Errorf("%d %v", to, rows)
			}
			return err
		})
	})
	t.Run("STO-9 a log that begins later says so", func(t *testing.T) {
		db := mustOpen(t, Authority)
		write(t, db, func(tx *Tx) error { return tx.SetMeta(Meta{Epoch: "e", BaseRev: 10, BaseHash: "h"}) })
		batch(t, db, 1, put(client(1, "a")))
		read(t, db, func(r *Reader) error {
			if _, _, err := r.ChangesSince(9, everything, 10); !errors.Is(err, ErrTruncated) {
				t.Error(err)
			}
			to, rows, err := r.ChangesSince(10, everything, 10)
			if to != 11 || len(rows) != 1 {
				t.Errorf("%d %v", to, rows)
			}
			if b, ok, _ := r.BatchAt(10); !ok || b.Hash != "h" {
				t.Errorf("the base: %+v", b)
			}
			if _, ok, _ := r.BatchAt(9); ok {
				t.Error("a batch before the base")
			}
			return err
		})
	})
}

// Every problem that a check can find is made, and found.
func TestCheck(t *testing.T) {
	type spoil struct {
		side   Side
		script string
		want   string
	}
	id := func(n int) string { return "'" + desktest.ID(n) + "'" }
	for name, s := range map[string]spoil{
		"STO-13 a counter":                        {Authority, "UPDATE counter SET n = n + 1", "check.counter"},
		"STO-13 a counter that is missing":        {Authority, "DELETE FROM counter", "check.counter"},
		"STO-13 a search key":                     {Authority, "UPDATE ticket_search SET key = 'x'", "check.search_key"},
		"STO-13 a search key of no ticket":        {Authority, "INSERT INTO ticket_search VALUES ('x', 'y')", "check.search_key"},
		"STO-13 a trigger":                        {Authority, "DROP TRIGGER ticket_count_delete", "check.trigger"},
		"STO-13 a foreign trigger":                {Authority, "CREATE TRIGGER x AFTER INSERT ON client BEGIN SELECT 1; END", "check.trigger"},
		"STO-13 a dangling reference":             {Authority, "INSERT INTO message (id, ticket_id) VALUES ('m', 'nowhere')", "check.reference"},
		"STO-13 a rev that is missing":            {Authority, "DELETE FROM batches WHERE rev = 1; DELETE FROM changes WHERE rev = 1", "check.rev_gap"},
		"STO-7 a change that was altered":         {Authority, "UPDATE changes SET cols = replace(cols, 'A', 'B') WHERE tbl = 'client'", "check.hash"},
		"STO-7 a change that was removed":         {Authority, "DELETE FROM changes WHERE i = 0 AND rev = 2", "check.hash"},
		"STO-7 a result that was altered":         {Authority, "UPDATE results SET status = 'noop'", "check.hash"},
		"STO-7 a batch that was altered":          {Authority, "UPDATE batches SET at = at + 1 WHERE rev = 2", "check.hash"},
		"STO-7 a head that was moved":             {Authority, "UPDATE meta SET head = 1", "check.head"},
		"STO-7 a change of no batch":              {Authority, "INSERT INTO changes VALUES (77, 0, 'all', 'client', 'x', NULL)", "check.stray_change"},
		"STO-7 a client's last_seq":               {Authority, "UPDATE clients SET last_seq = 9", "check.last_seq"},
		"STO-7 a hole in a client's results":      {Authority, "UPDATE results SET seq = 3 WHERE seq = 2; UPDATE clients SET last_seq = 3", "check.last_seq"},
		"STO-7 a command that was applied twice":  {Authority, "INSERT INTO results VALUES ('b', 1, 'c1', 'applied', '', 1)", "check.applied_twice"},
		"STO-8 a ticket number that is missing":   {Authority, "UPDATE ticket SET number = 5 WHERE number = 2", "check.ticket_numbers"},
		"STO-8 a ticket number that repeats":      {Authority, "UPDATE ticket SET number = 1", "check.ticket_numbers"},
		"STO-8 a ticket without a number":         {Authority, "UPDATE ticket SET number = 0 WHERE number = 2", "check.ticket_numbers"},
		"STO-8 a sequence that ran ahead":         {Authority, "UPDATE sequence SET n = 3", "check.ticket_numbers"},
		"STO-6 undo that is switched off":         {Replica, "UPDATE undo_switch SET recording = 0", "check.undo_switch"},
		"STO-6 undo without anything pending":     {Replica, "DELETE FROM outbox", "check.undo_without_pending"},
		"STO-6 an undo image of an unknown table": {Replica, "INSERT INTO undo VALUES ('robots', 'x', NULL)", "check.undo_image"},
		"STO-6 an undo image of another row":      {Replica, "UPDATE undo SET pk = 'x' WHERE image IS NOT NULL", "check.undo_image"},
		"STO-6 an undo image without a column":    {Replica, "UPDATE undo SET image = json_remove(image, '$.name') WHERE image IS NOT NULL", "check.undo_image"},
		"STO-6 an undo image that is no JSON":     {Replica, "UPDATE undo SET image = '{' WHERE image IS NOT NULL", "check.undo_image"},
		"STO-11 a hole in the outbox":             {Replica, "DELETE FROM outbox WHERE seq = 2", "check.outbox"},
		"STO-11 an outbox behind the next number": {Replica, "UPDATE sync SET next_seq = 9", "check.outbox"},
		"STO-11 a command twice in the outbox":    {Replica, "UPDATE outbox SET cmd_id = 'c1'", "check.outbox"},
		"STO-13 a foreign key":                    {Replica, "CREATE TABLE f (a TEXT REFERENCES client(id)); PRAGMA foreign_keys = OFF; INSERT INTO f VALUES ('x'); PRAGMA foreign_keys = ON", "check.foreign_key"},
		"a plan entry of no ticket":               {Replica, "UPDATE undo_switch SET recording = 0; INSERT INTO plan_entry (id, ticket_id) VALUES ('p', " + id(88) + "); UPDATE undo_switch SET recording = 1", "check.reference"},
	} {
		t.Run(name, func(t *testing.T) {
			db := sample(t, s.side)
			if found := problems(t, db); len(found) > 0 {
				t.Fatalf("the sample is unsound: %v", found)
			}
			must(t, db.writer.script(s.script))
			if found := problems(t, db); !slices.Contains(found, s.want) {
				t.Errorf("found %v, want %s", found, s.want)
			}
			must(t, db.Close()) // so that nobody checks it again
		})
	}
}

// sample is a small sound database.
func sample(t *testing.T, side Side) *DB {
	if side == Authority {
		db := authority(t)
		for n := range int64(2) {
			batch(t, db, desk.Instant(n), func(tx *Tx) error {
				number, err := tx.NextNumber("ticket")
				if err != nil {
					return err
				}
				return put(&desk.Client{ID: desktest.ID(int(n) + 1), Name: "A"}, ticket(int(n)+1, number, desk.StatusNew))(tx)
			}, ResultRow{ClientID: "a", Seq: n + 1, CmdID: fmt.Sprint("c", n+1), Status: "applied"})
		}
		return db
	}
	db := mustOpen(t, side)
	write(t, db, func(tx *Tx) error {
		must(t, tx.ApplyChanges([]Change{{Table: "client", Key: desktest.ID(1), Cols: []byte(`{"id":"` + desktest.ID(1) + `","name":"A","archived":0}`)}}))
		must(t, put(&desk.Client{ID: desktest.ID(1), Name: "B"}, &desk.Client{ID: desktest.ID(2)})(tx))
		for seq := range int64(3) {
			must(t, tx.Enqueue(OutboxRow{Seq: seq + 1, CmdID: fmt.Sprint("c", seq+1), Name: "client.add", Ver: 1, Args: []byte("{}"), State: Pending}))
		}
		return tx.SetSyncState(SyncState{ClientID: "a", NextSeq: 4})
	})
	return db
}
