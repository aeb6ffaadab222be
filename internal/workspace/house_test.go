package workspace_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"naryad/internal/clock"
	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/store/storetest"
	"naryad/internal/wire"
	"naryad/internal/workspace"
)

// house is a scripted workspace.Remote: it answers as an authority would, from a real authority's file, and a test may
// change or lose any answer. The real authority and this package meet in the simulator.
type house struct {
	t       testing.TB
	db      *store.DB
	watch   *watch
	person  desk.ID
	scopes  []desk.Scope
	lastSeq map[string]int64
	results map[string][]wire.Result

	calls []string // what was asked, in order
	fail  func(call string) error
	ask   func(call string) // runs while the replica waits for the answer
	// The answers before they are given. An error loses an answer that has taken effect.
	hello    func(*wire.HelloReply) error
	pushed   func(wire.Push, *wire.PushReply) error
	pulled   func(wire.Pull, *wire.PullReply) error
	snapshot func(*wire.SnapshotHead, *[]byte) error
	judge    func(wire.Command) *desk.Error // refuses commands that the domain would allow
	live     func(context.Context, func(wire.Live)) error
}

// watch is a clock that stands until it is set.
type watch struct {
	ms int64
	mu sync.Mutex
	n  uint64
}

func (c *watch) source() clock.Source {
	now := func() time.Time {
		c.mu.Lock()
		defer c.mu.Unlock()
		return time.UnixMilli(c.ms)
	}
	return clock.Source{Now: now, Entropy: c}
}

// turn moves the clock on while other goroutines look at it.
func (c *watch) turn(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ms += d.Milliseconds()
}

// Read gives entropy that is the same in every run.
func (c *watch) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := 0; i < len(p); i += sha256.Size {
		c.n++
		sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("watch"), c.n))
		copy(p[i:], sum[:])
	}
	return len(p), nil
}

const (
	noon  = 1_767_258_000_000 // 2026-01-01, 09:00 UTC
	anna  = "01900000-0000-7000-8000-00000000000a"
	boris = "01900000-0000-7000-8000-00000000000b"
	romb  = "01900000-0000-7000-8000-00000000000c"
	here  = "01900000-0000-7000-8000-0000000000ff"
)

var everyRole = []desk.Role{desk.RoleEngineer, desk.RoleManager, desk.RoleLead, desk.RoleAdmin}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{
		t: t, watch: &watch{ms: noon}, person: anna, scopes: []desk.Scope{desk.ScopeAll, desk.ScopeMoney},
		lastSeq: map[string]int64{}, results: map[string][]wire.Result{},
	}
	h.db = storetest.MustOpenAt(t, filepath.Join(t.TempDir(), store.AuthorityFile), store.Authority, store.Options{Clock: h.watch.source()})
	h.write(func(tx *store.Tx) error {
		return tx.SetMeta(store.Meta{Workspace: here, Name: "ООО «Наряд»", Epoch: h.id()})
	})
	h.commit(&desk.Person{ID: anna, Name: "Анна", Roles: everyRole, Active: true},
		&desk.Person{ID: boris, Name: "Борис", Roles: everyRole, Active: true},
		&desk.Client{ID: romb, Name: "Ромб"})
	return h
}

func (h *house) id() desk.ID { return h.watch.source().NewID() }

func (h *house) write(fn func(*store.Tx) error) {
	h.t.Helper()
	if err := h.db.Write(context.Background(), "house", fn); err != nil {
		h.t.Fatal(err)
	}
}

// commit puts rows of the authority's own into the log.
func (h *house) commit(rows ...desk.Row) {
	h.t.Helper()
	h.write(func(tx *store.Tx) error {
		for _, row := range rows {
			if t, ok := row.(*desk.Ticket); ok && t.Number == 0 {
				n, err := tx.NextNumber("ticket")
				if err != nil {
					return err
				}
				t.Number = n
			}
			if err := tx.Put(row); err != nil {
				return err
			}
		}
		return h.batch(tx, "", nil)
	})
}

func (h *house) batch(tx *store.Tx, client string, rows []store.ResultRow) error {
	changed, err := tx.Changed()
	if err != nil {
		return err
	}
	tx.ResetChanged()
	var moved []store.ClientSeq
	if len(rows) > 0 {
		last := rows[len(rows)-1]
		moved = []store.ClientSeq{{ClientID: client, LastSeq: last.Seq, LastCmdID: last.CmdID}}
	}
	_, _, err = tx.AppendBatch(desk.Instant(h.watch.ms), h.id(), changed, moved, rows)
	return err
}

