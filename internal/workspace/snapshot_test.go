package workspace_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/wire"
	"naryad/internal/workspace"
)

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestSnapshot(t *testing.T) {
	for name, provoke := range map[string]func(h *house){
		"SY-16 gone": func(h *house) {
			h.pulled = func(_ wire.Pull, r *wire.PullReply) error { *r = wire.PullReply{Gone: wire.GoneTruncated}; return nil }
		},
		"SY-16 another epoch": (*house).renewEpoch,
		"SY-16 other scopes":  func(h *house) { h.scopes = h.scopes[:1] },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			d := newDesktop(t, h)
			d.sync(h)
			h.commit(&desk.Client{ID: h.id(), Name: "Пока не было связи"})
			id := d.create("Не потеряется")
			provoke(h)
			d.reopen()
			h.take()
			for range 4 {
				d.step(h)
				if slices.Contains(h.calls, "snapshot") {
					break
				}
			}
			if !slices.Contains(h.calls, "snapshot") {
				t.Fatalf("asked %v", h.calls)
			}
			if d.ticket(id) == nil || len(d.outbox()) != 1 {
				t.Errorf("after the swap the outbox is %+v", d.outbox())
			}
			h.pulled = nil
			d.sync(h)
			if d.ticket(id).Number != 1 {
				t.Errorf("ticket %+v", d.ticket(id))
			}
		})
	}
	t.Run("SY-19 what the snapshot covers leaves the outbox, refused commands and drafts are carried over", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		id := d.create("Покроет снимок")
		h.judge = func(c wire.Command) *desk.Error {
			if strings.Contains(string(c.Args), "нельзя") {
				return desk.Errorf(desk.CodeForbidden, "actor.not_active")
			}
			return nil
		}
		d.do(d.note(id, "нельзя, но набрано"))
		d.step(h) // pushed, not pulled
		d.do(d.note(id, "ещё не отправлено"))
		if err := d.SetReplyDraft(t.Context(), store.ReplyDraft{TicketID: id, Audience: desk.ToClient, Text: "Добрый день", At: noon}); err != nil {
			t.Fatal(err)
		}
		h.pulled = func(_ wire.Pull, r *wire.PullReply) error { *r = wire.PullReply{Gone: wire.GoneTruncated}; return nil }
		for did := workspace.Did(""); did != workspace.DidSnapshot; {
			did = d.step(h)
		}
		rows := d.outbox()
		if len(rows) != 1 || !strings.Contains(string(rows[0].Args), "ещё не отправлено") || rows[0].Seq != 3 {
			t.Errorf("outbox %+v", rows)
		}
		if refused := refusedOf(d); len(refused) != 1 || !strings.Contains(string(refused[0].Args), "набрано") {
			t.Errorf("refused %+v", refused)
		}
		if s := d.State(); s.Pending != 1 || s.Refused != 1 {
			t.Errorf("state %+v", s)
		}
		d.read(func(r *store.Reader) error {
			draft, ok, err := r.ReplyDraft(id)
			if !ok || draft.Text != "Добрый день" {
				t.Errorf("draft %+v", draft)
			}
			return err
		})
		h.pulled = nil
		d.sync(h)
	})
	for name, spoil := range map[string]func(*wire.SnapshotHead, *[]byte){
		"SY-19 a wrong byte":       func(_ *wire.SnapshotHead, f *[]byte) { (*f)[len(*f)/2] ^= 1 },
		"SY-19 a file cut short":   func(_ *wire.SnapshotHead, f *[]byte) { *f = (*f)[:len(*f)/2] },
		"SY-19 a file too long":    func(_ *wire.SnapshotHead, f *[]byte) { *f = append(*f, 0) },
		"SY-19 a file of one byte": func(m *wire.SnapshotHead, f *[]byte) { m.Size = 1 },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			d := newDesktop(t, h)
			d.sync(h)
			id := d.create("Цел")
			h.renewEpoch()
			d.reopen()
			h.snapshot = func(m *wire.SnapshotHead, f *[]byte) error { spoil(m, f); return nil }
			d.step(h)
			if did, err := d.Step(t.Context(), h); did != workspace.DidSnapshot || err == nil {
				t.Fatalf("did %s, %v", did, err)
			}
			if d.ticket(id) == nil || d.State().Kind != workspace.Offline {
				t.Errorf("ticket %+v, state %+v", d.ticket(id), d.State())
			}
			left, err := filepath.Glob(filepath.Join(d.dir, "*.snapshot*"))
			if err != nil || len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
			h.snapshot = nil
			d.sync(h)
		})
	}
	for _, label := range []string{"swap", "swap.rename"} {
		for when, after := range map[string]bool{"before": false, "after": true} {
			t.Run("SY-19 a crash "+when+" "+label, func(t *testing.T) {
				h := newHouse(t)
				d := newDesktop(t, h)
				d.sync(h)
				id := d.create("Цел")
				d.step(h)
				h.renewEpoch()
				crash := func(l string) error {
					if l == label {
						return errCrash
					}
					return nil
				}
				if d.opts.Store.Hooks.BeforeCommit = crash; after {
					d.opts.Store.Hooks = store.Hooks{AfterCommit: crash}
				}
				d.reopen()
				d.step(h)
				if _, err := d.Step(t.Context(), h); !errors.Is(err, errCrash) {
					t.Fatalf("got %v", err)
				}
				d.opts.Store.Hooks = store.Hooks{}
				d.reopen()
				d.verdict()
				if d.ticket(id) == nil {
					t.Error("the ticket is gone")
				}
				d.sync(h)
				if d.ticket(id).Number != 1 || len(d.outbox()) != 0 {
					t.Errorf("ticket %+v, outbox %+v", d.ticket(id), d.outbox())
				}
			})
		}
	}
	t.Run("SY-19 work goes on during a long download, and the state tells how far it is", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		long := h.id()
		h.commit(&desk.Ticket{ID: long, Subject: "Долгий", Source: desk.SourceEmail, Status: desk.StatusNew})
		h.write(func(tx *store.Tx) error {
			for range 400 {
				if err := tx.Insert(&desk.Message{ID: h.id(), TicketID: long, Audience: desk.ToInternal, Text: strings.Repeat("много ", 1000)}); err != nil {
					return err
				}
			}
			return h.batch(tx, "", nil)
		})
		h.renewEpoch()
		d.reopen()
		d.step(h)
		if did := d.step(h); did != workspace.DidSnapshot {
			t.Fatalf("did %s", did)
		}
		s := d.State()
		if s.Kind != workspace.Snapshot || s.Done == 0 || s.Done >= s.Total {
			t.Errorf("SY-25 state %+v", s)
		}
		id := d.create("Во время загрузки")
		d.sync(h)
		if d.ticket(id).Number != 2 || d.State().Kind != workspace.Synced {
			t.Errorf("ticket %+v, state %+v", d.ticket(id), d.State())
		}
	})
}

