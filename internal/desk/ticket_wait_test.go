package desk_test

import (
	"strings"
	"testing"
	"time"

	"naryad/internal/desk"
)

func TestWait(t *testing.T) {
	wait := func(id desk.ID) *desk.WaitTicket {
		return &desk.WaitTicket{TicketID: id, For: desk.WaitClient, Note: "пришлёт доступ", RemindAt: start.Add(48 * time.Hour)}
	}
	hear := func(b *bench, id desk.ID) *desk.HearClient {
		return &desk.HearClient{ID: b.id(), TicketID: id, ContactID: olga, Source: desk.SourcePhone, Text: "доступ открыт"}
	}
	parts(t, map[string]func(b *bench){
		"WT-1 a ticket waits for somebody since now, until it is resumed": func(b *bench) {
			id := b.newTicket()
			b.do(manager, wait(id))
			got, since := b.ticket(id), b.at
			b.equal("waits", []any{got.WaitFor, got.WaitNote, got.WaitSince, got.WaitRemindAt}, []any{"client", "пришлёт доступ", since, start.Add(48 * time.Hour)})
			again := wait(id)
			again.Note = "обещала завтра"
			b.do(manager, again)
			b.equal("since", b.ticket(id).WaitSince, since)
			again.For = desk.WaitVendor
			b.do(manager, again)
			b.equal("since", b.ticket(id).WaitSince, b.at)
			b.do(manager, &desk.ResumeTicket{TicketID: id})
			got = b.ticket(id)
			b.equal("no more", []any{got.WaitFor, got.WaitNote, got.WaitSince, got.WaitRemindAt}, []any{"", "", desk.Instant(0), desk.Instant(0)})
			touched := got.TouchedAt
			b.do(manager, &desk.ResumeTicket{TicketID: id})
			b.equal("nothing to end", b.ticket(id).TouchedAt, touched)
		},
		"WT-1 the client's word ends the waiting for the client only": func(b *bench) {
			id := b.newTicket()
			b.do(manager, wait(id))
			b.do(boris, hear(b, id))
			b.equal("waits", b.ticket(id).WaitFor, "")
			vendor := wait(id)
			vendor.For = desk.WaitVendor
			b.do(manager, vendor)
			b.do(boris, hear(b, id))
			b.equal("waits", b.ticket(id).WaitFor, "vendor")
			said := rows[*desk.Message](b, "message", "ticket_id", id)[0]
			b.equal("the client's word", []any{said.Audience, said.ContactID, said.AuthorID, said.Source}, []any{desk.ToClient, olga, "", desk.SourcePhone})
		},
		"WT-1 only what is still to be done waits, and a later status ends it": func(b *bench) {
			for _, s := range []desk.Status{desk.StatusRejected, desk.StatusDone, desk.StatusCompleted, desk.StatusStale, desk.StatusIrrelevant} {
				b.refuses(manager, wait(b.ticketAt(s)), desk.CodeConflict, "ticket.wait_late")
			}
			id := b.ticketAt(desk.StatusInProgress)
			b.do(manager, wait(id))
			b.do(anna, &desk.FinishTicket{TicketID: id, Resolution: "готово"})
			b.equal("waits", b.ticket(id).WaitFor, "")
		},
		"WT-1 nonsense is refused": func(b *bench) {
			id := b.newTicket()
			for key, change := range map[string]func(*desk.WaitTicket){
				"ticket.wait_for_unknown":    func(c *desk.WaitTicket) { c.For = "погода" },
				"ticket.wait_remind_invalid": func(c *desk.WaitTicket) { c.RemindAt = -1 },
			} {
				cmd := wait(id)
				change(cmd)
				b.refuses(manager, cmd, desk.CodeInvalid, key)
			}
			far := wait(id)
			far.RemindAt = 1 << 60
			b.refuses(manager, far, desk.CodeInvalid, "ticket.wait_remind_invalid")
			long := wait(id)
			long.Note = strings.Repeat("я", desk.MaxSubject+1)
			b.refuses(manager, long, desk.CodeTooLarge, "ticket.wait_note_too_long")
			b.refuses(anna, wait(id), desk.CodeForbidden, "ticket.not_yours")
		},
		"WT-1 what waits does not go stale": func(b *bench) {
			id := b.newTicket()
			b.do(manager, wait(id))
			b.at = b.at.Add(31 * 24 * time.Hour)
			refused(b.t, b.system(&desk.MarkStale{TicketID: id}), desk.CodeConflict, "ticket.waits")
		},
		"ST-6 what is restored starts anew": func(b *bench) {
			id := b.newTicket()
			b.at = b.at.Add(31 * 24 * time.Hour)
			b.must(b.system(&desk.MarkStale{TicketID: id}))
			b.do(manager, &desk.RestoreTicket{TicketID: id})
			refused(b.t, b.system(&desk.MarkStale{TicketID: id}), desk.CodeConflict, "ticket.not_stale")
		},
		"ST-4 what was heard has a source, a text and a contact of this client": func(b *bench) {
			id := b.newTicket()
			for key, change := range map[string]func(*desk.HearClient){
				"ticket.source_unknown": func(c *desk.HearClient) { c.Source = desk.SourceDesktop },
				"message.text_blank":    func(c *desk.HearClient) { c.Text = " " },
				"client.not_theirs":     func(c *desk.HearClient) { c.ContactID = petr },
			} {
				cmd := hear(b, id)
				change(cmd)
				b.refuses(anna, cmd, desk.CodeInvalid, key)
			}
		},
	})
}

