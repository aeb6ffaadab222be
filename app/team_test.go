package app_test

import (
	"testing"
	"time"

	"naryad/app"
)

func TestTeam(t *testing.T) {
	t.Run("TM-9_who_does_what_now_and_did_before", func(t *testing.T) {
		o := newOffice(t)
		s := o.founder()
		client := s.client("Луч")
		a, b := s.ticket("Первая", client), s.ticket("Вторая", client)
		if v := must[app.Team](t)(s.Team()); len(v.People) != 1 || v.People[0].Now != nil || v.People[0].LastTo != "" || v.Day != "2026-11-23" {
			t.Fatalf("nothing yet: %+v", v)
		}
		must[app.Receipt](t)(s.StartTimer(a, ""))
		o.clock.forward(time.Hour)
		must[app.Receipt](t)(s.StartTimer(b, "talk"))
		o.clock.forward(30 * time.Minute)
		v := must[app.Team](t)(s.Team())
		w := v.People[0]
		if w.Now == nil || w.Now.Subject != "Вторая" || w.Now.Kind != "talk" || w.Now.Client != "Луч" || len(w.Pieces) != 2 || w.Seconds != 3600 {
			t.Errorf("now: %+v", w)
		}
		if w.OffsetMin != 180 || v.From != "2026-11-23T05:00:00.000Z" || v.To != "2026-11-23T17:00:00.000Z" {
			t.Errorf("where and when: %+v %s %s", w, v.From, v.To)
		}
		must[app.Receipt](t)(s.StopTimer())
		o.clock.forward(24 * time.Hour)
		if w := must[app.Team](t)(s.Team()).People[0]; w.Now != nil || len(w.Pieces) != 0 {
			t.Errorf("the next day: %+v", w)
		}
		day := must[app.PersonDay](t)(s.PersonDay("", "2026-11-23"))
		if len(day.Pieces) != 2 || day.Seconds < 5399 || day.Seconds > 5401 || day.Pieces[0].Subject != "Первая" {
			t.Errorf("the day before: %+v", day)
		}
		for _, bad := range []string{"завтра", "2026-13-01", "0001-01-01"} {
			if _, err := s.PersonDay("", bad); err == nil {
				t.Errorf("%s is a day", bad)
			}
		}
		if _, err := s.PersonDay("nobody", ""); err == nil {
			t.Error("nobody has a day")
		}
	})
	t.Run("TM-9_a_timer_over_midnight_is_on_both_days", func(t *testing.T) {
		o := newOffice(t)
		s := o.founder()
		id := s.ticket("Ночью", s.client("Луч"))
		o.clock.forward(14*time.Hour + 30*time.Minute)
		must[app.Receipt](t)(s.StartTimer(id, ""))
		o.clock.forward(time.Hour)
		w := must[app.Team](t)(s.Team()).People[0]
		if w.Now == nil || w.Now.Seconds < 1799 || w.Now.Seconds > 1800 {
			t.Errorf("today's half: %+v", w.Now)
		}
		if day := must[app.PersonDay](t)(s.PersonDay("", "2026-11-23")); len(day.Pieces) != 1 || day.Pieces[0].Seconds < 1799 || day.Pieces[0].Seconds > 1801 {
			t.Errorf("yesterday's half: %+v", day.Pieces)
		}
	})
}

func TestEfficiency(t *testing.T) {
	t.Run("RP-1_of_a_person_and_of_the_team", func(t *testing.T) {
		o := newOffice(t)
		s := o.founder()
		id := s.done("Сделанная", s.client("Луч"), 5, 15*time.Minute)
		day := must[app.PersonDay](t)(s.PersonDay("", ""))
		if day.ClosedNH != 5 || day.Month.NH != 5 || day.Month.Tickets != 1 || day.Month.Percent < 199 || day.Month.Percent > 200 {
			t.Errorf("%s: %+v", id, day)
		}
		v := must[app.EfficiencyReport](t)(s.Efficiency("2026-11-01", "2026-11-30"))
		if v.Team.NH != 5 || len(v.People) != 1 || v.People[0].Efficiency != v.Team || v.From != "2026-11-01" || v.To != "2026-11-30" {
			t.Errorf("%+v", v)
		}
		if v = must[app.EfficiencyReport](t)(s.Efficiency("2026-12-01", "2026-12-31")); v.Team != (app.Efficiency{}) {
			t.Errorf("another month: %+v", v)
		}
		if v = must[app.EfficiencyReport](t)(s.Efficiency("", "")); v.From != "2026-11-01" || v.To != "2026-11-23" {
			t.Errorf("this month: %+v", v)
		}
		if _, err := s.Efficiency("2026-12-01", "2026-11-01"); err == nil {
			t.Error("a period that ends before it begins")
		}
	})
}

// done is a ticket that the founder has worked on and finished.
func (s *seat) done(subject, client string, nh int, work time.Duration) string {
	t := s.office.t
	t.Helper()
	id := s.ticket(subject, client)
	must[app.Receipt](t)(s.EstimateTicket(id, nh, nil, ""))
	must[app.Receipt](t)(s.TakeTicket(id))
	must[app.Receipt](t)(s.StartTimer(id, ""))
	s.office.clock.forward(work)
	must[app.Receipt](t)(s.StopTimer())
	must[app.Receipt](t)(s.FinishTicket(id, "Готово"))
	return id
}
