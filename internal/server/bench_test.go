package server_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"naryad/internal/clock"
	"naryad/internal/desk"
	"naryad/internal/remote"
	"naryad/internal/server"
	"naryad/internal/wire"
)

// BenchmarkPush prints how many commands a second the authority takes over HTTPS from 1, 8 and 32 replicas, each
// waiting for its answer before it sends more: one ticket per push, as people make them, and 50 per push, as a
// desktop sends them that comes back online. Durable commits, roles, history and log included. A run starts with an
// empty workspace; b.N counts commands.
func BenchmarkPush(b *testing.B) {
	for _, size := range []int{1, 50} {
		for _, replicas := range []int{1, 8, 32} {
			b.Run(fmt.Sprintf("per_push=%d/replicas=%d", size, replicas), func(b *testing.B) { benchPush(b, replicas, size) })
		}
	}
}

func benchPush(b *testing.B, replicas, size int) {
	limits := server.Limits{Device: server.Rate{PerSecond: -1}, Address: server.Rate{PerSecond: -1}}
	s, err := server.Create(b.Context(), server.Options{Dir: filepath.Join(b.TempDir(), "a"), Clock: clock.System(), Limits: limits}, "Наряд", server.First{Name: "Анна"})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	up, done := make(chan server.Listening, 1), make(chan error, 1)
	go func() {
		done <- s.Serve(ctx, server.ServeOptions{Listen: "127.0.0.1:0", Ready: func(l server.Listening) { up <- l }})
	}()
	defer func() {
		cancel()
		<-done
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	}()
	l := <-up
	own, err := s.LocalDevice(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	var left atomic.Int64
	left.Store(int64(b.N))
	var wg sync.WaitGroup
	start := make(chan struct{})
	for range replicas {
		inv, err := s.Invite(b.Context(), own.Person, l.Address, 0)
		if err != nil {
			b.Fatal(err)
		}
		in, err := s.Join(b.Context(), wire.Join{Code: inv.Code, Device: "bench"})
		if err != nil {
			b.Fatal(err)
		}
		c := remote.New(remote.Options{Address: l.Address, Fingerprint: l.Fingerprint, Token: in.Token})
		defer c.Close()
		id := clock.System().NewID()
		at, err := c.Hello(b.Context(), wire.Hello{Protocol: 1, Schema: 1, ClientID: id, NextSeq: 1})
		if err != nil {
			b.Fatal(err)
		}
		wg.Go(func() {
			<-start
			push(b, c, wire.Push{ClientID: id, Epoch: at.Epoch}, size, &left)
		})
	}
	b.ResetTimer()
	close(start)
	wg.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commands/s")
}

// push sends new tickets until none are left.
func push(b *testing.B, c *remote.Client, m wire.Push, size int, left *atomic.Int64) {
	seq := int64(0)
	for left.Add(-int64(size)) > -int64(size) {
		m.Commands = m.Commands[:0]
		for range size {
			seq++
			cmd := &desk.CreateTicket{ID: clock.System().NewID(), About: desk.About{Subject: "Не проводится документ"}, Text: "Ошибка при проведении реализации."}
			name, ver, args, err := desk.Encode(cmd)
			if err != nil {
				b.Error(err)
				return
			}
			m.Commands = append(m.Commands, wire.Command{Seq: seq, ID: clock.System().NewID(), Name: name, Ver: ver, At: desk.At(clock.System().Now()), Args: args})
		}
		reply, err := c.Push(b.Context(), m)
		if err != nil || reply.LastSeq != seq || reply.Results[0].Status != wire.Applied {
			b.Errorf("%+v, %v", reply, err)
			return
		}
	}
}
