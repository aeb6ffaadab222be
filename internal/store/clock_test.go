package store

import (
	"slices"
	"strings"
	"testing"

	"naryad/internal/desk"
	"naryad/internal/desk/desktest"
)

// What the authority's clock asks for.
func TestClock(t *testing.T) {
	db := mustOpen(t, Replica)
	add := func(n int64, s desk.Status, change func(*desk.Ticket)) desk.ID {
		k := ticket(int(n), 0, s)
		k.TouchedAt = desk.Instant(n)
		change(k)
		write(t, db, put(k))
		return k.ID
	}
	none := func(*desk.Ticket) {}
	fresh, estimated := add(1, desk.StatusNew, none), add(2, desk.StatusEstimated, none)
	add(3, desk.StatusApproved, none)
	add(4, desk.StatusNew, func(k *desk.Ticket) { k.WaitFor = desk.WaitClient })
	late := add(5, desk.StatusNew, none)
	contract := func(n int, client desk.ID, days int) {
		write(t, db, put(&desk.Client{ID: client, Name: "Вега"}, &desk.LegalEntity{ID: desktest.ID(n + 1), ClientID: client, Name: "ООО Вега"}, &desk.Contract{ID: desktest.ID(n), ClientID: client, LegalEntityID: desktest.ID(n + 1), SilenceDays: days}))
	}
	silent, asking := desktest.ID(301), desktest.ID(302)
	contract(310, silent, 5)
	contract(320, asking, 0)
	handed := func(client desk.ID, at desk.Instant) func(*desk.Ticket) {
		return func(k *desk.Ticket) { k.ClientID, k.HandedAt = client, at }
	}
	second, first := add(6, desk.StatusDone, handed(silent, 20)), add(7, desk.StatusDone, handed(silent, 10))
	add(8, desk.StatusDone, handed(asking, 10))
	add(9, desk.StatusDone, handed(silent, 0))
	add(10, desk.StatusCompleted, handed(silent, 10))
	write(t, db, confirm)
	read(t, db, func(r *Reader) error {
		for limit, want := range map[int][]desk.ID{10: {estimated, fresh}, 1: {estimated}} {
			if got, err := r.Untouched(4, limit); err != nil || !slices.Equal(got, want) {
				t.Errorf("ST-6 untouched: %v %v, want %v", got, err, want)
			}
		}
		if got, err := r.Untouched(5, 10); err != nil || !slices.Contains(got, late) {
			t.Errorf("ST-6 touched at the very moment: %v %v", got, err)
		}
		got, err := r.HandedOver(10)
		if err != nil || len(got) != 2 || got[0].ID != first || got[1].ID != second {
			t.Errorf("HO-1 handed over: %v %v", got, err)
		}
		return r.each("EXPLAIN QUERY PLAN SELECT id FROM ticket WHERE status = 'done' AND handed_at <> 0 ORDER BY handed_at, id LIMIT 5", func(scan scan) error {
			var id, parent, unused int
			var detail string
			err := scan(&id, &parent, &unused, &detail)
			if !strings.Contains(detail, "ticket_handed") {
				t.Errorf("no index: %s", detail)
			}
			return err
		})
	})
}
