package simtest

import (
	"naryad/internal/desk"
	"naryad/internal/store"
)

// aboutTalk is what people do around a conversation: asking colleagues, watching, reading notices, keeping templates, adding
// files.
func (t *things) aboutTalk(r *replica, id desk.ID) desk.Command {
	d := t.w.dice
	switch d.weighted([]int{4, 2, 2, 4, 1, 1, 5}) {
	case 6:
		return t.filing(r, id)
	case 0:
		say := &desk.Say{ID: t.newID(), TicketID: id, Audience: desk.ToInternal, Text: t.w.text("заметка")}
		for range d.between(1, 3) {
			say.Mentions = append(say.Mentions, t.anyone())
		}
		return say
	case 1:
		return &desk.WatchTicket{TicketID: id}
	case 2:
		return &desk.UnwatchTicket{TicketID: id}
	case 3:
		return &desk.ReadNotices{IDs: r.noticesOf(id)}
	case 4:
		if len(t.templates) > 0 {
			return &desk.RemoveTemplate{ID: pick(d, t.templates)}
		}
	}
	cmd := &desk.SetTemplate{ID: t.newID(), Name: t.w.text("шаблон"), Audience: desk.ToClient, Text: t.w.text("ответ")}
	if len(t.templates) > 0 && d.chance(500) {
		cmd.ID = pick(d, t.templates)
	}
	t.templates = append(t.templates, cmd.ID)
	return cmd
}

// noticesOf are the notices about a ticket that the replica knows; some are other people's.
func (r *replica) noticesOf(ticket desk.ID) (out []desk.ID) {
	r.read(func(rd *store.Reader) error {
		rows, err := rd.Find("notice", "ticket_id", ticket)
		for _, row := range rows {
			if row.(*desk.Notice).PersonID == r.device.Person || r.w.dice.chance(50) {
				out = append(out, row.Key())
			}
		}
		return err
	})
	return out
}
