package desk_test

import (
	"strings"
	"testing"

	"naryad/internal/desk"
	"naryad/internal/desk/desktest"
)

func TestCreate(t *testing.T) {
	parts(t, map[string]func(b *bench){
		"ST-1 numbers have no gaps, whatever is refused between them": func(b *bench) {
			var first desk.ID
			for n := int64(1); n <= 4; n++ {
				id := b.newTicket()
				if n == 1 {
					first = id
				}
				b.equal("number", b.ticket(id).Number, n)
				b.refuses(manager, &desk.CreateTicket{ID: b.id(), About: desk.About{Subject: " "}}, desk.CodeInvalid, "ticket.subject_blank")
				b.refuses(manager, &desk.CreateTicket{ID: first, About: about()}, desk.CodeConflict, "command.id_taken")
				b.refuses(manager, &desk.CreateTicket{ID: b.id(), About: about(), Text: strings.Repeat("я", desk.MaxText)}, desk.CodeTooLarge, "text.too_large")
			}
		},
		"ST-1 a refused ticket takes no number even where nobody rolls back": func(b *bench) {
			id := b.newTicket()
			taken := desk.Call{ID: b.id(), Actor: manager, At: b.at, Authority: true, Command: &desk.CreateTicket{ID: id, About: about(), Source: desk.SourcePhone}}
			refused(b.t, desk.Run(b.tx, taken), desk.CodeConflict, "command.id_taken")
			b.equal("the next number", b.ticket(b.newTicket()).Number, int64(2))
		},
		"ST-2 who makes a ticket manages it": func(b *bench) {
			for _, source := range []desk.Source{"", desk.SourceDesktop, desk.SourcePhone} {
				id := b.id()
				b.do(anna, &desk.CreateTicket{ID: id, About: about(), Source: source})
				b.equal("manager", b.ticket(id).ManagerID, anna)
			}
		},
		"ST-2 what came from outside waits in the inbox": func(b *bench) {
			for _, source := range []desk.Source{desk.SourceEmail, desk.SourcePortal, desk.SourceAPI, desk.SourceMessenger} {
				id := b.id()
				b.do(anna, &desk.CreateTicket{ID: id, About: about(), Source: source})
				b.equal("manager", b.ticket(id).ManagerID, desk.ID(""))
			}
			b.refuses(anna, &desk.CreateTicket{ID: b.id(), About: about(), Source: "ворона"}, desk.CodeInvalid, "ticket.source_unknown")
			b.refuses(anna, &desk.CreateTicket{ID: b.id(), About: about(), Source: desk.SourceSystem}, desk.CodeInvalid, "ticket.source_unknown")
		},
		"ST-2 the second to accept is told who has it": func(b *bench) {
			id := b.inbox()
			b.do(anna, &desk.AcceptTicket{TicketID: id})
			e := b.refuses(boris, &desk.AcceptTicket{TicketID: id}, desk.CodeConflict, "ticket.accepted_by")
			b.equal("who", e.Params["name"], any("anna"))
			b.equal("manager", b.ticket(id).ManagerID, anna)
		},
		"ST-2 to accept twice changes nothing": func(b *bench) {
			id := b.inbox()
			b.do(anna, &desk.AcceptTicket{TicketID: id})
			once := b.ticket(id)
			b.equal("touched", once.TouchedAt, b.at)
			b.do(anna, &desk.AcceptTicket{TicketID: id})
			b.equal("ticket", b.ticket(id), once)
		},
		"ST-2 a ticket goes back to the inbox while it is new": func(b *bench) {
			id := b.inbox()
			b.do(anna, &desk.AcceptTicket{TicketID: id})
			b.refuses(manager, &desk.ReleaseTicket{TicketID: id}, desk.CodeForbidden, "ticket.not_yours")
			b.do(anna, &desk.ReleaseTicket{TicketID: id})
			b.do(boris, &desk.AcceptTicket{TicketID: id})
			b.do(boris, &desk.EstimateTicket{TicketID: id, NH: 20})
			b.refuses(boris, &desk.ReleaseTicket{TicketID: id}, desk.CodeConflict, "ticket.not_new")
		},
		"TK-1 everything that is said of a ticket is kept": func(b *bench) {
			id := b.id()
			a := urgent()
			a.Subject = "  Не проводится\n реализация "
			b.do(anna, &desk.CreateTicket{ID: id, About: a})
			want := &desk.Ticket{
				ID: id, Number: 1, Subject: "Не проводится реализация", ClientID: vega, LegalEntityID: vegaLLC, ContactID: olga, InfobaseID: base,
				Kind: "error", Urgent: true, UrgentReason: "стоит отгрузка", Source: desk.SourceDesktop, Status: desk.StatusNew,
				ManagerID: anna, CreatedAt: b.at, StatusAt: b.at, TouchedAt: b.at,
			}
			b.equal("ticket", b.ticket(id), want)
		},
		"TK-1 client and kind must be known before it is estimated": func(b *bench) {
			id := b.id()
			b.do(manager, &desk.CreateTicket{ID: id, About: desk.About{Subject: "Что-то не так"}})
			b.refuses(manager, &desk.EstimateTicket{TicketID: id, NH: 5}, desk.CodeInvalid, "ticket.client_missing")
			b.do(manager, &desk.ClassifyTicket{TicketID: id, About: desk.About{Subject: "Что-то не так", ClientID: vega}})
			b.refuses(manager, &desk.EstimateTicket{TicketID: id, NH: 5}, desk.CodeInvalid, "ticket.kind_missing")
			b.do(manager, &desk.ClassifyTicket{TicketID: id, About: about()})
			b.do(manager, &desk.EstimateTicket{TicketID: id, NH: 5})
		},
		"TK-1 client and kind stay known once it is estimated": func(b *bench) {
			id := b.ticketAt(desk.StatusEstimated)
			a := about()
			a.Kind = ""
			b.refuses(manager, &desk.ClassifyTicket{TicketID: id, About: a}, desk.CodeInvalid, "ticket.kind_missing")
			b.refuses(manager, &desk.ClassifyTicket{TicketID: id, About: desk.About{Subject: "x", Kind: "error"}}, desk.CodeInvalid, "ticket.client_missing")
		},
		"TK-1 before that they may become unknown again": func(b *bench) {
			b.do(manager, &desk.ClassifyTicket{TicketID: b.newTicket(), About: desk.About{Subject: "непонятно"}})
		},
		"TK-1 what is urgent has a reason": func(b *bench) {
			a := urgent()
			a.UrgentReason = " "
			b.refuses(manager, &desk.CreateTicket{ID: b.id(), About: a}, desk.CodeInvalid, "ticket.urgent_reason_blank")
			id := b.id()
			a = about()
			a.UrgentReason = "причина без срочности"
			b.do(manager, &desk.CreateTicket{ID: id, About: a})
			b.equal("reason", b.ticket(id).UrgentReason, "")
		},
		"TK-1 entity, contact and infobase are the client's": func(b *bench) {
			for name, change := range map[string]func(*desk.About){
				"legalEntityId": func(a *desk.About) { a.LegalEntityID = otherLLC },
				"contactId":     func(a *desk.About) { a.ContactID = petr },
				"infobaseId":    func(a *desk.About) { a.InfobaseID = b.id() },
			} {
				a := about()
				change(&a)
				e := b.refuses(manager, &desk.CreateTicket{ID: b.id(), About: a}, desk.CodeInvalid, "client.not_theirs")
				b.equal("field", e.Params["field"], any(name))
			}
			for _, a := range []desk.About{{Subject: "x", LegalEntityID: vegaLLC}, {Subject: "x", ContactID: olga}, {Subject: "x", InfobaseID: base}} {
				b.refuses(manager, &desk.CreateTicket{ID: b.id(), About: a}, desk.CodeInvalid, "ticket.client_missing")
			}
			b.refuses(manager, &desk.CreateTicket{ID: b.id(), About: desk.About{Subject: "x", ClientID: b.id()}}, desk.CodeNotFound, "client.unknown")
		},
		"TK-1 the kind is one of the settings, or the one it had": func(b *bench) {
			id := b.newTicket()
			a := about()
			a.Kind = "magic"
			b.refuses(manager, &desk.ClassifyTicket{TicketID: id, About: a}, desk.CodeInvalid, "ticket.kind_unknown")
			b.do(admin, &desk.SetSetting{Name: "ticket.kinds", Value: []byte(`["magic"]`)})
			b.do(manager, &desk.ClassifyTicket{TicketID: id, About: about()})
			b.do(manager, &desk.ClassifyTicket{TicketID: id, About: a})
			b.refuses(manager, &desk.ClassifyTicket{TicketID: id, About: about()}, desk.CodeInvalid, "ticket.kind_unknown")
		},
		"TK-1 an archived client gets no new tickets and keeps the old ones": func(b *bench) {
			id := b.newTicket()
			b.put(&desk.Client{ID: vega, Name: "Вега", Archived: true})
			b.refuses(manager, &desk.CreateTicket{ID: b.id(), About: about()}, desk.CodeConflict, "client.archived")
			b.do(manager, &desk.ClassifyTicket{TicketID: id, About: urgent()})
			b.equal("urgent", b.ticket(id).Urgent, true)
		},
		"TK-1 a subject has at most 300 characters": func(b *bench) {
			a := about()
			a.Subject = strings.Repeat("ё", 301)
			b.refuses(manager, &desk.CreateTicket{ID: b.id(), About: a}, desk.CodeTooLarge, "ticket.subject_too_long")
			a.Subject = strings.Repeat("ё", 300)
			b.do(manager, &desk.CreateTicket{ID: b.id(), About: a})
		},
		"the first message is the client's word, or our own note": func(b *bench) {
			for source, want := range map[desk.Source]desk.Message{
				desk.SourceDesktop: {Audience: desk.ToInternal, AuthorID: anna},
				desk.SourcePhone:   {Audience: desk.ToClient, ContactID: olga},
				desk.SourceEmail:   {Audience: desk.ToClient, ContactID: olga},
			} {
				id := b.id()
				b.do(anna, &desk.CreateTicket{ID: id, About: about(), Source: source, Text: "текст\r\nещё"})
				m := rows[*desk.Message](b, "message", "ticket_id", id)[0]
				want.ID, want.TicketID, want.Source, want.Text, want.At = m.ID, id, source, "текст\nещё", b.at
				b.equal(string(source), *m, want)
			}
			id := b.id()
			a := about()
			a.ContactID = ""
			b.do(anna, &desk.CreateTicket{ID: id, About: a, Source: desk.SourcePhone, Text: "кто-то звонил"})
			b.equal("who wrote it down", rows[*desk.Message](b, "message", "ticket_id", id)[0].AuthorID, anna)
		},
		"ids that are no ids are refused": func(b *bench) {
			for _, cmd := range []desk.Command{
				&desk.CreateTicket{ID: "1", About: about()},
				&desk.CreateTicket{ID: strings.ToUpper("00000000-0000-7000-8000-00000000000a"), About: about()},
				&desk.AcceptTicket{TicketID: ""},
				&desk.Say{ID: "x"},
				&desk.StopTimer{EntryID: "x"},
				&desk.StartTimer{ID: b.id(), TicketID: "x"},
				&desk.StartTimer{ID: "x"},
				&desk.AnswerEstimate{EstimateID: "x"},
			} {
				b.refuses(anna, cmd, desk.CodeInvalid, "id.invalid")
			}
			b.refuses(anna, &desk.AcceptTicket{TicketID: b.id()}, desk.CodeNotFound, "ticket.unknown")
		},
	})
	t.Run("ST-1 a replica gives no number and waits for nothing else", func(t *testing.T) {
		b := newBenchOn(t, false)
		id := b.ticketAt(desk.StatusCompleted)
		b.equal("number", b.ticket(id).Number, int64(0))
	})
}

