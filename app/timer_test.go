package app_test

import (
	"testing"
	"time"

	"naryad/app"
)

func TestTheTimerBar(t *testing.T) {
	o := newOffice(t)
	s := o.founder()
	client := s.client("Луч")
	a, b := s.ticket("Первая", client), s.ticket("Вторая", client)
	if v := must[app.Timer](t)(s.Timer()); v != (app.Timer{}) {
		t.Errorf("nothing was ever worked on: %+v", v)
	}
	if r := must[app.Receipt](t)(s.StopTimer()); r != (app.Receipt{}) {
		t.Errorf("TM-3: a stop of nothing: %+v", r)
	}

	must[app.Receipt](t)(s.StartTimer(a, ""))
	o.clock.forward(30 * time.Minute)
	must[app.Receipt](t)(s.StartTimer(b, "talk"))
	o.clock.forward(10 * time.Minute)
	v := must[app.Timer](t)(s.Timer())
	if !v.Running || v.TicketID != b || v.Subject != "Вторая" || v.Kind != "talk" || v.FactSec != 0 || v.Last != nil {
		t.Errorf("TM-1: the second start runs: %+v", v)
	}
	if v.TodaySec != 1800 {
		t.Errorf("TM-1: the first was stopped by the second: %d s today, want 1800", v.TodaySec)
	}
	times := must[[]app.TimeEntry](t)(s.Times(a))
	if len(times) != 1 || times[0].Seconds != 1800 || times[0].RawTo != "" || times[0].To == "" || times[0].Trimmed {
		t.Errorf("TM-10: the first entry: %+v", times)
	}
	if running := must[[]app.TimeEntry](t)(s.Times(b))[0]; running.To != "" || running.Seconds != 600 {
		t.Errorf("the running entry: %+v", running)
	}

	must[app.Receipt](t)(s.StopTimer())
	v = must[app.Timer](t)(s.Timer())
	if v.Running || v.TodaySec != 2400 || v.Last == nil || v.Last.ID != b || v.Last.Name != "Вторая" || v.StartedAt != "" {
		t.Errorf("stopped: %+v", v)
	}
	must[app.Receipt](t)(s.StartTimer(b, ""))
	if v = must[app.Timer](t)(s.Timer()); v.FactSec != 600 || v.TodaySec != 2400 {
		t.Errorf("FactSec and TodaySec are without the running piece: %+v", v)
	}
}

func TestTodayBeginsAtThePersonsOwnMidnight(t *testing.T) {
	o := newOffice(t)
	s := o.founder()
	id := s.ticket("Ночью", s.client("Луч"))
	o.clock.forward(14*time.Hour + 30*time.Minute) // 23:30 in Moscow, 20:30 UTC
	must[app.Receipt](t)(s.StartTimer(id, ""))
	o.clock.forward(50 * time.Minute) // 00:20
	must[app.Receipt](t)(s.StopTimer())
	v := must[app.Timer](t)(s.Timer())
	if v.TodaySec < 1199 || v.TodaySec > 1201 {
		t.Errorf("%d s today, want 20 minutes", v.TodaySec)
	}
	if b := must[app.Boot](t)(s.Boot()); b.Today != "2026-11-24" {
		t.Errorf("today is %s", b.Today)
	}
	o.clock.forward(24 * time.Hour)
	if v = must[app.Timer](t)(s.Timer()); v.TodaySec != 0 || v.Last == nil {
		t.Errorf("the next day: %+v", v)
	}
}

// TestTimeIsNeverRefused/TM-3: on a ticket that is long closed, too.
func TestTimeIsNeverRefused(t *testing.T) {
	t.Run("TM-3_whatever_the_ticket_is", func(t *testing.T) {
		o := newOffice(t)
		s := o.founder()
		id := s.ticket("Ненужная", s.client("Луч"))
		must[app.Receipt](t)(s.CloseTicket(id, "Дубль"))
		must[app.Receipt](t)(s.StartTimer(id, ""))
		o.clock.forward(49 * time.Hour)
		must[app.Receipt](t)(s.StopTimer())
		times := must[[]app.TimeEntry](t)(s.Times(id))
		if len(times) != 1 || times[0].Seconds != 49*3600 || times[0].Review != "дольше 48 часов" {
			t.Errorf("got %+v", times)
		}
		if got := s.show(id).Status; got != "irrelevant" {
			t.Errorf("TM-2: the status became %s", got)
		}
	})
}

func TestLeavingATicketStopsMyTimerOnIt(t *testing.T) {
	o := newOffice(t)
	s := o.founder()
	client := s.client("Луч")
	a, b := s.ticket("Первая", client), s.ticket("Вторая", client)
	must[app.Receipt](t)(s.StartTimer(a, ""))
	must[app.Receipt](t)(s.CloseTicket(b, "Дубль"))
	if v := must[app.Timer](t)(s.Timer()); !v.Running {
		t.Error("closing another ticket stopped the timer")
	}
	if _, err := s.FinishTicket(a, "Готово"); err == nil {
		t.Fatal("ST-3: a new ticket was finished")
	}
	if v := must[app.Timer](t)(s.Timer()); !v.Running {
		t.Error("TM-3: a refused Done stopped the timer")
	}
	must[app.Receipt](t)(s.CloseTicket(a, "Дубль"))
	if v := must[app.Timer](t)(s.Timer()); v.Running || v.Last == nil || v.Last.ID != a {
		t.Errorf("closing the ticket left its timer running: %+v", v)
	}
}
