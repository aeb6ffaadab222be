package server_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"naryad/internal/desk"
	"naryad/internal/store"
)

const days = 24 * time.Hour

// status of a ticket, as the authority has it.
func (h *house) status(id desk.ID) desk.Status {
	h.t.Helper()
	t, ok := get(h, &desk.Ticket{ID: id})
	if !ok {
		h.t.Fatalf("no ticket %s", id)
	}
	return t.Status
}

// keepTime runs the authority's clock in a bubble until the test ends.
func (h *house) keepTime(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.KeepTime(ctx)
	}()
	t.Cleanup(func() { cancel(); <-done })
	synctest.Wait()
}

// later moves both clocks: the one that dates commands and the one that wakes.
func (h *house) later(d time.Duration) {
	h.hands.forward(d)
	time.Sleep(d)
	synctest.Wait()
}

func (h *house) ticket(r *replica, subject string) desk.ID {
	h.t.Helper()
	id := h.id()
	r.must(&desk.CreateTicket{ID: id, Source: desk.SourceDesktop, About: desk.About{Subject: subject}})
	return id
}

func TestClock(t *testing.T) {
	bubble := func(name string, test func(t *testing.T, h *house, r *replica)) {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := found(t)
				test(t, h, h.replica(h.own))
			})
		})
	}
	bubble("SV-K1 ST-6 what nobody touched for 30 days is stale at the start of the process", func(t *testing.T, h *house, r *replica) {
		old := h.ticket(r, "старая")
		h.hands.forward(30*days - time.Minute)
		young := h.ticket(r, "новая")
		h.hands.forward(time.Minute)
		h.keepTime(t)
		if h.status(old) != desk.StatusStale || h.status(young) != desk.StatusNew {
			t.Errorf("the old one is %s, the young one %s", h.status(old), h.status(young))
		}
	})
	bubble("SV-K1 ST-6 later within the hour, and restoring starts the days anew", func(t *testing.T, h *house, r *replica) {
		id := h.ticket(r, "одна")
		h.keepTime(t)
		h.later(30*days - time.Minute)
		if got := h.status(id); got != desk.StatusNew {
			t.Fatalf("a minute too early it is %s", got)
		}
		h.later(time.Hour)
		if got := h.status(id); got != desk.StatusStale {
			t.Fatalf("an hour later it is %s", got)
		}
		r.do(&desk.RestoreTicket{TicketID: id})
		h.later(30*days - time.Minute)
		if got := h.status(id); got != desk.StatusNew {
			t.Errorf("restored, after less than 30 days, it is %s", got)
		}
		h.later(time.Hour)
		if got := h.status(id); got != desk.StatusStale {
			t.Errorf("restored, after 30 days, it is %s", got)
		}
	})
	bubble("SV-K1 ST-6 the days are a setting", func(t *testing.T, h *house, r *replica) {
		id := h.ticket(r, "одна")
		r.do(&desk.SetSetting{Name: "ticket.stale_days", Value: []byte("3")})
		h.keepTime(t)
		h.later(3*days + time.Hour)
		if got := h.status(id); got != desk.StatusStale {
			t.Errorf("after three days it is %s", got)
		}
	})
	bubble("SV-K2 each is a command of its own, by the system", func(t *testing.T, h *house, r *replica) {
		for range 3 {
			h.ticket(r, "одна из трёх")
		}
		before := h.lastSeq("system")
		h.hands.forward(31 * days)
		h.keepTime(t)
		h.later(2 * time.Hour)
		if got := h.lastSeq("system") - before; got != 3 {
			t.Errorf("%d commands for three tickets", got)
		}
	})
	bubble("SV-K1 HO-1 silence completes what was handed over, after the contract's working days", func(t *testing.T, h *house, r *replica) {
		client, entity := h.id(), h.id()
		id := h.done(r, client, entity)
		h.write(&desk.Contract{ID: h.id(), ClientID: client, LegalEntityID: entity, Number: "1", SilenceDays: 3})
		h.keepTime(t)
		h.later(10 * days)
		if got := h.status(id); got != desk.StatusDone {
			t.Fatalf("not handed over, it is %s", got)
		}
		r.must(&desk.HandOverTicket{TicketID: id}) // on a Thursday
		h.later(5*days - 2*time.Hour)
		if got := h.status(id); got != desk.StatusDone {
			t.Fatalf("two hours too early it is %s", got)
		}
		h.later(3 * time.Hour)
		ticket, _ := get(h, &desk.Ticket{ID: id})
		if ticket.Status != desk.StatusCompleted || ticket.ConfirmedWay != desk.WaySilence {
			t.Errorf("after three working days it is %s, by %q", ticket.Status, ticket.ConfirmedWay)
		}
	})
}

// must pushes commands that are all to be applied.
func (r *replica) must(commands ...desk.Command) {
	r.t.Helper()
	for _, res := range r.do(commands...) {
		if res.Error != nil {
			r.t.Fatal(res.Error)
		}
	}
}

// write puts a row that no verb makes yet.
func (h *house) write(row desk.Row) {
	h.t.Helper()
	if err := h.Store().Write(h.t.Context(), "test", func(tx *store.Tx) error { return tx.Put(row) }); err != nil {
		h.t.Fatal(err)
	}
}

// done makes a ticket of a new client that is done.
func (h *house) done(r *replica, client, entity desk.ID) desk.ID {
	id := h.id()
	r.must(
		&desk.AddClient{ID: client, Name: "Вега"},
		&desk.AddLegalEntity{ID: entity, ClientID: client, Name: "ООО Вега"},
		&desk.CreateTicket{ID: id, Source: desk.SourceDesktop, About: desk.About{Subject: "отчёт", ClientID: client, LegalEntityID: entity, Kind: "error"}},
		&desk.EstimateTicket{TicketID: id, NH: 5},
		&desk.TakeTicket{TicketID: id},
		&desk.FinishTicket{TicketID: id, Resolution: "готово"},
	)
	return id
}