func (h *house) meta() (m store.Meta) {
	h.t.Helper()
	err := h.db.Read(context.Background(), func(r *store.Reader) (err error) { m, err = r.Meta(); return err })
	if err != nil {
		h.t.Fatal(err)
	}
	return m
}

func (h *house) cursor() wire.Cursor {
	m := h.meta()
	return wire.Cursor{Epoch: m.Epoch, Rev: m.Head, Hash: m.Hash}
}

func (h *house) checksum() (sum string) {
	h.t.Helper()
	err := h.db.Read(context.Background(), func(r *store.Reader) (err error) { sum, err = r.Checksum(h.scopes); return err })
	if err != nil {
		h.t.Fatal(err)
	}
	return sum
}

func (h *house) begin(call string) error {
	h.calls = append(h.calls, call)
	if h.ask != nil {
		h.ask(call)
	}
	if h.fail != nil {
		return h.fail(call)
	}
	return nil
}

// take returns what was asked since the last time.
func (h *house) take() []string {
	calls := h.calls
	h.calls = nil
	return calls
}

func (h *house) Hello(_ context.Context, m wire.Hello) (wire.HelloReply, error) {
	if err := h.begin("hello"); err != nil {
		return wire.HelloReply{}, err
	}
	meta := h.meta()
	reply := wire.HelloReply{
		Protocol: wire.Protocol, Schema: wire.Schema, Workspace: meta.Workspace, Name: meta.Name, Person: h.person, Epoch: meta.Epoch,
		Head: meta.Head, LastSeq: h.lastSeq[m.ClientID], Now: desk.Instant(h.watch.ms), Scopes: h.scopes,
	}
	if h.hello != nil {
		return reply, h.hello(&reply)
	}
	return reply, nil
}

func (h *house) Push(_ context.Context, m wire.Push) (wire.PushReply, error) {
	if err := h.begin(fmt.Sprintf("push %d", len(m.Commands))); err != nil {
		return wire.PushReply{}, err
	}
	reply := wire.PushReply{}
	if m.Epoch != h.meta().Epoch {
		return reply, errors.New("another epoch")
	}
	h.write(func(tx *store.Tx) error {
		var rows []store.ResultRow
		for _, c := range m.Commands {
			last := h.lastSeq[m.ClientID]
			if c.Seq > last+1 {
				reply.Gap = true
				break
			}
			if c.Seq <= last {
				reply.Fork = reply.Fork || h.results[m.ClientID][c.Seq-1].ID != c.ID
				continue
			}
			r := h.carryOut(tx, c)
			rows = append(rows, store.ResultRow{ClientID: m.ClientID, Seq: c.Seq, CmdID: c.ID, Status: string(r.Status), Error: r.Error})
			h.lastSeq[m.ClientID] = c.Seq
			h.results[m.ClientID] = append(h.results[m.ClientID], r)
		}
		if len(rows) == 0 {
			return nil
		}
		return h.batch(tx, m.ClientID, rows)
	})
	reply.LastSeq, reply.Head = h.lastSeq[m.ClientID], h.meta().Head
	for i := range h.results[m.ClientID] {
		if r := &h.results[m.ClientID][i]; r.Rev == 0 {
			r.Rev = reply.Head
		}
	}
	if h.pushed != nil {
		return reply, h.pushed(m, &reply)
	}
	return reply, nil
}

func (h *house) carryOut(tx *store.Tx, c wire.Command) wire.Result {
	r := wire.Result{Seq: c.Seq, ID: c.ID, Status: wire.Applied}
	for _, known := range h.results {
		if slices.ContainsFunc(known, func(k wire.Result) bool { return k.ID == c.ID }) {
			r.Status = wire.Noop
			return r
		}
	}
	err := tx.Savepoint(func() error {
		if h.judge != nil {
			if e := h.judge(c); e != nil {
				return e
			}
		}
		cmd, err := desk.Decode(c.Name, c.Ver, c.Args)
		if err != nil {
			return err
		}
		return desk.Run(tx, desk.Call{ID: c.ID, Actor: h.person, Source: desk.SourceDesktop, At: c.At, Authority: true, Command: cmd})
	})
	if err != nil {
		r.Status, r.Error = wire.Rejected, desk.AsError(err)
		if r.Error == nil {
			h.t.Errorf("carry out %s: %v", c.Name, err)
		}
	}
	return r
}

