package app_test

import (
	"slices"
	"testing"
	"time"

	"naryad/app"
)

// TestACommandIsToldToThePage: what a command changed, the timer bar and the sync state come as events.
func TestACommandIsToldToThePage(t *testing.T) {
	s := newOffice(t).founder()
	id := s.ticket("Не проводится", s.client("Луч"))
	s.settle()
	events := make(chan app.Event, 1000)
	defer s.app.Subscribe(func(e app.Event) { events <- e })()
	must[app.Receipt](t)(s.StartTimer(id, ""))

	var changed, running bool
	var last int64
	for !changed || !running {
		select {
		case e := <-events:
			if last != 0 && e.Seq != last+1 {
				t.Fatalf("a hole: %d after %d", e.Seq, last)
			}
			last = e.Seq
			switch data := e.Data.(type) {
			case app.Changed:
				changed = changed || data.All || slices.Contains(data.Tickets, id)
			case app.Timer:
				running = running || data.Running && data.TicketID == id
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("not told: changed %v, timer %v", changed, running)
		}
	}
}
