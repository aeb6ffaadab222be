package app

import (
	"naryad/internal/desk"
	"naryad/internal/store"
)

// MergeTicket makes one ticket of two: id becomes a pointer to into (ST-7). It is never undone.
func (d *Desk) MergeTicket(id, into string) (Receipt, error) {
	return d.give("MergeTicket", &desk.MergeTicket{TicketID: id, IntoID: into})
}

// SplitTicket makes a new ticket of some messages of another; its Receipt's ID is the new ticket's.
func (d *Desk) SplitTicket(id, subject string, messages []string) (Receipt, error) {
	return d.make("SplitTicket", func(made desk.ID) desk.Command {
		return &desk.SplitTicket{ID: made, TicketID: id, Subject: subject, MessageIDs: messages}
	})
}

// LinkTicket joins two tickets. kind: duplicate, caused_by, follow_up, warranty. Its Receipt's ID is the link's.
func (d *Desk) LinkTicket(id, other, kind string) (Receipt, error) {
	return d.make("LinkTicket", func(link desk.ID) desk.Command {
		return &desk.LinkTicket{ID: link, TicketID: id, OtherID: other, Kind: kind}
	})
}

// UnlinkTicket takes a link away.
func (d *Desk) UnlinkTicket(link string) (Receipt, error) {
	return d.give("UnlinkTicket", &desk.UnlinkTicket{LinkID: link})
}

func linkViews(t *store.TicketDetail) []Link {
	out := make([]Link, len(t.Links))
	for i, l := range t.Links {
		out[i] = Link{ID: l.ID, Kind: l.Kind, Out: l.Out, TicketID: l.OtherID, Number: l.Number, Subject: l.Subject, Status: string(l.Status)}
		if !l.Out {
			out[i].TicketID = l.TicketID
		}
	}
	return out
}
