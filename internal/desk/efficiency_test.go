package desk_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"naryad/internal/desk"
)

func TestEfficiency(t *testing.T) {
	parts(t, map[string]func(b *bench){
		"RP-1 a ticket's n/h are shared by the time on it": func(b *bench) {
			var anna, boris desk.Efficiency
			anna.Add(20, 90*time.Minute, 3*time.Hour)
			boris.Add(20, 90*time.Minute, 3*time.Hour)
			b.equal("each", []any{anna.NH(), boris.NH(), anna.Percent(), boris.Spent}, []any{desk.NH(10), desk.NH(10), 67, 90 * time.Minute})
		},
		"RP-1 warranty work counts 0 n/h and its hours count": func(b *bench) {
			var f desk.Efficiency
			f.Add((&desk.Ticket{NH: 20, ApprovedID: "e", ApprovedNH: 20, Warranty: true}).WorthNH(), time.Hour, time.Hour)
			b.equal("counts", []any{f.NH(), f.Spent, f.Percent()}, []any{desk.NH(0), time.Hour, 0})
		},
		"RP-1 what the client agreed to counts, so that absorbed work is a loss": func(b *bench) {
			b.equal("absorbed", (&desk.Ticket{NH: 40, ApprovedID: "e", ApprovedNH: 20}).WorthNH(), desk.NH(20))
			b.equal("never asked", (&desk.Ticket{NH: 40}).WorthNH(), desk.NH(40))
		},
		"RP-1 a ticket without time counts its n/h whole": func(b *bench) {
			var f desk.Efficiency
			f.Add(5, 0, 0)
			b.equal("counts", []any{f.NH(), f.Percent()}, []any{desk.NH(5), 0})
		},
		"RP-1 the greatest amounts are counted": func(b *bench) {
			var f desk.Efficiency
			f.Add(100_000, 8760*time.Hour, 8760*time.Hour)
			b.equal("counts", []any{f.NH(), f.Percent()}, []any{desk.NH(100_000), 114})
		},
	})
	t.Run("RP-1 the parts never come to more than the ticket, and less by a millisecond each at most", func(t *testing.T) {
		rapid.Check(t, func(r *rapid.T) {
			nh := desk.NH(rapid.IntRange(0, 5000).Draw(r, "nh"))
			parts := rapid.SliceOfN(rapid.IntRange(1, 100_000_000), 1, 6).Draw(r, "ms")
			var all time.Duration
			for _, ms := range parts {
				all += time.Duration(ms) * time.Millisecond
			}
			var sum desk.Efficiency
			for _, ms := range parts {
				sum.Add(nh, time.Duration(ms)*time.Millisecond, all)
			}
			whole := time.Duration(nh) * 6 * time.Minute
			if sum.Earned > whole || sum.Earned < whole-time.Duration(len(parts))*time.Millisecond || sum.Spent != all {
				r.Fatalf("%v of %v", sum, whole)
			}
		})
	})
}
