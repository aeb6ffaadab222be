package store

import "naryad/internal/desk"

// NoticeRow is a notice with what a person must see to know what it is about.
type NoticeRow struct {
	desk.Notice
	Number  int64 // of the ticket
	Subject string
	Name    string // who did it; "" for the program itself
	Text    string // of the message that it is about
}

// NoticePage is one page of a person's notices, newest first.
type NoticePage struct {
	Rows []NoticeRow
	Next Key
}

// Notices returns at most limit notices of a person after a key, newest first.
func (r *Reader) Notices(person desk.ID, after Key, limit int) (NoticePage, error) {
	until, id := int64(1<<63-1), desk.ID("")
	if after != "" {
		var err error
		if until, id, err = parseKey(after); err != nil {
			return NoticePage{}, err
		}
	}
	var page NoticePage
	err := r.each(`SELECT notice.id, notice.person_id, notice.ticket_id, notice.kind, notice.ref_id, notice.by_id, notice.at, notice.read_at,
			coalesce(ticket.number, 0), coalesce(ticket.subject, ''), coalesce(person.name, ''), coalesce(message.text, '')
		FROM notice LEFT JOIN ticket ON ticket.id = notice.ticket_id LEFT JOIN person ON person.id = notice.by_id
			LEFT JOIN message ON message.id = notice.ref_id
		WHERE notice.person_id = ? AND (notice.at, notice.id) < (?, ?) ORDER BY notice.at DESC, notice.id DESC LIMIT ?`, func(scan scan) error {
		var n NoticeRow
		err := scan(&n.ID, &n.PersonID, &n.TicketID, &n.Kind, &n.RefID, &n.By, &n.At, &n.ReadAt, &n.Number, &n.Subject, &n.Name, &n.Text)
		page.Rows = append(page.Rows, n)
		return err
	}, person, until, id, limit+1)
	if len(page.Rows) > limit {
		page.Rows = page.Rows[:limit]
		last := page.Rows[limit-1]
		page.Next = makeKey(int64(last.At), last.ID)
	}
	return page, err
}

// UnreadNotices returns at most limit unread notices of a person, oldest first; of one ticket where it is named.
func (r *Reader) UnreadNotices(person, ticketID desk.ID, limit int) ([]desk.ID, error) {
	if ticketID != "" {
		return r.ids("SELECT id FROM notice WHERE ticket_id = ? AND person_id = ? AND read_at = 0 ORDER BY at, id LIMIT ?", ticketID, person, limit)
	}
	return r.ids("SELECT id FROM notice WHERE person_id = ? AND read_at = 0 ORDER BY at, id LIMIT ?", person, limit)
}

// UnreadCount is the number of a person's unread notices.
func (r *Reader) UnreadCount(person desk.ID) (int, error) {
	var n int
	_, err := r.c.row("SELECT count(*) FROM notice WHERE person_id = ? AND read_at = 0", []any{person}, &n)
	return n, translate("count notices", err)
}

// addUnread tells of which tickets the person of this replica has unread notices.
func (r *Reader) addUnread(list string, rows map[desk.ID]*TicketRow) error {
	if r.side != Replica {
		return nil
	}
	return r.each(`SELECT notice.ticket_id, count(*) FROM sync CROSS JOIN notice
		WHERE sync.id = 1 AND notice.person_id = sync.person AND notice.read_at = 0 AND notice.ticket_id IN (SELECT value FROM json_each(?))
		GROUP BY notice.ticket_id`, func(scan scan) error {
		var id desk.ID
		var n int
		err := scan(&id, &n)
		if t := rows[id]; t != nil {
			t.Unread = n
		}
		return err
	}, list)
}

// Templates lists the reply templates by name.
func (r *Reader) Templates() ([]desk.ReplyTemplate, error) {
	return list[desk.ReplyTemplate](r, "ORDER BY name, id")
}

// Watchers are the people who watch a ticket, by name.
func (r *Reader) Watchers(ticketID desk.ID) ([]desk.ID, error) {
	return r.ids("SELECT person_id FROM watch JOIN person ON person.id = watch.person_id WHERE ticket_id = ? ORDER BY person.name, person.id", ticketID)
}
