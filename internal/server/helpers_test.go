package server_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"naryad/internal/clock"
	"naryad/internal/desk"
	"naryad/internal/remote"
	"naryad/internal/server"
	"naryad/internal/store"
	"naryad/internal/wire"
)

// hands is a clock that a test moves, with entropy that is the same in every run.
type hands struct {
	mu  sync.Mutex
	now time.Time
	n   uint64
	buf []byte
}

func newHands() *hands { return &hands{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)} }

func (h *hands) source() clock.Source {
	return clock.Source{Now: h.Now, Entropy: h}
}

func (h *hands) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hands) forward(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func (h *hands) Read(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := range p {
		if len(h.buf) == 0 {
			h.n++
			sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("entropy"), h.n))
			h.buf = sum[:]
		}
		p[i], h.buf = h.buf[0], h.buf[1:]
	}
	return len(p), nil
}

// house is an authority under test, with its founder and their device.
type house struct {
	*server.Server
	t     testing.TB
	hands *hands
	o     server.Options
	own   server.Device
}

// found makes an authority that is checked when the test ends.
func found(t testing.TB, change ...func(*server.Options)) *house {
	t.Helper()
	h := &house{t: t, hands: newHands()}
	h.o = server.Options{Dir: filepath.Join(t.TempDir(), "authority"), Clock: h.hands.source(), Store: store.Options{Fast: true}}
	for _, c := range change {
		c(&h.o)
	}
	s, err := server.Create(t.Context(), h.o, "Наряд", server.First{Name: "Анна Лебедева", Email: "anna@desk.example"})
	if err != nil {
		t.Fatal(err)
	}
	h.Server = s
	if h.own, err = s.LocalDevice(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		h.sound()
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// reopen closes the authority and opens it again, as after a restart.
func (h *house) reopen(change ...func(*server.Options)) {
	h.t.Helper()
	if err := h.Close(); err != nil {
		h.t.Fatal(err)
	}
	for _, c := range change {
		c(&h.o)
	}
	s, err := server.Open(h.t.Context(), h.o)
	if err != nil {
		h.t.Fatal(err)
	}
	h.Server = s
}

// sound fails the test when the authority's own check finds something.
func (h *house) sound() {
	h.t.Helper()
	report, err := h.Check(context.Background())
	if err != nil {
		h.t.Errorf("check: %v", err)
	}
	for _, p := range report.Problems {
		h.t.Errorf("check: %v", p)
	}
}

// add makes a person with a device of their own.
func (h *house) add(name string, roles ...desk.Role) server.Device {
	h.t.Helper()
	id, err := h.AddPerson(h.t.Context(), name, "", roles, "Asia/Omsk")
	if err != nil {
		h.t.Fatal(err)
	}
	d, err := h.NewLocalDevice(h.t.Context(), id, name+"'s computer")
	if err != nil {
		h.t.Fatal(err)
	}
	return d
}

// caller is what remote.Client and server.Session have in common: workspace.Remote without the streams.
type caller interface {
	Hello(context.Context, wire.Hello) (wire.HelloReply, error)
	Push(context.Context, wire.Push) (wire.PushReply, error)
	Pull(context.Context, wire.Pull) (wire.PullReply, error)
}

// replica is the least that can talk to the authority: numbers, and rows as pulled.
type replica struct {
	caller
	t      testing.TB
	hands  *hands
	client string
	seq    int64
	cursor wire.Cursor
	rows   map[string]string // table/key → columns
}

func (h *house) replica(d server.Device) *replica {
	return newReplica(h.t, h.hands, h.Session(d))
}

func newReplica(t testing.TB, hands *hands, c caller) *replica {
	return &replica{caller: c, t: t, hands: hands, client: hands.source().NewID(), rows: map[string]string{}}
}

func (r *replica) hello() wire.HelloReply {
	r.t.Helper()
	reply, err := r.Hello(r.t.Context(), wire.Hello{
		Protocol: wire.Protocol, Schema: wire.Schema, ClientID: r.client, NextSeq: r.seq + 1, Cursor: r.cursor,
	})
	if err != nil {
		r.t.Fatalf("hello: %v", err)
	}
	return reply
}

// command numbers a command.
func (r *replica) command(cmd desk.Command) wire.Command {
	r.t.Helper()
	name, ver, args, err := desk.Encode(cmd)
	if err != nil {
		r.t.Fatal(err)
	}
	r.seq++
	return wire.Command{Seq: r.seq, ID: r.hands.source().NewID(), Name: name, Ver: ver, At: desk.At(r.hands.Now()), Args: args}
}

// send pushes as it is told to.
func (r *replica) send(commands ...wire.Command) (wire.PushReply, error) {
	r.t.Helper()
	return r.Push(r.t.Context(), wire.Push{ClientID: r.client, Epoch: r.hello().Epoch, Commands: commands})
}

// do pushes commands and expects an answer for each.
func (r *replica) do(commands ...desk.Command) []wire.Result {
	r.t.Helper()
	list := make([]wire.Command, len(commands))
	for i, c := range commands {
		list[i] = r.command(c)
	}
	reply, err := r.send(list...)
	if err != nil {
		r.t.Fatalf("push: %v", err)
	}
	if len(reply.Results) != len(commands) || reply.LastSeq != r.seq {
		r.t.Fatalf("push: %d results for %d commands, last seq %d of %d", len(reply.Results), len(commands), reply.LastSeq, r.seq)
	}
	return reply.Results
}

func (r *replica) pull(limit int) (wire.PullReply, error) {
	r.t.Helper()
	reply, err := r.Pull(r.t.Context(), wire.Pull{ClientID: r.client, Schema: wire.Schema, Cursor: r.cursor, Limit: limit})
	if err == nil && reply.Gone == "" {
		for _, c := range reply.Changes {
			if c.Cols == nil {
				delete(r.rows, c.Table+"/"+c.Key)
			} else {
				r.rows[c.Table+"/"+c.Key] = string(c.Cols)
			}
		}
		r.cursor = reply.To
	}
	return reply, err
}

// start sets the cursor where a snapshot taken now would.
func (r *replica) start(h *house) {
	r.t.Helper()
	meta, err := h.Meta(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	r.cursor = wire.Cursor{Epoch: meta.Epoch, Rev: meta.Head, Hash: meta.Hash}
}

// catchUp pulls until the head.
func (r *replica) catchUp(limit int) {
	r.t.Helper()
	for {
		reply, err := r.pull(limit)
		if err != nil || reply.Gone != "" {
			r.t.Fatalf("pull: gone %q, %v", reply.Gone, err)
		}
		if reply.To.Rev >= reply.Head {
			return
		}
	}
}

func (h *house) id() desk.ID { return h.hands.source().NewID() }

func (h *house) client(name string) *desk.AddClient { return &desk.AddClient{ID: h.id(), Name: name} }

func (h *house) lastSeq(client string) int64 {
	h.t.Helper()
	var seq int64
	err := h.Store().Read(h.t.Context(), func(r *store.Reader) error {
		row, _, err := r.ClientSeq(client)
		seq = row.LastSeq
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return seq
}

// get reads a row of the authority.
func get[R desk.Row](h *house, row R) (R, bool) {
	h.t.Helper()
	var found bool
	err := h.Store().Read(h.t.Context(), func(r *store.Reader) (err error) {
		found, err = r.Get(row)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return row, found
}

// refused fails the test unless err is the error for people that is expected.
func refused(t testing.TB, err error, code desk.Code, key string) *desk.Error {
	t.Helper()
	if !errors.Is(err, desk.Errorf(code, key)) {
		t.Fatalf("got %v, want %s: %s", err, code, key)
	}
	return desk.AsError(err)
}

// served is an authority that listens.
type served struct {
	*house
	address     string
	fingerprint string
	stop        func() error
}

// serve listens on a free port of this computer, with TLS unless told otherwise.
func serve(t *testing.T, h *house, change ...func(*server.ServeOptions)) *served {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	up := make(chan server.Listening, 1)
	o := server.ServeOptions{Listen: "127.0.0.1:0", Ready: func(l server.Listening) { up <- l }}
	for _, c := range change {
		c(&o)
	}
	done := make(chan error, 1)
	go func() { done <- h.Serve(ctx, o) }()
	stop := sync.OnceValue(func() error { cancel(); return <-done })
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	select {
	case l := <-up:
		return &served{h, l.Address, l.Fingerprint, stop}
	case err := <-done:
		done <- err
		t.Fatalf("serve: %v", err)
		return nil
	}
}

// join invites a person and redeems the invitation over the network.
func (s *served) join(person desk.ID) (wire.JoinReply, *remote.Client) {
	s.t.Helper()
	inv, err := s.Invite(s.t.Context(), person, s.address, 0)
	if err != nil {
		s.t.Fatal(err)
	}
	reply, err := remote.Join(s.t.Context(), inv, "ноутбук")
	if err != nil {
		s.t.Fatal(err)
	}
	return reply, s.client(reply.Token)
}

func (s *served) client(token string) *remote.Client {
	c := remote.New(remote.Options{Address: s.address, Fingerprint: s.fingerprint, Token: token})
	s.t.Cleanup(c.Close)
	return c
}

// failure reads the body of an answer that is not 200.
func failure(t testing.TB, resp *http.Response) *desk.Error {
	t.Helper()
	var f wire.Failure
	if err := json.NewDecoder(resp.Body).Decode(&f); err != nil || f.Error == nil {
		t.Fatalf("status %d: the body is no failure: %v", resp.StatusCode, err)
	}
	return f.Error
}
