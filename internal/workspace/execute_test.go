package workspace_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/workspace"
)

var errCrash = errors.New("crash")

func TestExecute(t *testing.T) {
	t.Run("SY-1 a command takes effect and stands in the outbox, over a restart", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		id := d.create("Не печатает накладная")
		r := d.do(d.note(id, "Смотрю"))
		if r.Seq != 2 || r.Undoable {
			t.Errorf("receipt %+v", r)
		}
		d.reopen()
		if tk := d.ticket(id); tk == nil || tk.Subject != "Не печатает накладная" || tk.Number != 0 {
			t.Errorf("ticket %+v", tk)
		}
		rows := d.outbox()
		if len(rows) != 2 || rows[1].CmdID != r.CmdID || rows[1].TicketID != id || rows[1].BaseRev != h.cursor().Rev || rows[1].GroupID != "" {
			t.Fatalf("outbox %+v", rows)
		}
		if st := d.stand(); st.NextSeq != 3 {
			t.Errorf("next seq %d", st.NextSeq)
		}
		if s := d.State(); s.Pending != 2 {
			t.Errorf("state %+v", s)
		}
	})
	for name, after := range map[string]bool{
		"SY-1 a crash before the commit leaves neither effect nor command": false,
		"SY-1 a crash after the commit leaves both":                        true,
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			crash := func(label string) error {
				if label == "execute" {
					return errCrash
				}
				return nil
			}
			d := newDesktop(t, h)
			d.sync(h)
			d.opts.Store.Hooks.BeforeCommit = crash
			if after {
				d.opts.Store.Hooks = store.Hooks{AfterCommit: crash}
			}
			d.reopen()
			id := d.watch.source().NewID()
			if _, err := d.Execute(t.Context(), &desk.CreateTicket{ID: id, About: desk.About{Subject: "Обмен"}}); !errors.Is(err, errCrash) {
				t.Fatalf("got %v", err)
			}
			d.opts.Store.Hooks = store.Hooks{}
			d.reopen()
			if (d.ticket(id) != nil) != after || (len(d.outbox()) == 1) != after || d.State().Pending != len(d.outbox()) {
				t.Errorf("ticket %v, outbox %v, state %+v", d.ticket(id), d.outbox(), d.State())
			}
		})
	}
	t.Run("SY-2 a refusal changes nothing, queues nothing and tells nobody", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		d.Subscribe(func(e workspace.Event) { t.Errorf("event %+v", e) })
		_, err := d.Execute(t.Context(), d.note("01900000-0000-7000-8000-0000000000ee", "Кому?"))
		isRefusal(t, err, "ticket.unknown")
		_, err = d.Execute(t.Context(), d.note("01900000-0000-7000-8000-0000000000ee", strings.Repeat("я", desk.MaxArgs)))
		isRefusal(t, err, "command.too_large")
		if rows := d.outbox(); len(rows) != 0 || d.stand().NextSeq != 1 {
			t.Errorf("outbox %+v", rows)
		}
	})
	t.Run("SY-20 a replica without rows takes no command", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		_, err := d.Execute(t.Context(), &desk.CreateTicket{ID: h.id(), About: desk.About{Subject: "Рано"}})
		isRefusal(t, err, "sync.not_ready")
	})
	t.Run("SY-10 commands and reads go on while the authority does not answer", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		id := d.create("Первый")
		seen := 0
		h.ask = func(call string) {
			seen++
			d.do(d.note(id, "пока идёт "+call))
			if d.ticket(id) == nil {
				t.Error("the ticket cannot be read during " + call)
			}
		}
		d.step(h)
		h.ask = nil
		if seen == 0 {
			t.Fatal("nothing was asked")
		}
		d.sync(h)
	})
}

func TestClock(t *testing.T) {
	h := newHouse(t)
	d := newDesktop(t, h)
	d.watch.ms = h.watch.ms - int64(3*time.Hour/time.Millisecond)
	d.sync(h)
	id := d.create("Часы отстают на три часа")
	if at := d.outbox()[0].At; int64(at) != h.watch.ms {
		t.Errorf("SY-3 the command is of %v, the authority's clock says %d", at, h.watch.ms)
	}
	d.watch.ms += 5000
	h.watch.ms += 65_000 // somebody has set one of the clocks
	h.pulled = nil
	d.sync(h)
	d.do(d.note(id, "Через минуту"))
	if at := d.outbox()[0].At; int64(at) != h.watch.ms {
		t.Errorf("SY-3 after a pull the command is of %v, the authority's clock says %d", at, h.watch.ms)
	}
	d.reopen()
	d.do(d.note(id, "После перезапуска"))
	if at := d.outbox()[1].At; int64(at) != h.watch.ms {
		t.Errorf("SY-3 offline after a restart the command is of %v, the authority's clock says %d", at, h.watch.ms)
	}
}