func (h *house) Pull(_ context.Context, m wire.Pull) (wire.PullReply, error) {
	if err := h.begin("pull"); err != nil {
		return wire.PullReply{}, err
	}
	var reply wire.PullReply
	err := h.db.Read(context.Background(), func(r *store.Reader) error {
		meta, err := r.Meta()
		if err != nil {
			return err
		}
		reply.Head, reply.Now = meta.Head, desk.Instant(h.watch.ms)
		if at, _, err := r.BatchAt(m.Cursor.Rev); err != nil || m.Cursor.Epoch != meta.Epoch || at.Hash != m.Cursor.Hash {
			reply.Gone = wire.GoneDiverged
			return err
		}
		to, rows, err := r.ChangesSince(m.Cursor.Rev, h.scopes, m.Limit)
		if err != nil {
			return err
		}
		batch, _, err := r.BatchAt(to)
		reply.To = wire.Cursor{Epoch: meta.Epoch, Rev: to, Hash: batch.Hash}
		for _, c := range rows {
			reply.Changes = append(reply.Changes, wire.Change{Table: c.Table, Key: c.Key, Cols: c.Cols})
		}
		for _, known := range h.results[m.ClientID] {
			if known.Rev > to {
				continue
			}
			reply.LastSeq = known.Seq
			if known.Seq > m.SinceSeq {
				reply.Results = append(reply.Results, known)
			}
		}
		return err
	})
	if err == nil && h.pulled != nil {
		err = h.pulled(m, &reply)
	}
	return reply, err
}

func (h *house) Snapshot(ctx context.Context, clientID string) (wire.SnapshotHead, io.ReadCloser, error) {
	if err := h.begin("snapshot"); err != nil {
		return wire.SnapshotHead{}, nil, err
	}
	path := filepath.Join(h.t.TempDir(), "snapshot.db")
	err := store.SnapshotFile(ctx, h.db, h.scopes, path, func(*store.Reader) error { return nil })
	if err != nil {
		return wire.SnapshotHead{}, nil, err
	}
	file, err := os.ReadFile(path)
	if err != nil {
		return wire.SnapshotHead{}, nil, err
	}
	meta, sum := h.meta(), sha256.Sum256(file)
	head := wire.SnapshotHead{
		Workspace: meta.Workspace, Name: meta.Name, Cursor: h.cursor(), Schema: wire.Schema, Scopes: h.scopes,
		LastSeq: h.lastSeq[clientID], Results: h.results[clientID], Size: int64(len(file)), SHA256: hex.EncodeToString(sum[:]),
	}
	if h.snapshot != nil {
		if err := h.snapshot(&head, &file); err != nil {
			return head, nil, err
		}
	}
	return head, io.NopCloser(bytes.NewReader(file)), nil
}

func (h *house) Live(ctx context.Context, poke func(wire.Live)) error {
	if h.live != nil {
		return h.live(ctx, poke)
	}
	<-ctx.Done()
	return ctx.Err()
}

// backup keeps what the authority is now; the function that it returns restores that.
func (h *house) backup() (restore func()) {
	h.t.Helper()
	path := filepath.Join(h.t.TempDir(), store.AuthorityFile)
	if err := store.Backup(context.Background(), h.db, path); err != nil {
		h.t.Fatal(err)
	}
	lastSeq, results := maps.Clone(h.lastSeq), maps.Clone(h.results)
	return func() {
		h.t.Helper()
		h.db = storetest.MustOpenAt(h.t, path, store.Authority, store.Options{Clock: h.watch.source()})
		h.lastSeq, h.results = lastSeq, results
		h.renewEpoch()
	}
}

func (h *house) renewEpoch() {
	h.t.Helper()
	m := h.meta()
	m.Epoch = h.id()
	h.write(func(tx *store.Tx) error { return tx.SetMeta(m) })
}

// desktop is an open replica under test. When the test ends, its invariants are checked.
type desktop struct {
	*workspace.Workspace
	t     testing.TB
	dir   string
	watch *watch
	opts  workspace.Options
}

// newDesktop opens a replica of the house that is empty yet.
func newDesktop(t testing.TB, h *house, with ...func(*workspace.Options)) *desktop {
	t.Helper()
	d := &desktop{t: t, dir: filepath.Join(t.TempDir(), "replica"), watch: &watch{ms: h.watch.ms, n: 1 << 32}}
	d.opts = workspace.Options{Dir: d.dir, Clock: d.watch.source(), Store: store.Options{Fast: true}}
	for _, set := range with {
		set(&d.opts)
	}
	create := d.opts
	create.Store.Hooks = store.Hooks{}
	err := workspace.Create(t.Context(), d.dir, workspace.Identity{Workspace: here, Name: "ООО «Наряд»", Person: anna}, create)
	if err != nil {
		t.Fatal(err)
	}
	d.open()
	t.Cleanup(func() {
		if d.Workspace != nil {
			d.check()
			d.close()
		}
	})
	return d
}