func TestStrangers(t *testing.T) {
	t.Run("SY-21 an authority of another workspace", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		id := d.create("Моё")
		h.hello = func(r *wire.HelloReply) error { r.Workspace = boris; return nil }
		d.reopen()
		_, err := d.Step(t.Context(), h)
		isRefusal(t, err, "sync.other_workspace")
		if d.ticket(id) == nil || len(d.outbox()) != 1 || d.State().Kind != workspace.SignedOut || d.State().Problem.Key != "sync.other_workspace" {
			t.Errorf("outbox %+v, state %+v", d.outbox(), d.State())
		}
		h.hello = nil
		d.sync(h)
	})
	t.Run("SY-21 a snapshot of another workspace", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		id := d.create("Моё")
		h.snapshot = func(m *wire.SnapshotHead, _ *[]byte) error { m.Workspace = boris; return nil }
		h.renewEpoch()
		d.reopen()
		d.step(h)
		_, err := d.Step(t.Context(), h)
		isRefusal(t, err, "sync.other_workspace")
		if d.ticket(id) == nil || len(d.outbox()) != 1 {
			t.Errorf("outbox %+v", d.outbox())
		}
		h.snapshot = nil
		d.sync(h)
	})
	t.Run("SY-21 a token of another person", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		d.create("Моё")
		h.hello = func(r *wire.HelloReply) error { r.Person = boris; return nil }
		d.reopen()
		_, err := d.Step(t.Context(), h)
		isRefusal(t, err, "sync.other_person")
		if len(d.outbox()) != 1 || d.State().Kind != workspace.SignedOut {
			t.Errorf("outbox %+v, state %+v", d.outbox(), d.State())
		}
		h.hello = nil
		d.sync(h)
	})
	t.Run("SY-24 a server that is too old or too new", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		h.hello = func(r *wire.HelloReply) error { r.Protocol = wire.Protocol + 1; return nil }
		_, err := d.Step(t.Context(), h)
		isRefusal(t, err, "wire.client_too_old")
		if d.State().Kind != workspace.TooOld {
			t.Errorf("state %+v", d.State())
		}
		h.hello = nil
		d.sync(h)
	})
}

func TestDirectory(t *testing.T) {
	h := newHouse(t)
	d := newDesktop(t, h)
	d.close()
	identity := workspace.Identity{Workspace: here, Person: anna}
	isRefusal(t, workspace.Create(t.Context(), d.dir, identity, d.opts), "sync.replica_exists")
	empty := d.opts
	empty.Dir = t.TempDir()
	_, err := workspace.Open(t.Context(), empty)
	isRefusal(t, err, "sync.no_replica")
	half, err := store.Open(t.Context(), filepath.Join(empty.Dir, store.ReplicaFile), store.Replica, empty.Store)
	if err != nil {
		t.Fatal(err)
	}
	if err := half.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = workspace.Open(t.Context(), empty)
	isRefusal(t, err, "sync.no_replica")
	if err := workspace.Create(t.Context(), empty.Dir, identity, empty); err != nil {
		t.Errorf("an interrupted Create cannot be repeated: %v", err)
	}
	if err := os.WriteFile(d.dir+"/replica.db", []byte(strings.Repeat("это не база ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = workspace.Open(t.Context(), d.opts)
	if e := desk.AsError(err); e == nil || e.Code != desk.CodeDamaged {
		t.Errorf("a damaged file: %v", err)
	}
}
