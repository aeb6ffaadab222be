package workspace_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/workspace"
)

func TestEvents(t *testing.T) {
	t.Run("SY-12 they name what has changed and are numbered by one", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		var got []workspace.Event
		cancel := d.Subscribe(func(e workspace.Event) { got = append(got, e) })
		id := d.create("Событие")
		if len(got) != 1 || !slices.Equal(got[0].Tickets, []desk.ID{id}) || !slices.Contains(got[0].Tables, "ticket") || !slices.Contains(got[0].Tables, "history") {
			t.Fatalf("after a command %+v", got)
		}
		if s := got[0].State; s == nil || s.Kind != workspace.Sending || s.Pending != 1 {
			t.Errorf("SY-25 state %+v", s)
		}
		d.sync(h)
		last := got[len(got)-1]
		if s := last.State; s == nil || s.Kind != workspace.Synced {
			t.Errorf("after the pull %+v", last)
		}
		if !slices.ContainsFunc(got[1:], func(e workspace.Event) bool { return slices.Contains(e.Tickets, id) }) {
			t.Errorf("the number came without an event: %+v", got)
		}
		for i, e := range got {
			if e.Seq != got[0].Seq+int64(i) {
				t.Errorf("event %d has number %d", i, e.Seq)
			}
		}
		n := len(got)
		cancel()
		d.do(d.note(id, "Никто не слушает"))
		if len(got) != n {
			t.Error("it was told after cancel")
		}
	})
	t.Run("SY-12 a refused command's ticket is named, also after a restart", func(t *testing.T) {
		for _, restart := range []bool{false, true} {
			h := newHouse(t)
			d := newDesktop(t, h)
			d.sync(h)
			id := d.create("Спорный")
			d.sync(h)
			h.judge = func(wireCommand) *desk.Error { return desk.Errorf(desk.CodeForbidden, "actor.not_active") }
			d.do(d.note(id, "нет"))
			if restart {
				d.reopen()
			}
			told := false
			d.Subscribe(func(e workspace.Event) { told = told || e.All || slices.Contains(e.Tickets, id) })
			d.sync(h)
			if !told {
				t.Errorf("restart %v: nobody was told that the note is gone", restart)
			}
		}
	})
	t.Run("SY-12 a listener may use the workspace: no lock is held and no transaction open", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		var id desk.ID
		var seqs []int64
		d.Subscribe(func(e workspace.Event) {
			seqs = append(seqs, e.Seq)
			if len(seqs) == 1 {
				d.do(d.note(e.Tickets[0], "из слушателя"))
			}
			_ = d.State()
			if _, err := d.Step(context.Background(), h); err != nil {
				t.Error(err)
			}
		})
		var second []int64
		d.Subscribe(func(e workspace.Event) { second = append(second, e.Seq) })
		id = d.create("Первый")
		if !slices.IsSorted(second) || len(second) != len(seqs) {
			t.Errorf("the second listener heard %v", second)
		}
		if !slices.IsSorted(seqs) || len(seqs) < 2 {
			t.Errorf("events %v", seqs)
		}
		d.sync(h)
		if d.ticket(id).Number != 1 {
			t.Errorf("ticket %+v", d.ticket(id))
		}
	})
	t.Run("SY-12 one listener's panic is not another's", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		told := 0
		d.Subscribe(func(workspace.Event) { panic("oops") })
		d.Subscribe(func(workspace.Event) { told++ })
		id := d.create("Первый")
		d.do(d.note(id, "Второй"))
		if told != 2 {
			t.Errorf("told %d times", told)
		}
	})
	t.Run("SY-12 many at once: in order and none lost", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		id := d.create("Общий")
		var seqs []int64
		tickets := 0
		d.Subscribe(func(e workspace.Event) {
			seqs = append(seqs, e.Seq)
			tickets += len(e.Tickets)
		})
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 5 {
					if _, err := d.Execute(context.Background(), note(h.id(), id, "вместе")); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		d.Subscribe(func(workspace.Event) {})
		if len(seqs) != 40 || tickets != 40 || !slices.IsSorted(seqs) {
			t.Errorf("%d events, %d tickets, order %v", len(seqs), tickets, seqs)
		}
		if rows := d.outbox(); len(rows) != 41 || rows[40].Seq != 41 {
			t.Errorf("%d in the outbox", len(rows))
		}
		d.sync(h)
	})
	t.Run("SY-12 a page of many tickets says all", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		var rows []desk.Row
		for range 201 {
			rows = append(rows, &desk.Ticket{ID: h.id(), Subject: "Много", Source: desk.SourceEmail, Status: desk.StatusNew})
		}
		h.commit(rows...)
		all := false
		d.Subscribe(func(e workspace.Event) { all = all || e.All && len(e.Tickets) == 0 })
		d.sync(h)
		if !all {
			t.Error("201 tickets were named one by one")
		}
	})
}