func (d *desktop) open() {
	d.t.Helper()
	ws, err := workspace.Open(context.Background(), d.opts)
	if err != nil {
		d.t.Fatal(err)
	}
	d.Workspace = ws
}

func (d *desktop) close() {
	d.t.Helper()
	if err := d.Close(); err != nil {
		d.t.Error(err)
	}
	d.Workspace = nil
}

func (d *desktop) reopen() {
	d.t.Helper()
	d.close()
	d.open()
}

// check fails the test when the replica does not hold together.
func (d *desktop) check() {
	d.t.Helper()
	report, err := d.Check(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	for _, p := range report.Problems {
		d.t.Errorf("replica: %s", p)
	}
}

// sync steps until there is nothing left to do, and then compares the replica with the house.
func (d *desktop) sync(h *house) {
	d.t.Helper()
	d.SyncNow()
	d.steps(h)
	d.same(h)
}

func (d *desktop) steps(h *house) (did []workspace.Did) {
	d.t.Helper()
	for range 1000 {
		one, err := d.Step(context.Background(), h)
		if err != nil {
			d.t.Fatalf("step %s: %v", one, err)
		}
		if one == workspace.DidNothing {
			return did
		}
		did = append(did, one)
	}
	d.t.Fatal("a thousand steps and still something to do")
	return nil
}

func (d *desktop) step(h *house) workspace.Did {
	d.t.Helper()
	did, err := d.Step(context.Background(), h)
	if err != nil {
		d.t.Fatalf("step %s: %v", did, err)
	}
	return did
}

func (d *desktop) same(h *house) {
	d.t.Helper()
	v := d.verdict()
	if v.Cursor != h.cursor() {
		d.t.Errorf("the cursor is %+v, the head %+v", v.Cursor, h.cursor())
	}
	if want := h.checksum(); v.Checksum != want {
		d.t.Errorf("replica minus pending is %s, the authority %s", v.Checksum, want)
	}
}

func (d *desktop) verdict() workspace.Verdict {
	d.t.Helper()
	v, err := d.CheckInvariants(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	for _, b := range v.Broken {
		d.t.Errorf("invariant %d: %s", b.Invariant, b.Detail)
	}
	return v
}

func (d *desktop) read(fn func(*store.Reader) error) {
	d.t.Helper()
	if err := d.Read(context.Background(), fn); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desktop) ticket(id desk.ID) (row *desk.Ticket) {
	d.t.Helper()
	d.read(func(r *store.Reader) error {
		t := &desk.Ticket{ID: id}
		ok, err := r.Get(t)
		if ok {
			row = t
		}
		return err
	})
	return row
}

func (d *desktop) outbox() (rows []store.OutboxRow) {
	d.t.Helper()
	d.read(func(r *store.Reader) (err error) { rows, err = r.Outbox(0, 0); return err })
	return rows
}

func (d *desktop) stand() (st store.SyncState) {
	d.t.Helper()
	d.read(func(r *store.Reader) (err error) { st, err = r.SyncState(); return err })
	return st
}

func (d *desktop) do(cmd desk.Command) workspace.Receipt {
	d.t.Helper()
	r, err := d.Execute(context.Background(), cmd)
	if err != nil {
		d.t.Fatalf("%s: %v", cmd.Spec().Name, err)
	}
	return r
}

// create makes a ticket and returns its id.
func (d *desktop) create(subject string) desk.ID {
	d.t.Helper()
	id := d.watch.source().NewID()
	d.do(&desk.CreateTicket{ID: id, About: desk.About{Subject: subject, ClientID: romb}})
	return id
}

func note(id, ticket desk.ID, text string) *desk.Say {
	return &desk.Say{ID: id, TicketID: ticket, Audience: desk.ToInternal, Text: text}
}

func (d *desktop) note(ticket desk.ID, text string) *desk.Say {
	return note(d.watch.source().NewID(), ticket, text)
}

func isRefusal(t testing.TB, err error, key string) {
	t.Helper()
	if e := desk.AsError(err); e == nil || e.Key != key {
		t.Errorf("got %v, want %s", err, key)
	}
}
