package store

import (
	"naryad/internal/desk"
)

// TicketDetail is what stands with one ticket, but for the conversation, the times and the history.
type TicketDetail struct {
	TicketRow
	LegalEntity desk.LegalEntity // the zero row when it is not set; so are those below
	Contact     desk.Contact
	Infobase    desk.Infobase
	Estimates   []desk.Estimate // newest first
	Approvals   []desk.Approval // newest first
	Draft       *desk.EstimateDraft
	Plan        []PlanRow // earliest first
	Messages    int
	Links       []LinkRow  // newest first
	MergedInto  *TicketRow // the ticket that is left, when this one is a pointer (ST-7)
}

// LinkRow is a link with the ticket at its other end. Out says that it goes from the ticket that was asked for.
type LinkRow struct {
	desk.TicketLink
	Out     bool
	Number  int64
	Subject string
	Status  desk.Status
}

// PlanRow is a plan entry with its engineer's name.
type PlanRow struct {
	desk.PlanEntry
	Engineer string
}

// TicketDetail returns everything that stands with a ticket.
func (r *Reader) TicketDetail(id desk.ID) (TicketDetail, bool, error) {
	row, found, err := r.Ticket(id)
	if err != nil || !found {
		return TicketDetail{}, false, err
	}
	d := TicketDetail{TicketRow: row}
	steps := []func() error{
		func() error { return r.refer(&d) },
		func() (err error) {
			d.Estimates, err = list[desk.Estimate](r, "WHERE ticket_id = ? ORDER BY no DESC, id", id)
			return err
		},
		func() (err error) {
			d.Approvals, err = list[desk.Approval](r, "WHERE ticket_id = ? ORDER BY at DESC, id DESC", id)
			return err
		},
		func() error {
			draft := &desk.EstimateDraft{ID: id}
			there, err := r.Get(draft)
			if there {
				d.Draft = draft
			}
			return err
		},
		func() (err error) { d.Plan, err = r.planOf(id); return err },
		func() (err error) { d.Links, err = r.links(id); return err },
		func() error { return r.mergedInto(&d) },
		func() error {
			_, err := r.c.row("SELECT count(*) FROM message WHERE ticket_id = ?", []any{id}, &d.Messages)
			return translate("count messages", err)
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return TicketDetail{}, false, err
		}
	}
	return d, true, nil
}

// refer reads the rows that the ticket names.
func (r *Reader) refer(d *TicketDetail) error {
	d.LegalEntity.ID, d.Contact.ID, d.Infobase.ID = d.LegalEntityID, d.ContactID, d.InfobaseID
	for _, row := range []desk.Row{&d.LegalEntity, &d.Contact, &d.Infobase} {
		if row.Key() == "" {
			continue
		}
		if _, err := r.Get(row); err != nil {
			return err
		}
	}
	return nil
}

func (r *Reader) links(id desk.ID) (out []LinkRow, err error) {
	err = r.each(`SELECT link.id, link.ticket_id, link.other_id, link.kind, link.by_id, link.at, link.out, ticket.number, ticket.subject, ticket.status
		FROM (SELECT *, 1 AS out, other_id AS far FROM ticket_link WHERE ticket_id = ?1
			UNION ALL SELECT *, 0, ticket_id FROM ticket_link WHERE other_id = ?1) AS link
		JOIN ticket ON ticket.id = link.far ORDER BY link.at DESC, link.id DESC`, func(scan scan) error {
		var l LinkRow
		err := scan(&l.ID, &l.TicketID, &l.OtherID, &l.Kind, &l.By, &l.At, &l.Out, &l.Number, &l.Subject, &l.Status)
		out = append(out, l)
		return err
	}, id)
	return out, err
}

func (r *Reader) mergedInto(d *TicketDetail) error {
	if d.MergedIntoID == "" {
		return nil
	}
	ids, err := r.ids(`WITH RECURSIVE found (id, into_id) AS (
			SELECT id, merged_into_id FROM ticket WHERE id = ? UNION SELECT ticket.id, ticket.merged_into_id FROM found JOIN ticket ON ticket.id = found.into_id
		) SELECT id FROM found WHERE into_id = ''`, d.MergedIntoID)
	if err != nil || len(ids) == 0 {
		return err
	}
	row, found, err := r.Ticket(ids[0])
	if found {
		d.MergedInto = &row
	}
	return err
}

func (r *Reader) planOf(ticketID desk.ID) ([]PlanRow, error) {
	entries, err := list[desk.PlanEntry](r, "WHERE ticket_id = ? ORDER BY start_at, id", ticketID)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	names, err := r.names()
	if err != nil {
		return nil, err
	}
	out := make([]PlanRow, len(entries))
	for i, e := range entries {
		out[i] = PlanRow{PlanEntry: e, Engineer: names[e.EngineerID]}
	}
	return out, nil
}

// list reads rows of one type; where follows the table's name.
func list[T any, P interface {
	*T
	desk.Row
}](r *Reader, where string, args ...any) ([]T, error) {
	var zero T
	k, err := codecOf(P(&zero).Table())
	if err != nil {
		return nil, err
	}
	rows, err := r.rows(k, k.list+" "+where, args...)
	if err != nil {
		return nil, err
	}
	out := make([]T, len(rows))
	for i, row := range rows {
		out[i] = *(row.(P))
	}
	return out, nil
}

// names are everybody's names: a company has at most some hundred people.
func (r *Reader) names() (map[desk.ID]string, error) {
	names := map[desk.ID]string{}
	err := r.each("SELECT id, name FROM person", func(scan scan) error {
		var id, name string
		err := scan(&id, &name)
		names[id] = name
		return err
	})
	return names, err
}
