package workspace_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"naryad/internal/desk"
	"naryad/internal/wire"
	"naryad/internal/workspace"
)

var errLost = errors.New("the answer is lost")

func TestStep(t *testing.T) {
	t.Run("SY-13 one thing at a time, in this order", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		want := []string{"hello", "snapshot", "hello", "pull"}
		if d.steps(h); !slices.Equal(h.take(), want) {
			t.Errorf("first contact: %v, want %v", h.calls, want)
		}
		d.create("Первый")
		if d.steps(h); !slices.Equal(h.take(), []string{"push 1", "pull"}) {
			t.Errorf("one command: %v", h.calls)
		}
		if did := d.step(h); did != workspace.DidNothing || len(h.take()) != 0 {
			t.Errorf("idle it did %s", did)
		}
		d.same(h)
	})
	t.Run("SY-13 pushes and pulls take turns", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		h.take()
		id := d.create("Поток")
		busy := 4
		h.ask = func(string) {
			if busy--; busy > 0 { // both sides have something new before each step
				d.do(d.note(id, "ещё"))
				h.commit(&desk.Client{ID: h.id(), Name: "Новый"})
			}
		}
		d.steps(h)
		if got := h.take(); !slices.Equal(got, []string{"push 1", "pull", "push 2", "pull", "push 1", "pull"}) {
			t.Errorf("asked %v", got)
		}
		h.ask = nil
		d.same(h)
	})
	t.Run("SY-14 after an error comes a hello, and nothing is pushed blindly", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		id := d.create("Ответ потеряется")
		h.take()
		h.pushed = func(wire.Push, *wire.PushReply) error { return errLost }
		if did, err := d.Step(t.Context(), h); did != workspace.DidPush || !errors.Is(err, errLost) {
			t.Fatalf("did %s, %v", did, err)
		}
		h.pushed = nil
		d.steps(h)
		if got := h.take(); !slices.Equal(got, []string{"push 1", "hello", "pull"}) {
			t.Errorf("asked %v", got)
		}
		if d.ticket(id).Number != 1 || h.lastSeq[d.stand().ClientID] != 1 {
			t.Errorf("ticket %+v", d.ticket(id))
		}
		d.same(h)
	})
	t.Run("SY-14 after a hello the hash is looked at, though the head has not moved", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		d.reopen()
		h.take()
		if d.steps(h); !slices.Equal(h.calls, []string{"hello", "pull"}) {
			t.Errorf("asked %v", h.calls)
		}
	})
	t.Run("SY-15 a crowd is sent before it is pulled, or every quarter of a second", func(t *testing.T) {
		for name, c := range map[string]struct {
			tick int64
			want []string
		}{
			"at once":  {0, []string{"push 100", "push 100", "push 50", "pull"}},
			"slowly":   {300, []string{"push 100", "pull", "push 100", "pull", "push 50", "pull"}},
			"backward": {-300, []string{"push 100", "pull", "push 100", "pull", "push 50", "pull"}},
		} {
			t.Run(name, func(t *testing.T) {
				h := newHouse(t)
				d := newDesktop(t, h)
				d.sync(h)
				id := d.create("Много")
				for range 249 {
					d.do(d.note(id, "ещё одно"))
				}
				h.take()
				h.ask = func(string) { d.watch.ms += c.tick }
				d.steps(h)
				if got := h.take(); !slices.Equal(got, c.want) {
					t.Errorf("asked %v, want %v", got, c.want)
				}
				d.same(h)
			})
		}
	})
	t.Run("SY-17 a push has at most a hundred commands and a megabyte", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		id := d.create("Длинно")
		d.sync(h)
		for range 120 {
			d.do(d.note(id, strings.Repeat("а", 10_000)))
		}
		h.take()
		bytes := 0
		h.pushed = func(m wire.Push, _ *wire.PushReply) error {
			size := 0
			for _, c := range m.Commands {
				size += len(c.Args)
			}
			if size > wire.MaxPushBytes || len(m.Commands) > wire.MaxPushCommands {
				t.Errorf("a push of %d commands, %d bytes", len(m.Commands), size)
			}
			bytes = max(bytes, size)
			return nil
		}
		d.steps(h)
		if bytes < wire.MaxPushBytes/2 {
			t.Errorf("the largest push had %d bytes: the limit was never reached", bytes)
		}
		d.same(h)
	})
}