func TestState(t *testing.T) {
	h := newHouse(t)
	d := newDesktop(t, h)
	kind := func(want workspace.Kind) workspace.State {
		t.Helper()
		s := d.State()
		if s.Kind != want {
			t.Errorf("SY-25 state %+v, want %s", s, want)
		}
		return s
	}
	if s := kind(workspace.Offline); int64(s.Since) != noon {
		t.Errorf("offline since %d", s.Since)
	}
	d.sync(h)
	kind(workspace.Synced)
	id := d.create("Первый")
	kind(workspace.Sending)
	h.judge = func(wireCommand) *desk.Error { return desk.Errorf(desk.CodeForbidden, "actor.not_active") }
	d.do(d.note(id, "нет"))
	d.sync(h)
	kind(workspace.Refused)
	d.watch.ms += 60_000
	h.fail = func(string) error { return desk.Errorf(desk.CodeUnavailable, "sync.snapshot_damaged") }
	d.SyncNow()
	_, _ = d.Step(t.Context(), h)
	if s := kind(workspace.Offline); int64(s.Since) != noon+60_000 || s.Problem == nil {
		t.Errorf("SY-25 offline %+v", s)
	}
	d.watch.ms += 60_000
	_, _ = d.Step(t.Context(), h)
	if s := kind(workspace.Offline); int64(s.Since) != noon+60_000 {
		t.Errorf("SY-25 a second failure moved the beginning to %d", s.Since)
	}
	h.fail = nil
	d.step(h)
	if s := kind(workspace.Refused); s.Problem != nil {
		t.Errorf("state %+v", s)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	h.fail = func(string) error { return ctx.Err() }
	_, _ = d.Step(ctx, h)
	kind(workspace.Refused) // giving up is no sign of a bad connection
}

func TestDisk(t *testing.T) {
	h := newHouse(t)
	d := newDesktop(t, h)
	d.sync(h)
	id := d.create("До того")
	d.opts.Store.MaxPages = 1 // SQLite takes the file's own size then: it cannot grow
	d.reopen()
	var err error
	n := 0
	for ; err == nil && n < 10_000; n++ {
		_, err = d.Execute(t.Context(), d.note(id, "место кончается"))
	}
	if e := desk.AsError(err); e == nil || e.Code != desk.CodeUnavailable {
		t.Fatalf("SY-5 a full disk after %d commands: %v", n, err)
	}
	if rows := d.outbox(); len(rows) != n || d.State().Pending != n {
		t.Errorf("SY-5 %d commands were acknowledged, the outbox has %d", n-1, len(rows)-1)
	}
	d.opts.Store.MaxPages = 0
	d.reopen()
	d.verdict()
	d.sync(h)
}

func TestClosed(t *testing.T) {
	h := newHouse(t)
	d := newDesktop(t, h)
	ws := d.Workspace
	d.close()
	if err := ws.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
	if _, err := ws.Step(t.Context(), h); err == nil {
		t.Error("a closed replica took a step")
	}
	if err := ws.Read(t.Context(), func(*store.Reader) error { return errors.New("read") }); err == nil || err.Error() == "read" {
		t.Errorf("a closed replica was read: %v", err)
	}
}
