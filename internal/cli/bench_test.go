package cli_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"naryad/internal/clock"
	"naryad/internal/desk"
	"naryad/internal/remote"
	"naryad/internal/server"
	"naryad/internal/store"
	"naryad/internal/wire"
	"naryad/internal/workspace"
)

// joined makes a replica of the server's workspace that follows it by its sync loop, over HTTPS.
func joined(b *testing.B, s *server.Server, address string, person desk.ID) (*workspace.Workspace, *remote.Client) {
	b.Helper()
	ctx := b.Context()
	inv, err := s.Invite(ctx, person, address, 0)
	if err != nil {
		b.Fatal(err)
	}
	reply, err := remote.Join(ctx, inv, "bench")
	if err != nil {
		b.Fatal(err)
	}
	o := workspace.Options{Dir: filepath.Join(b.TempDir(), "replica"), Clock: clock.System()}
	id := workspace.Identity{Workspace: reply.Workspace, Name: reply.Name, Person: reply.Person}
	if err := workspace.Create(ctx, o.Dir, id, o); err != nil {
		b.Fatal(err)
	}
	w, err := workspace.Open(ctx, o)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { w.Close() })
	r := remote.New(remote.Options{Address: inv.Address, Fingerprint: inv.Fingerprint, Token: reply.Token})
	for {
		did, err := w.Step(ctx, r)
		if err != nil {
			b.Fatal(err)
		}
		if did == workspace.DidNothing {
			return w, r
		}
	}
}

// BenchmarkReach measures how long a command on one desktop takes to reach another one over TLS: until the other's
// live stream has the poke (receipt), and until its database has the row (commit). ns/op is the pace, not a cost.
func BenchmarkReach(b *testing.B) {
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	s, err := server.Create(ctx, server.Options{Dir: filepath.Join(b.TempDir(), "server"), Clock: clock.System()}, "bench",
		server.First{Name: "Зимина", TimeZone: "Europe/Moscow", Device: "bench"})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	people, err := s.People(ctx)
	if err != nil {
		b.Fatal(err)
	}
	up := make(chan string, 1)
	go s.Serve(ctx, server.ServeOptions{Listen: "127.0.0.1:0", Ready: func(l server.Listening) { up <- l.Address }})
	address := <-up
	one, oneRemote := joined(b, s, address, people[0].ID)
	two, twoRemote := joined(b, s, address, people[0].ID)
	go one.Run(ctx, oneRemote)
	go two.Run(ctx, twoRemote)

	poked := make(chan time.Time, 1)
	listening := make(chan struct{})
	go twoRemote.Live(ctx, func(wire.Live) {
		select {
		case <-listening:
			select {
			case poked <- clock.System().Now():
			default:
			}
		default:
			close(listening) // the first poke tells the present head
		}
	})
	<-listening
	moved := make(chan struct{}, 1)
	defer two.Subscribe(func(workspace.Event) {
		select {
		case moved <- struct{}{}:
		default:
		}
	})()

	src := clock.System()
	var receipts, commits []time.Duration
	pace := time.NewTicker(50 * time.Millisecond) // 20 commands a second: pokes are coalesced for 20 ms
	defer pace.Stop()
	for b.Loop() {
		<-pace.C
		select {
		case <-poked:
		default:
		}
		id := src.NewID()
		begun := src.Now()
		if _, err := one.Execute(ctx, &desk.CreateTicket{ID: id, About: desk.About{Subject: "Не проводится реализация"}}); err != nil {
			b.Fatal(err)
		}
		receipts = append(receipts, (<-poked).Sub(begun))
		for !has(b, two, id) {
			<-moved
		}
		commits = append(commits, src.Now().Sub(begun))
		for one.State().Pending > 0 { // the next command starts from rest
			<-time.After(time.Millisecond)
		}
	}
	b.ReportMetric(percentile(receipts, 50), "receipt-p50-ms")
	b.ReportMetric(percentile(receipts, 99), "receipt-p99-ms")
	b.ReportMetric(percentile(commits, 50), "commit-p50-ms")
	b.ReportMetric(percentile(commits, 99), "commit-p99-ms")
}

func has(b *testing.B, w *workspace.Workspace, id desk.ID) (ok bool) {
	b.Helper()
	err := w.Read(b.Context(), func(r *store.Reader) (err error) {
		ok, err = r.Get(&desk.Ticket{ID: id})
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return ok
}

func percentile(d []time.Duration, p int) float64 {
	slices.Sort(d)
	return float64(d[(len(d)-1)*p/100].Microseconds()) / 1000
}
