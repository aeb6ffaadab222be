package desk_test

import (
	"testing"

	"naryad/internal/desk"
	"naryad/internal/desk/desktest"
)

func (b *bench) say(id desk.ID, text string) desk.ID {
	b.t.Helper()
	m := b.id()
	b.do(manager, &desk.Say{ID: m, TicketID: id, Audience: desk.ToInternal, Text: text})
	return m
}

func TestMerge(t *testing.T) {
	parts(t, map[string]func(b *bench){
		"ST-7 what was said, filed, worked and watched goes to the survivor": func(b *bench) {
			from, into := b.newTicket(), b.newTicket()
			said, entry, file, link := b.say(from, "первая"), b.id(), b.id(), b.id()
			third := b.newTicket()
			b.do(anna, &desk.StartTimer{ID: entry, TicketID: from})
			b.put(&desk.Attachment{ID: file, TicketID: from, Name: "акт.pdf"})
			b.put(&desk.Watch{ID: b.id(), TicketID: from, PersonID: boris})
			b.do(manager, &desk.LinkTicket{ID: link, TicketID: from, OtherID: third, Kind: desk.LinkCausedBy})
			b.do(manager, &desk.MergeTicket{TicketID: from, IntoID: into})
			messages := rows[*desk.Message](b, "message", "ticket_id", into)
			b.equal("messages", []desk.ID{messages[0].ID, messages[0].OriginID}, []desk.ID{said, from})
			b.equal("time", rows[*desk.TimeEntry](b, "time_entry", "ticket_id", into)[0].ID, entry)
			b.equal("files", rows[*desk.Attachment](b, "attachment", "ticket_id", into)[0].ID, file)
			b.equal("watchers", rows[*desk.Watch](b, "watch", "ticket_id", into)[0].PersonID, boris)
			b.equal("links", rows[*desk.TicketLink](b, "ticket_link", "ticket_id", into)[0].OtherID, third)
			pointer := b.ticket(from)
			b.equal("pointer", []any{pointer.MergedIntoID, pointer.Status, pointer.LeftStatus}, []any{into, desk.StatusIrrelevant, desk.StatusNew})
		},
		"ST-7 the survivor learns what it did not know": func(b *bench) {
			from, into := b.id(), b.id()
			b.do(manager, &desk.CreateTicket{ID: from, About: urgent()})
			b.do(manager, &desk.CreateTicket{ID: into, About: desk.About{Subject: "то же"}})
			b.do(manager, &desk.MergeTicket{TicketID: from, IntoID: into})
			got := b.ticket(into)
			b.equal("about", []any{got.ClientID, got.Kind, got.Urgent, got.UrgentReason}, []any{vega, "error", true, "стоит отгрузка"})
			b.equal("asked first", got.CreatedAt, b.ticket(from).CreatedAt)
		},
		"ST-7 the survivor keeps what it knows": func(b *bench) {
			from, into := b.id(), b.id()
			b.do(manager, &desk.CreateTicket{ID: into, About: urgent()})
			about := about()
			about.Kind, about.Urgent, about.UrgentReason, about.ContactID = "update", true, "другое", ""
			b.do(manager, &desk.CreateTicket{ID: from, About: about})
			b.do(manager, &desk.MergeTicket{TicketID: from, IntoID: into})
			got := b.ticket(into)
			b.equal("about", []any{got.Kind, got.UrgentReason, got.ContactID}, []any{"error", "стоит отгрузка", olga})
		},
		"ST-7 words and time for the pointer arrive at the survivor, whatever chain leads there": func(b *bench) {
			a, c, d := b.newTicket(), b.newTicket(), b.newTicket()
			b.do(manager, &desk.MergeTicket{TicketID: a, IntoID: c})
			b.do(manager, &desk.MergeTicket{TicketID: c, IntoID: d})
			b.say(a, "опоздавшая")
			entry := b.id()
			b.do(anna, &desk.StartTimer{ID: entry, TicketID: a})
			b.equal("messages", len(rows[*desk.Message](b, "message", "ticket_id", d)), 1)
			b.equal("time", rows[*desk.TimeEntry](b, "time_entry", "ticket_id", d)[0].ID, entry)
		},
		"ST-7 nothing else is done to a pointer": func(b *bench) {
			from, into := b.newTicket(), b.newTicket()
			b.do(manager, &desk.MergeTicket{TicketID: from, IntoID: into})
			e := b.refuses(manager, &desk.EstimateTicket{TicketID: from, NH: 5}, desk.CodeConflict, "ticket.merged")
			b.equal("the survivor is named", e.Params["number"], b.ticket(into).Number)
			b.refuses(manager, &desk.RestoreTicket{TicketID: from}, desk.CodeConflict, "ticket.merged")
		},
		"ST-7 a circle is refused": func(b *bench) {
			a, c := b.newTicket(), b.newTicket()
			b.refuses(manager, &desk.MergeTicket{TicketID: a, IntoID: a}, desk.CodeInvalid, "ticket.merge_circle")
			b.do(manager, &desk.MergeTicket{TicketID: a, IntoID: c})
			b.refuses(manager, &desk.MergeTicket{TicketID: c, IntoID: a}, desk.CodeInvalid, "ticket.merge_circle")
			b.equal("c stands", b.ticket(c).MergedIntoID, "")
		},
		"ST-7 tickets of two clients stay two": func(b *bench) {
			a, c := b.newTicket(), b.id()
			b.do(manager, &desk.CreateTicket{ID: c, About: desk.About{Subject: "чужая", ClientID: other}})
			b.refuses(manager, &desk.MergeTicket{TicketID: a, IntoID: c}, desk.CodeConflict, "ticket.merge_other_client")
		},
		"ST-7 what is planned, worked on or done is no pointer": func(b *bench) {
			for _, s := range []desk.Status{desk.StatusPlanned, desk.StatusInProgress, desk.StatusDone, desk.StatusCompleted} {
				b.refuses(manager, &desk.MergeTicket{TicketID: b.ticketAt(s), IntoID: b.newTicket()}, desk.CodeConflict, "ticket.merge_worked_on")
			}
			for _, s := range []desk.Status{desk.StatusEstimated, desk.StatusApproved, desk.StatusRejected, desk.StatusStale, desk.StatusIrrelevant} {
				from := b.ticketAt(s)
				b.do(manager, &desk.MergeTicket{TicketID: from, IntoID: b.newTicket()})
			}
		},
		"PR-3 an engineer merges only what is theirs": func(b *bench) {
			a, c := b.newTicket(), b.newTicket()
			b.refuses(anna, &desk.MergeTicket{TicketID: a, IntoID: c}, desk.CodeForbidden, "ticket.not_yours")
		},
		"ST-7 a link between the two goes, and one that both had stands once": func(b *bench) {
			from, into, third := b.newTicket(), b.newTicket(), b.newTicket()
			for _, l := range [][2]desk.ID{{from, into}, {from, third}, {into, third}} {
				b.do(manager, &desk.LinkTicket{ID: b.id(), TicketID: l[0], OtherID: l[1], Kind: desk.LinkDuplicate})
			}
			b.do(manager, &desk.LinkTicket{ID: b.id(), TicketID: third, OtherID: from, Kind: desk.LinkCausedBy})
			b.do(manager, &desk.MergeTicket{TicketID: from, IntoID: into})
			b.equal("from the survivor", len(rows[*desk.TicketLink](b, "ticket_link", "ticket_id", into)), 1)
			b.equal("to the survivor", rows[*desk.TicketLink](b, "ticket_link", "ticket_id", third)[0].OtherID, into)
			b.equal("from the pointer", len(rows[*desk.TicketLink](b, "ticket_link", "ticket_id", from)), 0)
		},
		"ST-7 a message that moves twice remembers where it was written": func(b *bench) {
			a, c, d := b.newTicket(), b.newTicket(), b.newTicket()
			b.say(a, "первая")
			b.do(manager, &desk.MergeTicket{TicketID: a, IntoID: c})
			b.do(manager, &desk.MergeTicket{TicketID: c, IntoID: d})
			b.equal("origin", rows[*desk.Message](b, "message", "ticket_id", d)[0].OriginID, a)
		},
	})
}

