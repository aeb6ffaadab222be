package app

import (
	"context"
	"unicode/utf8"

	"naryad/internal/desk"
	"naryad/internal/store"
)

// excerptLength is how much of a message a notice repeats, in characters.
const excerptLength = 160

// Notices returns a page of what concerns me, newest first.
func (d *Desk) Notices(after string, limit int) (NoticePage, error) {
	return reading(d, "Notices", func(r *reader) (NoticePage, error) {
		found, err := r.Notices(r.me, store.Key(after), pageLimit(limit))
		if err != nil {
			return NoticePage{}, err
		}
		page := NoticePage{Rows: make([]Notice, len(found.Rows)), Next: string(found.Next)}
		for i, n := range found.Rows {
			by, err := r.actorName(n.By)
			if err != nil {
				return NoticePage{}, err
			}
			page.Rows[i] = Notice{
				ID: n.ID, TicketID: n.TicketID, Number: n.Number, Subject: n.Subject, Kind: n.Kind,
				By: by, Text: excerpt(n.Text), At: iso(n.At), Unread: n.ReadAt == 0,
			}
		}
		return page, nil
	})
}

// excerpt is the beginning of a text.
func excerpt(text string) string {
	if utf8.RuneCountInString(text) <= excerptLength {
		return text
	}
	return string([]rune(text)[:excerptLength]) + "…"
}

// ReadNotices marks my notices about a ticket as read, or all of mine when none is named. Where there are none, nothing
// is given and the Receipt is empty.
func (d *Desk) ReadNotices(ticketID string) (Receipt, error) {
	return call(d, "ReadNotices", func(ctx context.Context) (last Receipt, err error) {
		opened, err := d.app.open()
		if err != nil {
			return Receipt{}, err
		}
		for {
			var ids []desk.ID
			if err := d.app.read(ctx, func(r *reader) (err error) {
				ids, err = r.UnreadNotices(r.me, ticketID, desk.MaxRead)
				return err
			}); err != nil || len(ids) == 0 {
				return last, err
			}
			r, err := opened.Workspace.Execute(ctx, &desk.ReadNotices{IDs: ids})
			if err != nil {
				return last, err
			}
			if last = receipt(r, ""); len(ids) < desk.MaxRead {
				return last, nil
			}
		}
	})
}

// WatchTicket asks to be told of what happens to a ticket; UnwatchTicket takes that back.
func (d *Desk) WatchTicket(id string) (Receipt, error) {
	return d.give("WatchTicket", &desk.WatchTicket{TicketID: id})
}

// UnwatchTicket ends my own watch of a ticket.
func (d *Desk) UnwatchTicket(id string) (Receipt, error) {
	return d.give("UnwatchTicket", &desk.UnwatchTicket{TicketID: id})
}

// fillWatchers tells who watches the ticket, and whether I do.
func (r *reader) fillWatchers(v *TicketDetail) error {
	ids, err := r.Watchers(v.ID)
	if err != nil {
		return err
	}
	v.Watchers = []Person{}
	for _, id := range ids {
		p, err := r.person(id)
		if err != nil {
			return err
		}
		if p != nil {
			v.Watchers = append(v.Watchers, *p)
		}
		v.Watching = v.Watching || id == r.me
	}
	return nil
}