// inbox is a ticket that nobody has accepted.
func (b *bench) inbox() desk.ID {
	b.t.Helper()
	id := b.id()
	b.do(manager, &desk.CreateTicket{ID: id, About: about(), Source: desk.SourceMessenger})
	return id
}

func TestSay(t *testing.T) {
	parts(t, map[string]func(b *bench){
		"everybody may leave a note for colleagues": func(b *bench) {
			id, m := b.newTicket(), b.id()
			b.do(boris, &desk.Say{ID: m, TicketID: id, Audience: desk.ToInternal, Text: " видел такое \x00"})
			b.equal("message", rows[*desk.Message](b, "message", "ticket_id", id), []*desk.Message{{
				ID: m, TicketID: id, Audience: desk.ToInternal, AuthorID: boris, Source: desk.SourceDesktop, Text: "видел такое", At: b.at,
			}})
			b.equal("touched", b.ticket(id).TouchedAt, b.at)
		},
		"PR-3 to the client speaks who may act on the ticket": func(b *bench) {
			id := b.newTicket()
			say := func() *desk.Say {
				return &desk.Say{ID: b.id(), TicketID: id, Audience: desk.ToClient, Text: "привет"}
			}
			b.refuses(boris, say(), desk.CodeForbidden, "ticket.not_yours")
			b.do(manager, say())
		},
		"a message has a text, a reader and an end": func(b *bench) {
			id := b.newTicket()
			b.refuses(manager, &desk.Say{ID: b.id(), TicketID: id, Audience: desk.ToClient, Text: "\n"}, desk.CodeInvalid, "message.text_blank")
			b.refuses(manager, &desk.Say{ID: b.id(), TicketID: id, Text: "кому?"}, desk.CodeInvalid, "message.audience_unknown")
			b.refuses(manager, &desk.Say{ID: b.id(), TicketID: id, Audience: desk.ToClient, Text: strings.Repeat("x", desk.MaxText+1)}, desk.CodeTooLarge, "text.too_large")
		},
		"a message is never overwritten": func(b *bench) {
			id, m := b.newTicket(), b.id()
			b.do(manager, &desk.Say{ID: m, TicketID: id, Audience: desk.ToClient, Text: "раз"})
			b.refuses(manager, &desk.Say{ID: m, TicketID: id, Audience: desk.ToClient, Text: "два"}, desk.CodeConflict, "command.id_taken")
		},
	})
}

