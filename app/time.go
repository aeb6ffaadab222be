package app

import (
	"strings"
	"time"

	"naryad/internal/desk"
)

// running is my running entry, or nil.
func (r *reader) running() (*desk.TimeEntry, error) {
	e, found, err := r.Running(r.me)
	if err != nil || !found {
		return nil, err
	}
	return &e, nil
}

// Times lists the time on a ticket, what was started last first.
func (d *Desk) Times(ticketID string) ([]TimeEntry, error) {
	return reading(d, "Times", func(r *reader) ([]TimeEntry, error) {
		rows, err := r.Times(ticketID)
		if err != nil {
			return nil, err
		}
		out := make([]TimeEntry, len(rows))
		for i, e := range rows {
			out[i] = TimeEntry{
				ID: e.ID, Person: shortName(e.Name), Kind: e.Kind, From: iso(e.StartedAt), To: iso(e.End()),
				RawFrom: iso(e.StartedAt), RawTo: iso(e.StoppedAt), Seconds: seconds(e.Counted(r.now)),
				Trimmed: e.Trimmed(), Review: r.review(e.Review), Note: e.Note,
			}
		}
		return out, nil
	})
}

// review says in words why somebody should look at an entry (TM-3).
func (r *reader) review(marks string) string {
	words := strings.Fields(marks)
	for i, mark := range words {
		words[i] = r.app.texts().Name("value.review", mark)
	}
	return strings.Join(words, "; ")
}

// StartTimer starts my timer on a ticket, or on internal work without one, and stops the one that runs (TM-1).
// kind may be empty. Its Receipt's ID is the entry's.
func (d *Desk) StartTimer(ticketID, kind string) (Receipt, error) {
	return d.make("StartTimer", func(id desk.ID) desk.Command {
		return &desk.StartTimer{ID: id, TicketID: ticketID, Kind: kind}
	})
}

// Timer says what the timer bar shows.
func (d *Desk) Timer() (Timer, error) {
	return reading(d, "Timer", (*reader).timer)
}

func (r *reader) timer() (Timer, error) {
	today, err := r.today()
	if err != nil {
		return Timer{}, err
	}
	v := Timer{TodaySec: seconds(today)}
	entry, err := r.running()
	if err != nil {
		return v, err
	}
	if entry != nil {
		v.Running, v.EntryID, v.TicketID, v.Kind = true, entry.ID, entry.TicketID, entry.Kind
		// The page counts up by this computer's clock, the start was taken by the authority's.
		v.StartedAt = iso(entry.StartedAt - r.offset)
	} else if entry, err = r.lastOnTicket(); err != nil {
		return v, err
	}
	if entry == nil || entry.TicketID == "" {
		return v, nil
	}
	t, found, err := r.Ticket(entry.TicketID)
	if err != nil || !found {
		return v, err
	}
	if !v.Running {
		v.Last, v.LastNumber = &Ref{ID: t.ID, Name: t.Subject}, t.Number
		return v, nil
	}
	v.Number, v.Subject, v.NH = t.Number, t.Subject, int(t.NH)
	v.FactSec = seconds(time.Duration(t.FactMS) * time.Millisecond)
	return v, nil
}

// today is what my ended entries count since midnight in the person's own zone. Of the entries that were started before
// midnight only the last can reach over it: every other ended when the next was started (TM-10).
func (r *reader) today() (time.Duration, error) {
	now := r.now.Time().In(r.app.opts.Zone)
	midnight := desk.At(time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, r.app.opts.Zone))
	entries, err := r.TimesOf(r.me, midnight, 0)
	if err != nil {
		return 0, err
	}
	before, _, err := r.Beside("time_entry", "person_id", r.me, "started_at", midnight, "")
	if err != nil {
		return 0, err
	}
	if before != nil {
		entries = append(entries, *before.(*desk.TimeEntry))
	}
	var sum time.Duration
	for _, e := range entries {
		if e.Running() || e.StartedAt == 0 {
			continue
		}
		if from, to := max(e.StartedAt, midnight), e.End(); to > from {
			sum += time.Duration(to-from) * time.Millisecond
		}
	}
	return sum, nil
}

// lookBack is how many of my last entries are searched for one on a ticket.
const lookBack = 50

// lastOnTicket is my last entry on a ticket, or nil.
func (r *reader) lastOnTicket() (*desk.TimeEntry, error) {
	last, found, err := r.LastTime(r.me)
	if err != nil || !found {
		return nil, err
	}
	e := &last
	for range lookBack {
		if e.TicketID != "" {
			return e, nil
		}
		before, _, err := r.Beside("time_entry", "person_id", r.me, "started_at", e.StartedAt, e.ID)
		if err != nil || before == nil {
			return nil, err
		}
		e = before.(*desk.TimeEntry)
	}
	return nil, nil
}
