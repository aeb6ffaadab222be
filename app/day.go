package app

import (
	"strings"
	"time"

	"naryad/internal/desk"
	"naryad/internal/store"
)

// span is one or several whole days in the zone of whoever sits here, as [from, to).
type span struct {
	day      string // the first, YYYY-MM-DD
	from, to desk.Instant
}

// span is from the beginning of one day to the end of another; "" is today.
func (r *reader) span(first, last string) (span, error) {
	zone := r.app.opts.Zone
	today := r.now.Time().In(zone).Format(time.DateOnly)
	if first == "" {
		first = today
	}
	if last == "" {
		last = today
	}
	from, err := dayOf(first, zone)
	if err != nil {
		return span{}, err
	}
	to, err := dayOf(last, zone)
	if err != nil {
		return span{}, err
	}
	return span{first, desk.At(from), desk.At(to.AddDate(0, 0, 1))}, nil
}

func dayOf(day string, zone *time.Location) (time.Time, error) {
	t, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil || t.Year() < 2000 {
		return t, desk.Errorf(desk.CodeInvalid, "app.moment", "value", day)
	}
	return t, nil
}

// timesWithin are a person's entries that touch a span, oldest first. Of those that were started before it only the last
// can reach into it: every other ended when the next was started (TM-10).
func (r *reader) timesWithin(person desk.ID, s span) ([]desk.TimeEntry, error) {
	before, err := r.reachingInto(person, s.from)
	if err != nil {
		return nil, err
	}
	entries, err := r.TimesOf(person, s.from, s.to)
	return append(before, entries...), err
}

func (r *reader) reachingInto(person desk.ID, from desk.Instant) ([]desk.TimeEntry, error) {
	before, _, err := r.Beside("time_entry", "person_id", person, "started_at", from, "")
	if err != nil || before == nil {
		return nil, err
	}
	e := before.(*desk.TimeEntry)
	if e.StartedAt == 0 || !e.Running() && e.End() <= from {
		return nil, nil
	}
	return []desk.TimeEntry{*e}, nil
}

type ticketsByID map[desk.ID]store.TicketRow

// ticketsOf reads the tickets of entries.
func (r *reader) ticketsOf(of map[desk.ID][]desk.TimeEntry) (ticketsByID, error) {
	seen := map[desk.ID]bool{"": true}
	var ids []desk.ID
	for _, entries := range of {
		for _, e := range entries {
			if !seen[e.TicketID] {
				seen[e.TicketID] = true
				ids = append(ids, e.TicketID)
			}
		}
	}
	return r.TicketsOf(ids)
}

// piece is an entry as a span shows it.
func (r *reader) piece(e *desk.TimeEntry, s span, tickets ticketsByID) Piece {
	end := e.End()
	if e.Running() {
		end = r.now
	}
	p := Piece{
		ID: e.ID, TicketID: e.TicketID, StageNo: e.StageNo, Kind: e.Kind, From: iso(e.StartedAt), To: iso(e.End()),
		RawFrom: iso(e.StartedAt), RawTo: iso(e.StoppedAt), Trimmed: e.Trimmed(), Manual: e.Manual, Review: r.review(e.Review), Note: e.Note,
	}
	if from, to := max(e.StartedAt, s.from), min(end, s.to); to > from {
		p.Seconds = int64(to-from) / 1000
	}
	if t, ok := tickets[e.TicketID]; ok {
		p.Number, p.Subject, p.Status, p.ClientID, p.Client, p.NH = t.Number, t.Subject, string(t.Status), t.ClientID, t.Client, int(t.NH)
	}
	return p
}

// place is the city of a zone in words: what people call where a colleague sits.
func (r *reader) place(zone string) string {
	if zone == "" {
		return ""
	}
	if name := r.app.texts().Name("zone", zone); name != zone {
		return name
	}
	city := zone[strings.LastIndexByte(zone, '/')+1:]
	return strings.ReplaceAll(city, "_", " ")
}

// offsetOf is how many minutes a zone is ahead of UTC now; the own zone's where it is not known.
func (r *reader) offsetOf(zone string) int {
	where, err := time.LoadLocation(zone)
	if err != nil || zone == "" {
		where = r.app.opts.Zone
	}
	_, offset := r.now.Time().In(where).Zone()
	return offset / 60
}