func TestHistory(t *testing.T) {
	history := func(b *bench, id desk.ID) (out []*desk.History) {
		for _, h := range rows[*desk.History](b, "history", "ticket_id", id) {
			if h.At == b.at {
				out = append(out, h)
			}
		}
		return out
	}
	parts(t, map[string]func(b *bench){
		"ST-4 a change tells who, when, which field, old, new and from where": func(b *bench) {
			id := b.inbox()
			b.do(anna, &desk.AcceptTicket{TicketID: id})
			h := history(b, id)
			b.equal("lines", len(h), 1)
			b.equal("line", []any{h[0].By, h[0].Verb, h[0].Tbl, h[0].RowID, h[0].Op, h[0].Source, h[0].Changes},
				[]any{anna, "ticket.accept", "ticket", id, "update", desk.SourceDesktop, []desk.Change{{Field: "manager_id", New: anna}}})
		},
		"ST-4 every row of a ticket that a command changes has its line": func(b *bench) {
			id := b.newTicket()
			b.do(manager, &desk.DraftEstimate{TicketID: id, NH: 3})
			b.do(manager, &desk.EstimateTicket{TicketID: id, NH: 5})
			got := map[string]string{}
			for _, h := range history(b, id) {
				got[h.Tbl] = h.Op
			}
			b.equal("lines", got, map[string]string{"ticket": "update", "estimate": "insert", "approval": "insert", "estimate_draft": "delete"})
		},
		"ST-4 what is deleted leaves its last values": func(b *bench) {
			id := b.ticketAt(desk.StatusPlanned)
			b.do(lead, &desk.UnplanTicket{TicketID: id})
			for _, h := range history(b, id) {
				if h.Tbl == "plan_entry" {
					b.equal("line", []any{h.Op, h.TicketID, h.Changes[0]}, []any{"delete", id, desk.Change{Field: "ticket_id", Old: id}})
					return
				}
			}
			b.t.Error("the entry went without a line")
		},
		"ST-4 what changes nothing leaves no line": func(b *bench) {
			id := b.newTicket()
			b.do(manager, &desk.ClassifyTicket{TicketID: id, About: about()})
			b.equal("lines", len(history(b, id)), 0)
			before := len(b.tx.All("history"))
			b.do(manager, &desk.DraftEstimate{TicketID: id})
			b.equal("a draft that never was", len(b.tx.All("history")), before)
		},
		"ST-4 the text of a message is not repeated": func(b *bench) {
			id := b.newTicket()
			b.do(manager, &desk.Say{ID: b.id(), TicketID: id, Audience: desk.ToClient, Text: "секрет"})
			for _, h := range history(b, id) {
				for _, c := range h.Changes {
					if c.New == "секрет" {
						b.t.Errorf("it is in %v", c)
					}
				}
			}
		},
		"ST-4 the system is named as the source": func(b *bench) {
			b.ticketAt(desk.StatusStale)
			for _, row := range b.tx.All("history") {
				if h := row.(*desk.History); h.Verb == "ticket.mark_stale" {
					b.equal("line", []any{h.By, h.Source}, []any{"system", desk.SourceSystem})
				}
			}
		},
		"PR-1 the history names a rate without its price": func(b *bench) {
			contract := b.id()
			b.do(manager, &desk.SetContract{ID: contract, ClientID: vega, LegalEntityID: vegaLLC, Number: "7"})
			b.do(manager, &desk.SetRate{ID: b.id(), ContractID: contract, From: "2026-12-01", Kopecks: 300000})
			seen := map[string]int{}
			for _, row := range b.tx.All("history") {
				h := row.(*desk.History)
				seen[h.Tbl] = len(h.Changes)
			}
			b.equal("changes told", seen, map[string]int{"contract": 3, "rate": 0})
		},
	})
}

func TestDerivedID(t *testing.T) {
	env := desk.Env{CmdID: desktest.ID(1)}
	if a, b := env.DerivedID(1), env.DerivedID(2); a == b || !desk.ValidID(a) || a != env.DerivedID(1) {
		t.Errorf("%s %s", a, b)
	}
}