func TestGroup(t *testing.T) {
	h := newHouse(t)
	d := newDesktop(t, h)
	d.sync(h)
	a, b := d.create("Первый"), d.create("Второй")
	missing := "01900000-0000-7000-8000-0000000000ee"
	out := d.ExecuteGroup(t.Context(), []desk.Command{d.note(a, "всем"), d.note(missing, "всем"), d.note(b, "всем")})
	if len(out) != 3 || out[0].Err != nil || out[2].Err != nil {
		t.Fatalf("SY-4 outcomes %+v", out)
	}
	isRefusal(t, out[1].Err, "ticket.unknown")
	rows := d.outbox()[2:]
	if len(rows) != 2 || rows[0].GroupID == "" || rows[0].GroupID != rows[1].GroupID {
		t.Fatalf("SY-4/ST-9 outbox %+v", rows)
	}
	if rows[0].TicketID != a || rows[1].TicketID != b || rows[1].Seq != rows[0].Seq+1 {
		t.Errorf("SY-4 outbox %+v", rows)
	}
	if out := d.ExecuteGroup(t.Context(), []desk.Command{d.note(missing, "никому")}); out[0].Err == nil || len(d.outbox()) != 4 {
		t.Errorf("SY-4 a group that is refused as a whole: %+v", out)
	}
	if out := d.ExecuteGroup(t.Context(), nil); out != nil {
		t.Errorf("an empty group: %+v", out)
	}
	d.sync(h)
}

func TestPoison(t *testing.T) {
	h := newHouse(t)
	poisonous := false
	d := newDesktop(t, h, func(o *workspace.Options) {
		o.Faults.Poison = func(c desk.Command) bool {
			say, ok := c.(*desk.Say)
			return ok && (poisonous || say.Text == "яд")
		}
	})
	d.sync(h)
	id := d.create("Обычный")
	_, err := d.Execute(t.Context(), d.note(id, "яд"))
	isRefusal(t, err, "internal")
	if len(d.outbox()) != 1 {
		t.Errorf("SY-5 the panic was queued: %+v", d.outbox())
	}
	d.do(d.note(id, "дальше"))

	poisonous = true // what was fine when it was given panics when it is replayed

	h.commit(&desk.Client{ID: h.id(), Name: "Ещё один"})
	d.SyncNow()
	d.step(h)
	if rows := d.outbox(); len(rows) != 2 || rows[1].Error == nil || rows[1].Error.Code != desk.CodeInternal {
		t.Errorf("SY-5 after a poisonous replay the outbox is %+v", rows)
	}
	poisonous = false
	d.sync(h)
	if len(d.outbox()) != 0 {
		t.Errorf("SY-5 poison has stopped the outbox: %+v", d.outbox())
	}
}

func TestUndo(t *testing.T) {
	h := newHouse(t)
	d := newDesktop(t, h)
	inbox := h.id()
	h.commit(&desk.Ticket{ID: inbox, Subject: "Из почты", Source: desk.SourceEmail, Status: desk.StatusNew})
	d.sync(h)
	r := d.do(&desk.AcceptTicket{TicketID: inbox})
	if !r.Undoable || d.ticket(inbox).ManagerID != anna {
		t.Fatalf("receipt %+v, ticket %+v", r, d.ticket(inbox))
	}
	d.sync(h)
	d.reopen()
	back, err := d.Undo(t.Context(), r.CmdID)
	if err != nil || d.ticket(inbox).ManagerID != "" {
		t.Fatalf("SY-6 undo after a sync and a restart: %v, %+v", err, d.ticket(inbox))
	}
	_, err = d.Undo(t.Context(), r.CmdID)
	isRefusal(t, err, "sync.not_undoable")
	if !back.Undoable {
		t.Fatalf("SY-6 undone for ever: %+v", back)
	}
	if _, err := d.Undo(t.Context(), back.CmdID); err != nil || d.ticket(inbox).ManagerID != anna {
		t.Errorf("SY-6 undo of the undo: %v", err)
	}
	d.sync(h)
	said := d.do(d.note(inbox, "Сказанное не возьмёшь назад"))
	_, err = d.Undo(t.Context(), said.CmdID)
	isRefusal(t, err, "sync.not_undoable")

	h.judge = func(c wireCommand) *desk.Error { return desk.Errorf(desk.CodeForbidden, "actor.not_active") }
	other := h.id()
	h.commit(&desk.Ticket{ID: other, Subject: "Ещё из почты", Source: desk.SourceEmail, Status: desk.StatusNew})
	d.sync(h)
	r = d.do(&desk.AcceptTicket{TicketID: other})
	d.sync(h)
	if len(refusedOf(d)) == 0 {
		t.Fatal("nothing was refused")
	}
	_, err = d.Undo(t.Context(), r.CmdID)
	isRefusal(t, err, "sync.not_undoable")
}

func TestUndoKeepsTheLast(t *testing.T) {
	h := newHouse(t)
	d := newDesktop(t, h)
	d.sync(h)
	id := d.create("Черновик")
	var first, last workspace.Receipt
	for i := range 60 {
		r := d.do(&desk.ClassifyTicket{TicketID: id, About: desk.About{Subject: strings.Repeat("щ", i+1), ClientID: romb}})
		if i == 0 {
			first = r
		}
		last = r
	}
	_, err := d.Undo(t.Context(), first.CmdID)
	isRefusal(t, err, "sync.not_undoable")
	if _, err := d.Undo(t.Context(), last.CmdID); err != nil || d.ticket(id).Subject != strings.Repeat("щ", 59) {
		t.Errorf("SY-6 %v, subject %q", err, d.ticket(id).Subject)
	}
}

func refusedOf(d *desktop) []store.OutboxRow {
	d.t.Helper()
	rows, err := d.Refused(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	return rows
}