func TestSplit(t *testing.T) {
	split := func(b *bench, id desk.ID, messages ...desk.ID) *desk.SplitTicket {
		return &desk.SplitTicket{ID: b.id(), TicketID: id, Subject: "Второе", MessageIDs: messages}
	}
	parts(t, map[string]func(b *bench){
		"ST-7 the chosen messages and their files become a new ticket, linked to the first": func(b *bench) {
			id := b.newTicket()
			stays, goes, file := b.say(id, "одно"), b.say(id, "другое"), b.id()
			b.put(&desk.Attachment{ID: file, TicketID: id, MessageID: goes, Name: "второе.pdf"})
			cmd := split(b, id, goes)
			b.do(manager, cmd)
			made := b.ticket(cmd.ID)
			b.equal("about", []any{made.Subject, made.ClientID, made.Kind, made.ManagerID, made.Status}, []any{"Второе", vega, "error", manager, desk.StatusNew})
			b.equal("numbered", made.Number, int64(2))
			moved := rows[*desk.Message](b, "message", "ticket_id", cmd.ID)
			b.equal("moved", []desk.ID{moved[0].ID, moved[0].OriginID}, []desk.ID{goes, id})
			b.equal("file", rows[*desk.Attachment](b, "attachment", "ticket_id", cmd.ID)[0].ID, file)
			b.equal("left", rows[*desk.Message](b, "message", "ticket_id", id)[0].ID, stays)
			link := rows[*desk.TicketLink](b, "ticket_link", "ticket_id", cmd.ID)[0]
			b.equal("link", []any{link.OtherID, link.Kind}, []any{id, desk.LinkFollowUp})
		},
		"ST-7 nothing, too much and what is elsewhere are refused": func(b *bench) {
			id, elsewhere := b.newTicket(), b.newTicket()
			foreign := b.say(elsewhere, "чужое")
			b.refuses(manager, split(b, id), desk.CodeInvalid, "ticket.split_empty")
			b.refuses(manager, split(b, id, foreign), desk.CodeConflict, "ticket.split_not_here")
			b.refuses(manager, split(b, id, desktest.ID(999999)), desk.CodeConflict, "ticket.split_not_here")
			b.refuses(manager, split(b, id, make([]desk.ID, 501)...), desk.CodeTooLarge, "ticket.split_too_many")
		},
		"ST-1 an id that is taken is refused before a number is": func(b *bench) {
			id := b.newTicket()
			cmd := split(b, id, b.say(id, "одно"))
			cmd.ID = id
			b.refuses(manager, cmd, desk.CodeConflict, "command.id_taken")
			b.equal("the next number", b.ticket(b.newTicket()).Number, int64(2))
		},
	})
}