func TestLeaving(t *testing.T) {
	t.Run("SY-8 a push's answer takes nothing out of the outbox, a covering pull does", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		d.create("Останется")
		if did := d.step(h); did != workspace.DidPush || len(d.outbox()) != 1 || d.State().Pending != 1 {
			t.Fatalf("did %s, outbox %+v", did, d.outbox())
		}
		if did := d.step(h); did != workspace.DidPull || len(d.outbox()) != 0 || d.State().Pending != 0 {
			t.Errorf("did %s, outbox %+v", did, d.outbox())
		}
	})
	for name, spoil := range map[string]func(*wire.PullReply){
		"SY-8 another command's result covers nothing": func(r *wire.PullReply) {
			for i := range r.Results {
				r.Results[i].ID = boris
			}
		},
		"SY-8 without a result nothing is covered":   func(r *wire.PullReply) { r.Results = nil },
		"SY-18 a seq that was never given is a copy": func(r *wire.PullReply) { r.LastSeq = 7 },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			d := newDesktop(t, h)
			d.sync(h)
			id := d.create("Мой")
			before := d.stand().ClientID
			h.pulled = func(_ wire.Pull, r *wire.PullReply) error { spoil(r); return nil }
			d.step(h)
			if did := d.step(h); did != workspace.DidFork {
				t.Fatalf("did %s", did)
			}
			rows := d.outbox()
			if len(rows) != 1 || rows[0].Seq != 1 || d.stand().ClientID == before || d.ticket(id) == nil {
				t.Errorf("outbox %+v", rows)
			}
			h.pulled = nil
			d.sync(h)
			if d.ticket(id).Number != 1 || len(refusedOf(d)) != 0 {
				t.Errorf("SY-18 sent again under the new client, the ticket is %+v, refused %+v", d.ticket(id), refusedOf(d))
			}
		})
	}
}

func TestFork(t *testing.T) {
	t.Run("SY-18 a copied replica goes on under a client id of its own", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		shared := d.create("Было до копирования")
		copied := newDesktop(t, h)
		copied.close()
		d.close()
		copyFile(t, d.dir+"/replica.db", copied.dir+"/replica.db")
		d.open()
		copied.watch.n = 1 << 40
		copied.open()
		mine := d.create("Оригинал")
		theirs := copied.create("Копия")
		d.sync(h)
		copied.sync(h)
		d.sync(h)
		if d.stand().ClientID == copied.stand().ClientID {
			t.Error("both have the same client id")
		}
		numbers := map[int64]bool{}
		for _, id := range []desk.ID{shared, mine, theirs} {
			a, b := d.ticket(id), copied.ticket(id)
			if a == nil || b == nil || *a != *b || a.Number == 0 {
				t.Fatalf("here %+v, there %+v", a, b)
			}
			numbers[a.Number] = true
		}
		if len(numbers) != 3 || len(refusedOf(d))+len(refusedOf(copied)) != 0 {
			t.Errorf("numbers %v", numbers)
		}
	})
	t.Run("SY-18 an older copy of itself finds that its numbers are taken", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		d.close()
		copyFile(t, d.dir+"/replica.db", d.dir+"/yesterday.db")
		d.open()
		d.create("Сделано после копии")
		d.sync(h)
		before := d.stand().ClientID
		d.close()
		copyFile(t, d.dir+"/yesterday.db", d.dir+"/replica.db")
		d.watch.n = 1 << 41
		d.open()
		h.take()
		if d.steps(h); !slices.Equal(h.calls, []string{"hello", "hello", "pull"}) {
			t.Errorf("asked %v: the first hello said enough", h.calls)
		}
		if d.stand().ClientID == before {
			t.Error("it goes on under the old client id")
		}
		id := d.create("Новое")
		d.sync(h)
		if d.ticket(id).Number != 2 {
			t.Errorf("ticket %+v", d.ticket(id))
		}
	})
}

func TestGap(t *testing.T) {
	t.Run("SY-17 a gap makes it go back to where the authority stands", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		a := d.create("Первый")
		b := d.create("Второй")
		client := d.stand().ClientID
		h.hello = func(r *wire.HelloReply) error { r.LastSeq = 1; return nil } // it says more than it has
		d.reopen()
		h.pulled = func(_ wire.Pull, r *wire.PullReply) error { return nil }
		d.steps(h)
		if h.lastSeq[client] != 2 || d.ticket(a).Number != 1 || d.ticket(b).Number != 2 {
			t.Errorf("last seq %d, tickets %+v %+v", h.lastSeq[client], d.ticket(a), d.ticket(b))
		}
		if d.stand().ClientID != client {
			t.Error("a gap that can be filled needs no new client id")
		}
	})
	t.Run("SY-17 an authority that takes nothing is an error, not a loop", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		d.create("Первый")
		h.pushed = func(_ wire.Push, r *wire.PushReply) error { *r = wire.PushReply{Gap: true, Head: r.Head}; return nil }
		if _, err := d.Step(t.Context(), h); err == nil {
			t.Error("no error")
		}
		h.pushed = func(_ wire.Push, r *wire.PushReply) error { *r = wire.PushReply{Head: r.Head}; return nil }
		d.step(h)
		d.step(h)
		h.pushed = nil
		d.sync(h)
	})
	t.Run("SY-17 SY-18 a restored authority gets again what it has acknowledged and what nobody has pulled", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		restore := h.backup()
		d.create("Уже забрано")
		d.sync(h)
		d.create("Тоже забрано")
		d.sync(h)
		id := d.create("Принято, но не забрано")
		h.fail = func(call string) error {
			if call == "pull" {
				return errLost
			}
			return nil
		}
		d.step(h)
		client := d.stand().ClientID
		h.fail = nil
		restore()
		d.sync(h)
		if d.ticket(id) == nil || d.ticket(id).Number == 0 || len(d.outbox()) != 0 {
			t.Errorf("ticket %+v, outbox %+v", d.ticket(id), d.outbox())
		}
		if d.stand().ClientID == client || d.stand().Cursor.Epoch != h.cursor().Epoch {
			t.Errorf("stand %+v", d.stand())
		}
	})
}