func TestHandOver(t *testing.T) {
	hand := func(id desk.ID) *desk.HandOverTicket { return &desk.HandOverTicket{TicketID: id, ContactID: olga} }
	contract := func(b *bench, entity desk.ID, days int) {
		b.put(&desk.Contract{ID: b.id(), ClientID: vega, LegalEntityID: entity, Number: "1", SilenceDays: days})
	}
	day := 24 * time.Hour
	parts(t, map[string]func(b *bench){
		"HO-1 what is done is handed over, and coming back forgets it": func(b *bench) {
			b.refuses(manager, hand(b.ticketAt(desk.StatusInProgress)), desk.CodeConflict, "ticket.hand_over_not_done")
			for _, back := range []func(desk.ID) desk.Command{
				func(id desk.ID) desk.Command { return &desk.SendBackTicket{TicketID: id, Text: "не то"} },
				func(id desk.ID) desk.Command { return &desk.ReopenTicket{TicketID: id} },
			} {
				id := b.ticketAt(desk.StatusDone)
				b.do(manager, hand(id))
				b.equal("handed", []any{b.ticket(id).HandedAt, b.ticket(id).HandedTo}, []any{b.at, olga})
				b.do(manager, back(id))
				b.equal("forgotten", []any{b.ticket(id).HandedAt, b.ticket(id).HandedTo}, []any{desk.Instant(0), ""})
			}
		},
		"CL-2 where contacts may confirm, it is handed to one of them": func(b *bench) {
			b.put(&desk.Contact{ID: b.id(), ClientID: vega, Name: "Щебнева", Rights: []desk.ContactRight{desk.RightConfirm}})
			b.refuses(manager, hand(b.ticketAt(desk.StatusDone)), desk.CodeForbidden, "contact.may_not")
			b.do(manager, &desk.HandOverTicket{TicketID: b.ticketAt(desk.StatusDone)})
		},
		"CL-2 who may is who holds the right; where nobody does, everybody but the archived": func(b *bench) {
			who := func() (names []string) {
				list, err := desk.ContactsWho(b.tx, vega, desk.RightApprove)
				b.must(err)
				for _, c := range list {
					names = append(names, c.Name)
				}
				return names
			}
			all := len(who())
			b.put(&desk.Contact{ID: b.id(), ClientID: vega, Name: "Яшин", Archived: true, Rights: []desk.ContactRight{desk.RightApprove}})
			b.put(&desk.Contact{ID: b.id(), ClientID: vega, Name: "Юдина"})
			b.equal("nobody holds it", len(who()), all+1)
			b.put(&desk.Contact{ID: b.id(), ClientID: vega, Name: "Щебнева", Rights: []desk.ContactRight{desk.RightApprove}})
			b.put(&desk.Contact{ID: b.id(), ClientID: vega, Name: "Быков", Rights: []desk.ContactRight{desk.RightApprove}})
			b.equal("two hold it", who(), []string{"Быков", "Щебнева"})
		},
		"HO-1 silence completes after the contract's working days, marked as such": func(b *bench) {
			contract(b, vegaLLC, 3)
			id := b.ticketAt(desk.StatusDone)
			refused(b.t, b.system(&desk.CompleteSilently{TicketID: id}), desk.CodeConflict, "ticket.not_silent")
			b.do(manager, hand(id)) // on a Monday
			b.at = b.at.Add(3*day - time.Hour)
			refused(b.t, b.system(&desk.CompleteSilently{TicketID: id}), desk.CodeConflict, "ticket.not_silent")
			b.at = b.at.Add(2 * time.Hour)
			b.must(b.system(&desk.CompleteSilently{TicketID: id}))
			b.is(id, desk.StatusCompleted)
			b.equal("way", []any{b.ticket(id).ConfirmedWay, b.ticket(id).CompletedAt}, []any{desk.WaySilence, b.at})
		},
		"HO-1 Saturdays and Sundays do not count": func(b *bench) {
			contract(b, vegaLLC, 5)
			id := b.ticketAt(desk.StatusDone)
			b.do(manager, hand(id))
			b.at = b.at.Add(6*day + time.Hour) // Sunday
			refused(b.t, b.system(&desk.CompleteSilently{TicketID: id}), desk.CodeConflict, "ticket.not_silent")
			b.at = b.at.Add(day) // Monday: the fifth working day
			b.must(b.system(&desk.CompleteSilently{TicketID: id}))
		},
		"HO-1 without such a contract silence completes nothing, and of several the longest counts": func(b *bench) {
			second := b.id()
			b.put(&desk.LegalEntity{ID: second, ClientID: vega, Name: "АО «Вега»"})
			silent := func(id desk.ID, days int) error {
				b.at = b.ticket(id).HandedAt.Add(time.Duration(days)*day + time.Hour)
				return b.system(&desk.CompleteSilently{TicketID: id})
			}
			unknown := func() desk.ID {
				id := b.ticketAt(desk.StatusDone)
				row := b.ticket(id)
				row.LegalEntityID = ""
				b.put(row)
				b.do(manager, hand(id))
				return id
			}
			id := b.ticketAt(desk.StatusDone)
			b.do(manager, hand(id))
			refused(b.t, silent(id, 300), desk.CodeConflict, "ticket.not_silent")
			contract(b, vegaLLC, 2)
			contract(b, second, 0)
			refused(b.t, silent(unknown(), 300), desk.CodeConflict, "ticket.not_silent")
			b.must(silent(id, 20)) // its own legal entity's contract says so
			id = unknown()
			for _, c := range rows[*desk.Contract](b, "contract", "legal_entity_id", second) {
				c.SilenceDays = 30
				b.put(c)
			}
			refused(b.t, silent(id, 14), desk.CodeConflict, "ticket.not_silent")
			b.must(silent(id, 60))
		},
	})
}
