package workspace_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/wire"
	"naryad/internal/workspace"
)

type wireCommand = wire.Command

func TestRebase(t *testing.T) {
	t.Run("SY-9 pending commands stand on the authority's rows", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		id := d.create("Отчёт")
		d.sync(h)
		if n := d.ticket(id).Number; n != 1 {
			t.Errorf("ST-1 the number is %d", n)
		}
		d.do(&desk.ClassifyTicket{TicketID: id, About: desk.About{Subject: "Отчёт по кассе", ClientID: romb}})
		var theirs desk.Ticket
		h.write(func(tx *store.Tx) error {
			theirs.ID = id
			if _, err := tx.Get(&theirs); err != nil {
				return err
			}
			theirs.DeadlineReason = "к пятнице"
			if err := tx.Put(&theirs); err != nil {
				return err
			}
			return h.batch(tx, "", nil)
		})
		h.fail = func(call string) error {
			if strings.HasPrefix(call, "push") {
				return errors.New("no connection")
			}
			return nil
		}
		d.SyncNow()
		if did := d.step(h); did != workspace.DidPull {
			t.Fatalf("did %s", did)
		}
		got := d.ticket(id)
		if got.Subject != "Отчёт по кассе" || got.DeadlineReason != "к пятнице" {
			t.Errorf("after the rebase %+v", got)
		}
		d.same(h)
		h.fail = nil
		d.sync(h)
	})
	t.Run("SY-9 readers see the replica before a rebase or after it", func(t *testing.T) {
		h := newHouse(t)
		var during []int64
		d := newDesktop(t, h)
		d.sync(h)
		id := d.create("Виден всегда")
		d.opts.Store.Hooks.BeforeCommit = func(label string) error {
			if label == "rebase" {
				during = append(during, d.ticket(id).Number)
			}
			return nil
		}
		d.reopen()
		d.sync(h)
		if !slices.Equal(during, []int64{0, 0}) && !slices.Equal(during, []int64{0}) {
			t.Errorf("during the rebase the number was %v", during)
		}
		if d.ticket(id).Number != 1 {
			t.Errorf("after it the number is %d", d.ticket(id).Number)
		}
	})
	for name, after := range map[string]bool{"SY-9 a crash before the rebase's commit": false, "SY-9 a crash after the rebase's commit": true} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			d := newDesktop(t, h)
			d.sync(h)
			id := d.create("Переживёт")
			crash := func(label string) error {
				if label == "rebase" {
					return errCrash
				}
				return nil
			}
			if d.opts.Store.Hooks.BeforeCommit = crash; after {
				d.opts.Store.Hooks = store.Hooks{AfterCommit: crash}
			}
			d.reopen()
			var err error
			for range 4 {
				if _, err = d.Step(t.Context(), h); err != nil {
					break
				}
			}
			if !errors.Is(err, errCrash) {
				t.Fatalf("got %v", err)
			}
			d.opts.Store.Hooks = store.Hooks{}
			d.reopen()
			d.verdict()
			d.sync(h)
			if d.ticket(id).Number != 1 || h.lastSeq[d.stand().ClientID] != 1 {
				t.Errorf("ticket %+v", d.ticket(id))
			}
		})
	}
	t.Run("SY-11 what is refused in a replay stays pending at odds until the authority decides", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		inbox := desk.Ticket{ID: h.id(), Subject: "Из почты", Source: desk.SourceEmail, Status: desk.StatusNew}
		h.commit(&inbox)
		d.sync(h)
		d.do(&desk.AcceptTicket{TicketID: inbox.ID})
		d.do(d.note(inbox.ID, "Беру"))
		theirs := inbox
		theirs.ManagerID = boris
		h.commit(&theirs)
		d.SyncNow()
		d.step(h) // a pull first: Boris has it
		rows := d.outbox()
		if len(rows) != 2 || rows[0].Error == nil || rows[0].Error.Key != "ticket.accepted_by" || rows[1].Error != nil {
			t.Fatalf("outbox %+v", rows)
		}
		if rows[0].State != store.Pending || d.ticket(inbox.ID).ManagerID != boris {
			t.Errorf("row %+v, ticket %+v", rows[0], d.ticket(inbox.ID))
		}
		if s := d.State(); s.Refused != 0 || s.Pending != 2 {
			t.Errorf("state %+v", s)
		}
		h.commit(&inbox) // he has let it go before our command arrives
		d.SyncNow()
		h.fail = func(call string) error {
			if strings.HasPrefix(call, "push") {
				return errors.New("lost")
			}
			return nil
		}
		_, _ = d.Step(t.Context(), h) // the push fails
		d.step(h)                     // hello
		d.step(h)                     // pull
		if rows := d.outbox(); len(rows) != 2 || rows[0].Error != nil || d.ticket(inbox.ID).ManagerID != anna {
			t.Errorf("SY-11 no longer at odds, but %+v, %+v", rows, d.ticket(inbox.ID))
		}
		h.fail = nil
		d.sync(h)
	})
	t.Run("SY-9 a page without rows moves the cursor only", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		id := d.create("Не трогать")
		h.write(func(tx *store.Tx) error { return h.batch(tx, "", nil) })
		events := 0
		cancel := d.Subscribe(func(e workspace.Event) {
			if len(e.Tables) > 0 || e.All {
				events++
			}
		})
		defer cancel()
		d.SyncNow()
		if did := d.step(h); did != workspace.DidPull {
			t.Fatalf("did %s", did)
		}
		if d.ticket(id) == nil || events != 0 || d.stand().Cursor.Rev != h.cursor().Rev {
			t.Errorf("%d events, cursor %+v", events, d.stand().Cursor)
		}
	})
}

