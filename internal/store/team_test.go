package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"naryad/internal/desk"
	"naryad/internal/desk/desktest"
)

func TestShares(t *testing.T) {
	db := mustOpen(t, Replica)
	anna, boris := desktest.ID(100), desktest.ID(101)
	finished := func(n int, at desk.Instant, change func(*desk.Ticket)) *desk.Ticket {
		k := ticket(n, int64(n), desk.StatusDone)
		k.DoneAt, k.NH = at, 10
		change(k)
		return k
	}
	entry := func(n int, person, ticket desk.ID, from, to desk.Instant) *desk.TimeEntry {
		return &desk.TimeEntry{ID: desktest.ID(200 + n), PersonID: person, TicketID: ticket, StartedAt: from, StoppedAt: to}
	}
	as := func(*desk.Ticket) {}
	write(t, db, put(
		finished(1, 5000, func(k *desk.Ticket) { k.ApprovedID, k.ApprovedNH = desktest.ID(300), 20 }),
		finished(2, 6000, func(k *desk.Ticket) { k.Warranty = true }),
		finished(3, 6500, as), // without time
		finished(4, 9000, as), // later
		finished(5, 7000, func(k *desk.Ticket) { k.Status = desk.StatusPlanned }), // sent back
		entry(1, anna, desktest.ID(1), 1000, 4000), entry(2, boris, desktest.ID(1), 1000, 2000), entry(3, anna, desktest.ID(1), 100, 1100),
		entry(4, boris, desktest.ID(2), 3000, 4000), entry(5, anna, desktest.ID(4), 8000, 8500),
		&desk.Estimate{ID: desktest.ID(300), TicketID: desktest.ID(1), No: 1, NH: 20},
	))
	write(t, db, confirm)
	one, two, three := desktest.ID(1), desktest.ID(2), desktest.ID(3)
	all := []Share{
		{one, anna, 5000, 20, 4 * time.Second, 5 * time.Second},
		{one, boris, 5000, 20, time.Second, 5 * time.Second},
		{two, boris, 6000, 0, time.Second, time.Second},
		{three, "", 6500, 10, 0, 0},
	}
	read(t, db, func(r *Reader) error {
		got, err := r.Shares(5000, 9000, "")
		must(t, err)
		if d := cmp.Diff(all, got); d != "" {
			t.Errorf("RP-1 everybody's: %s", d)
		}
		got, err = r.Shares(5000, 9000, boris)
		must(t, err)
		if d := cmp.Diff(all[1:3], got); d != "" {
			t.Errorf("RP-1 one person's: %s", d)
		}
		return nil
	})
}

func TestPlanOf(t *testing.T) {
	db := mustOpen(t, Replica)
	anna := desktest.ID(100)
	entry := func(n int, from, to desk.Instant, state desk.PlanState) *desk.PlanEntry {
		return &desk.PlanEntry{ID: desktest.ID(n), EngineerID: anna, StartAt: from, EndAt: to, State: state}
	}
	write(t, db, put(
		entry(1, 1000, 3000, desk.PlanPublished), entry(2, 2500, 2600, desk.PlanDone), entry(3, 2500, 2600, desk.PlanDraft),
		entry(4, 1000, 2000, desk.PlanPublished), entry(5, 4000, 5000, desk.PlanPublished),
	))
	write(t, db, confirm)
	read(t, db, func(r *Reader) error {
		got, err := r.PlanOf(anna, 2000, 4000)
		must(t, err)
		if len(got) != 2 || got[0].ID != desktest.ID(1) || got[1].ID != desktest.ID(2) {
			t.Errorf("got %+v", got)
		}
		return nil
	})
}

// BenchmarkTeam reads a day and a month of twelve people among 100,000 tickets.
func BenchmarkTeam(b *testing.B) {
	db := mustOpen(b, Replica)
	const day = desk.Instant(86_400_000)
	write(b, db, func(tx *Tx) error {
		must(b, tx.recording(false))
		for n := range 100_000 {
			at := desk.Instant(n) * day / 100
			k := ticket(10_000+n, int64(n+1), desk.StatusCompleted)
			k.DoneAt, k.NH = at+1, 10
			must(b, put(k, &desk.TimeEntry{ID: desktest.ID(200_000 + n), TicketID: k.ID, PersonID: desktest.ID(2000 + n%12), StartedAt: at + 1, StoppedAt: at + 900_000})(tx))
		}
		return tx.recording(true)
	})
	b.Run("a day of everybody", func(b *testing.B) {
		for b.Loop() {
			read(b, db, func(r *Reader) error { _, err := r.TimesBetween(500*day, 501*day); return err })
		}
	})
	b.Run("a person's month of finished tickets", func(b *testing.B) {
		for b.Loop() {
			read(b, db, func(r *Reader) error { _, err := r.Shares(500*day, 530*day, desktest.ID(2003)); return err })
		}
	})
}
