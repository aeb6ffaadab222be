package store

import (
	"math"

	"naryad/internal/desk"
)

// TimeRow is a time entry with its person's name.
type TimeRow struct {
	desk.TimeEntry
	Name string
}

// Times returns the time entries of a ticket, newest first.
func (r *Reader) Times(ticketID desk.ID) ([]TimeRow, error) {
	entries, err := list[desk.TimeEntry](r, "WHERE ticket_id = ? ORDER BY started_at DESC, id DESC", ticketID)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	names, err := r.names()
	if err != nil {
		return nil, err
	}
	out := make([]TimeRow, len(entries))
	for i, e := range entries {
		out[i] = TimeRow{TimeEntry: e, Name: names[e.PersonID]}
	}
	return out, nil
}

// LastTime returns a person's entry that was started last, running or not.
func (r *Reader) LastTime(person desk.ID) (desk.TimeEntry, bool, error) {
	return one(list[desk.TimeEntry](r, "WHERE person_id = ? AND started_at <> 0 ORDER BY started_at DESC, id DESC LIMIT 1", person))
}

// Running returns a person's running entry. Only the one started last can run: a start ends what ran before (TM-1, TM-10).
func (r *Reader) Running(person desk.ID) (desk.TimeEntry, bool, error) {
	e, found, err := r.LastTime(person)
	if err != nil || !found || !e.Running() {
		return desk.TimeEntry{}, false, err
	}
	return e, true, nil
}

// TimesOf returns a person's entries that were started in [from, to), oldest first. To count the time within these
// moments take an earlier from, because an entry may have begun before it; to 0 is no end.
func (r *Reader) TimesOf(person desk.ID, from, to desk.Instant) ([]desk.TimeEntry, error) {
	if to == 0 {
		to = math.MaxInt64
	}
	return list[desk.TimeEntry](r, "WHERE person_id = ? AND started_at >= ? AND started_at < ? ORDER BY started_at, id", person, from, to)
}

// Fact is the counted time of everybody on a ticket, in milliseconds, without what is running (TM-10).
func (r *Reader) Fact(ticketID desk.ID) (int64, error) {
	var ms int64
	_, err := r.c.row("SELECT coalesce(sum("+countedMS+"), 0) FROM time_entry WHERE ticket_id = ?", []any{ticketID}, &ms)
	return ms, translate("sum up times", err)
}
