package simtest

import "naryad/internal/desk"

// joins is what is done to two tickets at once, often to the wrong ones: merging in a circle, splitting what has moved.
func (t *things) joins(r *replica, k *desk.Ticket) desk.Command {
	d := t.w.dice
	other := k.ID
	if len(t.tickets) > 0 {
		other = pick(d, t.tickets)
	}
	switch d.n(5) {
	case 0:
		return &desk.MergeTicket{TicketID: k.ID, IntoID: other}
	case 1:
		cmd := &desk.SplitTicket{ID: t.newID(), TicketID: k.ID, Subject: t.w.text("второе"), MessageIDs: r.messagesOf(k.ID)}
		t.tickets = append(t.tickets, cmd.ID)
		return cmd
	case 2:
		if len(t.links) > 0 {
			return &desk.UnlinkTicket{LinkID: pick(d, t.links)}
		}
	}
	cmd := &desk.LinkTicket{ID: t.newID(), TicketID: k.ID, OtherID: other, Kind: pick(d, []string{desk.LinkCausedBy, desk.LinkWarranty, desk.LinkDuplicate})}
	t.links = append(t.links, cmd.ID)
	return cmd
}

// waits is what is done while somebody else has to act.
func (t *things) waits(k *desk.Ticket) desk.Command {
	d := t.w.dice
	switch d.n(3) {
	case 0:
		return &desk.ResumeTicket{TicketID: k.ID}
	case 1:
		return &desk.HearClient{ID: t.newID(), TicketID: k.ID, Source: desk.SourcePhone, Text: t.w.text("услышано")}
	}
	return &desk.WaitTicket{TicketID: k.ID, For: pick(d, []string{desk.WaitClient, desk.WaitVendor}), Note: t.w.text("ждём")}
}
