package store

import (
	"time"

	"naryad/internal/desk"
)

// TimesBetween returns everybody's entries that were started in [from, to), oldest first.
func (r *Reader) TimesBetween(from, to desk.Instant) ([]desk.TimeEntry, error) {
	return list[desk.TimeEntry](r, "WHERE started_at >= ? AND started_at < ? ORDER BY started_at, id", from, to)
}

// TicketsOf returns the tickets of the ids that exist, by id, as lists show them.
func (r *Reader) TicketsOf(ids []desk.ID) (map[desk.ID]TicketRow, error) {
	rows, err := r.ticketRows(ids)
	out := make(map[desk.ID]TicketRow, len(rows))
	for _, t := range rows {
		out[t.ID] = t
	}
	return out, err
}

// longestEntry is how far back a plan entry that reaches into a day is looked for.
const longestEntry = 62 * 24 * time.Hour

// PlanOf returns an engineer's published entries, done ones too, that touch [from, to), earliest first.
func (r *Reader) PlanOf(engineer desk.ID, from, to desk.Instant) ([]desk.PlanEntry, error) {
	return list[desk.PlanEntry](r, "WHERE engineer_id = ? AND start_at >= ? AND start_at < ? AND end_at > ? AND state <> ? ORDER BY start_at, id",
		engineer, from.Add(-longestEntry), to, from, desk.PlanDraft)
}

// Share is one person's time on one finished ticket (RP-1).
type Share struct {
	TicketID desk.ID
	PersonID desk.ID // empty: nobody's time is on the ticket
	DoneAt   desk.Instant
	Worth    desk.NH
	Mine     time.Duration // the person's time on it, whenever that was
	All      time.Duration // everybody's
}

// Shares returns everybody's parts of the tickets that were finished in [from, to) and are not open again. With a person,
// only the tickets that person's time is on and only their own parts.
func (r *Reader) Shares(from, to desk.Instant, person desk.ID) ([]Share, error) {
	var out []Share
	all := map[desk.ID]time.Duration{}
	err := r.each(`SELECT t.id, t.done_at, t.nh, t.approved_id, t.approved_nh, t.warranty, coalesce(e.person_id, ''), coalesce(sum(`+countedMS+`), 0)
		FROM ticket t INDEXED BY ticket_done LEFT JOIN time_entry e ON e.ticket_id = t.id
		WHERE t.done_at >= ?1 AND t.done_at < ?2 AND t.done_at <> 0 AND t.status IN (?3, ?4) AND t.merged_into_id = ''
			AND (?5 = '' OR EXISTS (SELECT 1 FROM time_entry WHERE ticket_id = t.id AND person_id = ?5))
		GROUP BY t.done_at, t.id, e.person_id ORDER BY t.done_at, t.id, e.person_id`, func(scan scan) error {
		var s Share
		var t desk.Ticket
		var ms int64
		err := scan(&s.TicketID, &s.DoneAt, &t.NH, &t.ApprovedID, &t.ApprovedNH, &t.Warranty, &s.PersonID, &ms)
		s.Worth, s.Mine = t.WorthNH(), time.Duration(ms)*time.Millisecond
		all[s.TicketID] += s.Mine
		out = append(out, s)
		return err
	}, from, to, desk.StatusDone, desk.StatusCompleted, person)
	if err != nil {
		return nil, err
	}
	kept := out[:0]
	for _, s := range out {
		if s.All = all[s.TicketID]; person == "" || s.PersonID == person {
			kept = append(kept, s)
		}
	}
	return kept, nil
}