func TestLink(t *testing.T) {
	link := func(b *bench, from, to desk.ID, kind string) *desk.LinkTicket {
		return &desk.LinkTicket{ID: b.id(), TicketID: from, OtherID: to, Kind: kind}
	}
	parts(t, map[string]func(b *bench){
		"ST-7 of one kind two tickets have one link": func(b *bench) {
			a, c := b.newTicket(), b.newTicket()
			b.do(manager, link(b, a, c, desk.LinkDuplicate))
			b.do(manager, link(b, a, c, desk.LinkDuplicate))
			b.do(manager, link(b, a, c, desk.LinkCausedBy))
			b.equal("links", len(rows[*desk.TicketLink](b, "ticket_link", "ticket_id", a)), 2)
		},
		"ST-7 a link leads to another ticket that is known, and says what it is": func(b *bench) {
			a := b.newTicket()
			b.refuses(manager, link(b, a, a, desk.LinkDuplicate), desk.CodeInvalid, "ticket.link_itself")
			b.refuses(manager, link(b, a, desktest.ID(999999), desk.LinkDuplicate), desk.CodeNotFound, "ticket.unknown")
			b.refuses(manager, link(b, a, b.newTicket(), "друг"), desk.CodeInvalid, "ticket.link_kind_unknown")
		},
		"ST-7 a link to a pointer leads to the survivor": func(b *bench) {
			a, gone, left := b.newTicket(), b.newTicket(), b.newTicket()
			b.do(manager, &desk.MergeTicket{TicketID: gone, IntoID: left})
			b.do(manager, link(b, a, gone, desk.LinkFollowUp))
			b.equal("other", rows[*desk.TicketLink](b, "ticket_link", "ticket_id", a)[0].OtherID, left)
			b.refuses(manager, link(b, left, gone, desk.LinkFollowUp), desk.CodeInvalid, "ticket.link_itself")
		},
		"ST-7 a link that is gone cannot be taken away": func(b *bench) {
			cmd := link(b, b.newTicket(), b.newTicket(), desk.LinkCausedBy)
			b.do(manager, cmd)
			b.do(manager, &desk.UnlinkTicket{LinkID: cmd.ID})
			b.refuses(manager, &desk.UnlinkTicket{LinkID: cmd.ID}, desk.CodeNotFound, "ticket.link_unknown")
		},
		"ST-8 warranty work costs nothing while it is linked to its cause": func(b *bench) {
			cause, id := b.ticketAt(desk.StatusCompleted), b.ticketAt(desk.StatusApproved)
			b.equal("before", desk.BilledNH(b.ticket(id)), desk.NH(5))
			other, warranty := link(b, id, cause, desk.LinkCausedBy), link(b, id, cause, desk.LinkWarranty)
			b.do(manager, other)
			b.equal("no warranty", b.ticket(id).Warranty, false)
			b.do(manager, warranty)
			b.equal("warranty", desk.BilledNH(b.ticket(id)), desk.NH(0))
			b.do(manager, &desk.UnlinkTicket{LinkID: other.ID})
			b.equal("still", b.ticket(id).Warranty, true)
			b.do(manager, &desk.UnlinkTicket{LinkID: warranty.ID})
			b.equal("after", desk.BilledNH(b.ticket(id)), desk.NH(5))
		},
	})
}
