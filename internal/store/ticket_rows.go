package store

import (
	"encoding/json"

	"naryad/internal/desk"
)

// Ticket returns one ticket as lists show it.
func (r *Reader) Ticket(id desk.ID) (TicketRow, bool, error) {
	return one(r.ticketRows([]desk.ID{id}))
}

// TicketByNumber returns the ticket with a number; where that one was merged, the one that is left (ST-7).
func (r *Reader) TicketByNumber(number int64) (TicketRow, bool, error) {
	ids, err := r.ids(`WITH RECURSIVE found (id, into_id) AS (
			SELECT * FROM (SELECT id, merged_into_id FROM ticket WHERE number = ? AND number <> 0 ORDER BY id LIMIT 1)
			UNION SELECT ticket.id, ticket.merged_into_id FROM found JOIN ticket ON ticket.id = found.into_id
		) SELECT id FROM found WHERE into_id = ''`, number)
	if err != nil || len(ids) == 0 {
		return TicketRow{}, false, err
	}
	return r.Ticket(ids[0])
}

// ticketRows returns the tickets of the ids, in their order, with everything that is beside them.
func (r *Reader) ticketRows(ids []desk.ID) ([]TicketRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	b, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	list := string(b)
	found, err := r.rows(codecs["ticket"], codecs["ticket"].list+" WHERE id IN (SELECT value FROM json_each(?))", list)
	if err != nil {
		return nil, err
	}
	rows := make(map[desk.ID]*TicketRow, len(found))
	for _, t := range found {
		rows[t.Key()] = &TicketRow{Ticket: *t.(*desk.Ticket)}
	}
	for _, add := range []func(string, map[desk.ID]*TicketRow) error{r.addNames, r.addFacts, r.addPlans, r.addFlags, r.addUnread} {
		if err := add(list, rows); err != nil {
			return nil, err
		}
	}
	out := make([]TicketRow, 0, len(ids))
	for _, id := range ids {
		if row := rows[id]; row != nil {
			out = append(out, *row)
		}
	}
	return out, nil
}

func (r *Reader) addNames(list string, rows map[desk.ID]*TicketRow) error {
	return r.each(`SELECT ticket.id, coalesce(client.name, ''), coalesce(manager.name, ''), coalesce(assignee.name, '') FROM ticket
		LEFT JOIN client ON client.id = ticket.client_id
		LEFT JOIN person AS manager ON manager.id = ticket.manager_id
		LEFT JOIN person AS assignee ON assignee.id = ticket.assignee_id
		WHERE ticket.id IN (SELECT value FROM json_each(?))`, func(scan scan) error {
		var id, client, manager, assignee string
		err := scan(&id, &client, &manager, &assignee)
		if t := rows[id]; t != nil {
			t.Client, t.Manager, t.Assignee = client, manager, assignee
		}
		return err
	}, list)
}

// countedMS is what one ended time entry counts, in milliseconds: desk.TimeEntry.Counted as SQL (TM-10). TestFacts holds
// the two together.
const countedMS = `CASE WHEN started_at = 0 THEN 0 ELSE max(0,
	(CASE WHEN cut_at <> 0 AND (stopped_at = 0 OR cut_at < stopped_at) THEN cut_at WHEN stopped_at <> 0 THEN stopped_at ELSE started_at END) - started_at) END`

func (r *Reader) addFacts(list string, rows map[desk.ID]*TicketRow) error {
	return r.each(`SELECT ticket_id, sum(`+countedMS+`) FROM time_entry
		WHERE ticket_id IN (SELECT value FROM json_each(?)) GROUP BY ticket_id`, func(scan scan) error {
		var id desk.ID
		var ms int64
		err := scan(&id, &ms)
		if t := rows[id]; t != nil {
			t.FactMS = ms
		}
		return err
	}, list)
}

func (r *Reader) addPlans(list string, rows map[desk.ID]*TicketRow) error {
	// With min() the other columns are those of the row that has the minimum (sqlite.org/lang_select.html, 2.5).
	return r.each(`SELECT ticket_id, min(start_at), end_at FROM plan_entry
		WHERE ticket_id IN (SELECT value FROM json_each(?)) AND state = 'published' GROUP BY ticket_id`, func(scan scan) error {
		var id desk.ID
		var from, to desk.Instant
		err := scan(&id, &from, &to)
		if t := rows[id]; t != nil {
			t.PlanFrom, t.PlanTo = from, to
		}
		return err
	}, list)
}

// addFlags tells what has not been confirmed and what was refused; an authority has no such things.
func (r *Reader) addFlags(list string, rows map[desk.ID]*TicketRow) error {
	if r.side != Replica {
		return nil
	}
	return r.each(`SELECT value, EXISTS (SELECT 1 FROM outbox WHERE ticket_id = value), (SELECT count(*) FROM rejected WHERE ticket_id = value)
		FROM json_each(?)`, func(scan scan) error {
		var id desk.ID
		var unsent bool
		var refused int
		err := scan(&id, &unsent, &refused)
		if t := rows[id]; t != nil {
			t.Unsent, t.Refused = unsent, refused
		}
		return err
	}, list)
}
