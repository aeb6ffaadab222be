package workspace_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"naryad/internal/clock"
	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/workspace"
)

// BenchmarkExecute is one command on the replica, durable, side by side with its limit: a durable one-row commit on the same
// disk. commits/op is the ratio of the medians.
func BenchmarkExecute(b *testing.B) {
	for name, command := range map[string]func(d *desktop, ticket desk.ID, n int) desk.Command{
		"say": func(d *desktop, ticket desk.ID, _ int) desk.Command { return d.note(ticket, "Замер") },
		"classify": func(_ *desktop, ticket desk.ID, n int) desk.Command {
			return &desk.ClassifyTicket{TicketID: ticket, About: desk.About{Subject: fmt.Sprintf("Замер %d", n), ClientID: romb}}
		},
	} {
		b.Run(name, func(b *testing.B) {
			bare, err := store.Open(context.Background(), filepath.Join(b.TempDir(), "bare.db"), store.Replica, store.Options{})
			if err != nil {
				b.Fatal(err)
			}
			defer bare.Close()
			h := newHouse(b)
			d := newDesktop(b, h, func(o *workspace.Options) { o.Store.Fast = false })
			d.steps(h)
			id := d.create("Замер")
			var commits, executes []time.Duration
			now := clock.System().Now
			for n := 0; b.Loop(); n++ {
				began := now()
				err := bare.Write(context.Background(), "bare", func(tx *store.Tx) error { return tx.SetHeartbeat("bench", desk.Instant(n)) })
				if err != nil {
					b.Fatal(err)
				}
				between := now()
				d.do(command(d, id, n))
				commits, executes = append(commits, between.Sub(began)), append(executes, now().Sub(between))
			}
			slices.Sort(commits)
			slices.Sort(executes)
			commit, execute := commits[len(commits)/2], executes[len(executes)/2]
			b.ReportMetric(float64(commit.Microseconds()), "µs/commit")
			b.ReportMetric(float64(execute.Microseconds()), "µs/command")
			b.ReportMetric(float64(execute)/float64(commit), "commits/op")
		})
	}
}

// BenchmarkReplay is one pull of one foreign row while so many commands are pending.
func BenchmarkReplay(b *testing.B) {
	for _, pending := range []int{1, 100, 1000} {
		b.Run(fmt.Sprint(pending), func(b *testing.B) {
			h := newHouse(b)
			d := newDesktop(b, h, func(o *workspace.Options) { o.Store.Fast = false })
			d.steps(h)
			h.fail = func(call string) error {
				if strings.HasPrefix(call, "push") {
					return errLost
				}
				return nil
			}
			var id desk.ID
			for i := range pending {
				if i%10 == 0 {
					id = d.create("Ждёт связи")
					continue
				}
				d.do(d.note(id, "Ждёт связи"))
			}
			for b.Loop() {
				b.StopTimer()
				h.commit(&desk.Client{ID: h.id(), Name: "Чужой"})
				d.SyncNow()
				for did := workspace.DidNothing; did != workspace.DidHello; {
					did, _ = d.Step(context.Background(), h)
				}
				d.watch.ms += 1000 // a pull is due, also while a crowd is pending
				b.StartTimer()
				if did := d.step(h); did != workspace.DidPull {
					b.Fatalf("did %s", did)
				}
			}
		})
	}
}