func TestRefused(t *testing.T) {
	h := newHouse(t)
	d := newDesktop(t, h)
	d.sync(h)
	id := d.create("Спорный")
	h.judge = func(c wire.Command) *desk.Error {
		if c.Name == (&desk.Say{}).Spec().Name {
			return desk.Errorf(desk.CodeForbidden, "actor.not_active")
		}
		return nil
	}
	said := d.do(d.note(id, "Набранное не пропадёт"))
	also := d.do(d.note(id, "И это тоже"))
	d.sync(h)
	d.reopen()
	rows := refusedOf(d)
	if len(rows) != 2 || rows[0].CmdID != said.CmdID || rows[0].TicketID != id || rows[0].Error.Key != "actor.not_active" ||
		!strings.Contains(string(rows[0].Args), "Набранное не пропадёт") {
		t.Fatalf("SY-7 refused %+v", rows)
	}
	if s := d.State(); s.Refused != 2 || s.Pending != 0 {
		t.Errorf("SY-25 state %+v", s)
	}
	h.judge = nil
	again, err := d.Retry(t.Context(), said.CmdID)
	if err != nil || again.CmdID == said.CmdID {
		t.Fatalf("SY-7 retry %+v, %v", again, err)
	}
	if rows := refusedOf(d); len(rows) != 1 || d.State().Refused != 1 {
		t.Errorf("SY-7 after the retry %+v", rows)
	}
	_, err = d.Retry(t.Context(), said.CmdID)
	isRefusal(t, err, "sync.no_such_refusal")
	if err := d.Dismiss(t.Context(), also.CmdID); err != nil || len(refusedOf(d)) != 0 || d.State().Refused != 0 {
		t.Errorf("SY-7 dismiss: %v", err)
	}
	isRefusal(t, d.Dismiss(t.Context(), also.CmdID), "sync.no_such_refusal")
	d.sync(h)
	if len(refusedOf(d)) != 0 || d.State().Kind != workspace.Synced {
		t.Errorf("SY-7 refused %+v, state %+v", refusedOf(d), d.State())
	}

	t.Run("SY-7 a retry that is refused at once keeps the refused command", func(t *testing.T) {
		h.judge = func(wire.Command) *desk.Error { return desk.Errorf(desk.CodeForbidden, "actor.not_active") }
		r := d.do(&desk.AcceptTicket{TicketID: id})
		d.sync(h)
		h.judge = nil
		theirs := *d.ticket(id)
		theirs.ManagerID = boris
		h.commit(&theirs)
		d.sync(h)
		_, err := d.Retry(t.Context(), r.CmdID)
		isRefusal(t, err, "ticket.accepted_by")
		if len(refusedOf(d)) != 1 {
			t.Errorf("refused %+v", refusedOf(d))
		}
	})
}
