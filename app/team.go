package app

import (
	"time"

	"naryad/internal/desk"
)

// The strip of a day shows the hours in which work is usual.
const (
	stripFrom = 8 * time.Hour
	stripTo   = 20 * time.Hour
)

// Team says who does what now and what today looked like (TM-9).
func (d *Desk) Team() (Team, error) {
	return reading(d, "Team", (*reader).team)
}

func (r *reader) team() (Team, error) {
	s, err := r.span("", "")
	if err != nil {
		return Team{}, err
	}
	v := Team{Day: s.day, From: iso(s.from.Add(stripFrom)), To: iso(s.from.Add(stripTo)), People: []Worker{}}
	people, err := r.People()
	if err != nil {
		return v, err
	}
	today, err := r.TimesBetween(s.from, s.to)
	if err != nil {
		return v, err
	}
	of := map[desk.ID][]desk.TimeEntry{}
	for _, e := range today {
		of[e.PersonID] = append(of[e.PersonID], e)
	}
	for i := range people {
		p := &people[i]
		if !p.Active {
			continue
		}
		before, err := r.reachingInto(p.ID, s.from)
		if err != nil {
			return v, err
		}
		of[p.ID] = append(before, of[p.ID]...)
	}
	tickets, err := r.ticketsOf(of)
	if err != nil {
		return v, err
	}
	for i := range people {
		if p := &people[i]; p.Active {
			v.People = append(v.People, r.worker(p, of[p.ID], s, tickets))
		}
	}
	return v, nil
}

func (r *reader) worker(p *desk.Person, entries []desk.TimeEntry, s span, tickets ticketsByID) Worker {
	w := Worker{Person: personView(p), TimeZone: p.TimeZone, Place: r.place(p.TimeZone), OffsetMin: r.offsetOf(p.TimeZone), Pieces: []Piece{}}
	for i := range entries {
		piece := r.piece(&entries[i], s, tickets)
		if entries[i].Running() {
			w.Now = &piece
		} else {
			w.Seconds += piece.Seconds
			w.LastTo = max(w.LastTo, piece.To)
		}
		w.Pieces = append(w.Pieces, piece)
	}
	return w
}

// PersonDay says what a person did on a day, YYYY-MM-DD; "" is today. person "" is me.
func (d *Desk) PersonDay(person, day string) (PersonDay, error) {
	return reading(d, "PersonDay", func(r *reader) (PersonDay, error) {
		if person == "" {
			person = r.me
		}
		return r.personDay(person, day)
	})
}

func (r *reader) personDay(person desk.ID, day string) (PersonDay, error) {
	s, err := r.span(day, day)
	if err != nil {
		return PersonDay{}, err
	}
	p, err := r.person(person)
	if err == nil && p == nil {
		err = desk.Errorf(desk.CodeNotFound, "person.unknown")
	}
	if err != nil {
		return PersonDay{}, err
	}
	v := PersonDay{Person: *p, Day: s.day, Pieces: []Piece{}}
	entries, err := r.timesWithin(person, s)
	if err != nil {
		return v, err
	}
	tickets, err := r.ticketsOf(map[desk.ID][]desk.TimeEntry{person: entries})
	if err != nil {
		return v, err
	}
	for i := range entries {
		piece := r.piece(&entries[i], s, tickets)
		if !entries[i].Running() {
			v.Seconds += piece.Seconds
		}
		v.Pieces = append(v.Pieces, piece)
	}
	if v.PlanNH, err = r.plannedOn(person, s); err != nil {
		return v, err
	}
	month, err := r.span(s.day[:8]+"01", s.day)
	if err != nil {
		return v, err
	}
	shares, err := r.Shares(month.from, month.to, person)
	if err != nil {
		return v, err
	}
	var closed desk.Efficiency
	for _, share := range shares {
		if share.DoneAt >= s.from {
			closed.Add(share.Worth, share.Mine, share.All)
		}
	}
	v.ClosedNH, v.Month = int(closed.NH()), efficiencyOf(shares)
	return v, nil
}

// plannedOn is what the published plan holds for a person within a span: of an entry of several days its part by length.
func (r *reader) plannedOn(person desk.ID, s span) (int, error) {
	entries, err := r.PlanOf(person, s.from, s.to)
	var sum int64
	for _, e := range entries {
		if length := int64(e.EndAt - e.StartAt); length > 0 {
			sum += int64(e.NH) * 1000 * int64(min(e.EndAt, s.to)-max(e.StartAt, s.from)) / length
		}
	}
	return int((sum + 500) / 1000), err
}
