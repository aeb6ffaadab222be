package desk_test

import (
	"slices"
	"testing"
	"time"

	"naryad/internal/desk"
)

// told are the kinds of the unread notices of a person about a ticket, in the order in which they came.
func (b *bench) told(person, ticket desk.ID) []string {
	b.t.Helper()
	var mine []*desk.Notice
	for _, n := range rows[*desk.Notice](b, "notice", "ticket_id", ticket) {
		if n.PersonID == person && n.ReadAt == 0 {
			mine = append(mine, n)
		}
	}
	slices.SortStableFunc(mine, func(a, c *desk.Notice) int { return int(a.At - c.At) })
	kinds := []string{}
	for _, n := range mine {
		kinds = append(kinds, n.Kind)
	}
	return kinds
}

// readAll reads a person's notices.
func (b *bench) readAll(person desk.ID) {
	b.t.Helper()
	cmd := &desk.ReadNotices{}
	for _, n := range rows[*desk.Notice](b, "notice", "person_id", person) {
		cmd.IDs = append(cmd.IDs, n.ID)
	}
	b.do(person, cmd)
}

func (b *bench) tells(person, ticket desk.ID, kinds ...string) {
	b.t.Helper()
	b.equal("notices", b.told(person, ticket), append([]string{}, kinds...))
}

func TestNotices(t *testing.T) {
	note := func(b *bench, id desk.ID, mentions ...desk.ID) *desk.Say {
		return &desk.Say{ID: b.id(), TicketID: id, Audience: desk.ToInternal, Text: "посмотри", Mentions: mentions}
	}
	parts(t, map[string]func(b *bench){
		"NT-1 whose plan entry is made, moved or taken off by another is told, and not what they did themself": func(b *bench) {
			id := b.ticketAt(desk.StatusPlanned)
			b.tells(anna, id, desk.NoticePlanned)
			b.tells(lead, id)
			b.do(lead, &desk.UnplanTicket{TicketID: id})
			b.tells(anna, id, desk.NoticePlanned, desk.NoticeUnplanned)
			own := b.ticketAt(desk.StatusApproved)
			b.do(anna, &desk.TakeTicket{TicketID: own})
			b.tells(anna, own)
		},
		"NT-1 a part that is done takes nobody off the plan": func(b *bench) {
			id := b.ticketAt(desk.StatusInProgress)
			b.readAll(anna)
			b.do(manager, &desk.FinishTicket{TicketID: id, Resolution: "сделано"})
			b.tells(anna, id)
		},
		"NT-1 who is mentioned is told once, as of the most telling kind": func(b *bench) {
			id := b.ticketAt(desk.StatusPlanned)
			b.readAll(anna)
			b.do(boris, note(b, id, anna, anna))
			b.tells(anna, id, desk.NoticeMention)
			b.tells(manager, id, desk.NoticeCommented)
			b.tells(boris, id)
		},
		"NT-1 a message tells who manages, does and watches the ticket, by what it is": func(b *bench) {
			id := b.ticketAt(desk.StatusPlanned)
			b.readAll(anna)
			b.do(boris, &desk.WatchTicket{TicketID: id})
			b.do(lead, &desk.Say{ID: b.id(), TicketID: id, Audience: desk.ToClient, Text: "смотрим"})
			for _, who := range []desk.ID{manager, anna, boris} {
				b.tells(who, id, desk.NoticeReplied)
			}
			b.tells(admin, id)
		},
		"NT-1 who only has a draft in the plan is told nothing": func(b *bench) {
			id := b.newTicket()
			b.put(&desk.PlanEntry{ID: b.id(), TicketID: id, EngineerID: boris, State: desk.PlanDraft, StartAt: start, EndAt: start.Add(time.Hour)})
			b.do(admin, note(b, id))
			b.tells(boris, id)
			b.tells(manager, id, desk.NoticeCommented)
		},
		"NT-1 the client's answer, done, sent back and stale": func(b *bench) {
			id := b.ticketAt(desk.StatusEstimated)
			b.do(lead, &desk.AnswerEstimate{TicketID: id, EstimateID: b.ticket(id).EstimateID, Yes: true, Way: "call", Text: "да"})
			b.tells(manager, id, desk.NoticeAnswered)
			b.readAll(manager)
			b.do(lead, b.plan(id, anna))
			b.do(anna, &desk.TakeTicket{TicketID: id})
			b.readAll(anna)
			b.do(anna, &desk.FinishTicket{TicketID: id, Resolution: "сделано"})
			b.tells(manager, id, desk.NoticeDone)
			b.do(manager, &desk.SendBackTicket{TicketID: id, Text: "не работает"})
			b.tells(anna, id, desk.NoticeSentBack)
			stale := b.ticketAt(desk.StatusStale)
			b.tells(manager, stale, desk.NoticeStale)
		},
		"NT-1 an automatic yes is nobody's news": func(b *bench) {
			id := b.newTicket()
			b.do(lead, &desk.EstimateTicket{TicketID: id, NH: 5})
			b.is(id, desk.StatusApproved)
			b.tells(manager, id)
		},
		"NT-1 who has left is told nothing": func(b *bench) {
			id := b.newTicket()
			b.put(&desk.Watch{ID: b.id(), TicketID: id, PersonID: former})
			b.do(admin, note(b, id, former))
			b.tells(former, id)
		},
		"NT-1 a ticket tells nobody of its own making": func(b *bench) {
			id := b.id()
			b.put(&desk.Watch{ID: b.id(), TicketID: id, PersonID: boris})
			b.do(manager, &desk.CreateTicket{ID: id, About: about(), Text: "просьба"})
			b.tells(boris, id)
		},
		"NT-1 a client's message is told as theirs, and notices leave no history": func(b *bench) {
			id := b.newTicket()
			b.put(&desk.Message{ID: b.id(), TicketID: id, Audience: desk.ToClient, ContactID: olga, Text: "где?"})
			b.tells(manager, id)
			b.do(lead, note(b, id))
			b.readAll(manager)
			for _, row := range b.tx.All("history") {
				if row.(*desk.History).Tbl == "notice" {
					b.t.Error("a notice stands in the history")
				}
			}
		},
		"NT-2 everybody reads their own": func(b *bench) {
			id := b.newTicket()
			b.do(lead, note(b, id))
			n := rows[*desk.Notice](b, "notice", "ticket_id", id)[0]
			b.refuses(anna, &desk.ReadNotices{IDs: []desk.ID{n.ID}}, desk.CodeForbidden, "notice.not_yours")
			b.refuses(manager, &desk.ReadNotices{IDs: []desk.ID{"x"}}, desk.CodeInvalid, "id.invalid")
			b.refuses(manager, &desk.ReadNotices{IDs: make([]desk.ID, desk.MaxRead+1)}, desk.CodeTooLarge, "notice.too_many")
			b.do(manager, &desk.ReadNotices{IDs: []desk.ID{n.ID, b.id()}})
			b.tells(manager, id)
		},
		"NT-2 reading twice keeps the first moment": func(b *bench) {
			id := b.newTicket()
			b.do(lead, note(b, id))
			b.readAll(manager)
			at := b.at
			b.readAll(manager)
			b.equal("read at", rows[*desk.Notice](b, "notice", "ticket_id", id)[0].ReadAt, at)
		},
		"NT-3 a watch is one's own, once": func(b *bench) {
			id := b.newTicket()
			b.do(anna, &desk.WatchTicket{TicketID: id})
			at := b.at
			b.do(anna, &desk.WatchTicket{TicketID: id})
			b.do(boris, &desk.WatchTicket{TicketID: id})
			b.do(boris, &desk.UnwatchTicket{TicketID: id})
			b.do(boris, &desk.UnwatchTicket{TicketID: id})
			watches := rows[*desk.Watch](b, "watch", "ticket_id", id)
			b.equal("watches", len(watches), 1)
			b.equal("whose", watches[0].PersonID, anna)
			b.equal("since", watches[0].At, at)
			b.refuses(anna, &desk.WatchTicket{TicketID: b.id()}, desk.CodeNotFound, "ticket.unknown")
			b.refuses(anna, &desk.UnwatchTicket{TicketID: b.id()}, desk.CodeNotFound, "ticket.unknown")
		},
	})
}

func TestMentions(t *testing.T) {
	parts(t, map[string]func(b *bench){
		"PR-2 colleagues are mentioned inside only": func(b *bench) {
			id := b.newTicket()
			say := &desk.Say{ID: b.id(), TicketID: id, Audience: desk.ToClient, Text: "да", Mentions: []desk.ID{anna}}
			b.refuses(manager, say, desk.CodeInvalid, "message.mention_outside")
			say.Audience, say.Mentions = desk.ToInternal, []desk.ID{b.id()}
			b.refuses(manager, say, desk.CodeNotFound, "person.unknown")
			say.Mentions = make([]desk.ID, desk.MaxMentions+1)
			b.refuses(manager, say, desk.CodeTooLarge, "message.too_many_mentions")
			say.Mentions = []desk.ID{anna, former, anna}
			b.do(manager, say)
			b.equal("mentions", rows[*desk.Message](b, "message", "ticket_id", id)[0].Mentions, []desk.ID{anna})
		},
	})
}

// TestOneAudience: where messages and files go, they stay on their side of the wall.
func TestOneAudience(t *testing.T) {
	parts(t, map[string]func(b *bench){
		"PR-2 merging and splitting move words and files and change nobody's audience": func(b *bench) {
			from, into, split := b.newTicket(), b.newTicket(), b.id()
			audience := map[desk.ID]desk.Audience{}
			for _, to := range []desk.Audience{desk.ToInternal, desk.ToClient} {
				message, file := b.id(), b.id()
				b.do(manager, &desk.Say{ID: message, TicketID: from, Audience: to, Text: "слова"})
				b.put(&desk.Attachment{ID: file, TicketID: from, MessageID: message, Audience: to, Name: "файл"})
				audience[message], audience[file] = to, to
			}
			var ids []desk.ID
			for _, m := range rows[*desk.Message](b, "message", "ticket_id", from) {
				ids = append(ids, m.ID)
			}
			b.do(manager, &desk.MergeTicket{TicketID: from, IntoID: into})
			b.do(manager, &desk.SplitTicket{ID: split, TicketID: into, Subject: "вторая", MessageIDs: ids[:1]})
			seen := 0
			for _, id := range []desk.ID{into, split} {
				for _, m := range rows[*desk.Message](b, "message", "ticket_id", id) {
					b.equal("audience of a message", m.Audience, audience[m.ID])
					seen++
				}
				for _, f := range rows[*desk.Attachment](b, "attachment", "ticket_id", id) {
					b.equal("audience of a file", f.Audience, audience[f.ID])
					seen++
				}
			}
			b.equal("messages and files", seen, 4)
		},
	})
}

func TestTemplates(t *testing.T) {
	parts(t, map[string]func(b *bench){
		"PR-1 templates are the managers'": func(b *bench) {
			set := &desk.SetTemplate{ID: b.id(), Name: "Приняли", Audience: desk.ToClient, Text: "{contact}, приняли"}
			b.refuses(anna, set, desk.CodeForbidden, "actor.role_missing")
			b.refuses(anna, &desk.RemoveTemplate{ID: set.ID}, desk.CodeForbidden, "actor.role_missing")
			b.do(manager, set)
			b.do(lead, &desk.SetTemplate{ID: set.ID, Name: "Взяли", Audience: desk.ToInternal, Text: "взяли"})
			b.equal("templates", b.tx.All("reply_template"), []desk.Row{&desk.ReplyTemplate{ID: set.ID, Name: "Взяли", Audience: desk.ToInternal, Text: "взяли", By: lead}})
			b.do(admin, &desk.RemoveTemplate{ID: set.ID})
			b.do(admin, &desk.RemoveTemplate{ID: set.ID})
			b.equal("templates", len(b.tx.All("reply_template")), 0)
		},
		"what cannot be a template is refused": func(b *bench) {
			b.refuses(manager, &desk.SetTemplate{ID: "x"}, desk.CodeInvalid, "id.invalid")
			b.refuses(manager, &desk.SetTemplate{ID: b.id()}, desk.CodeInvalid, "template.name_blank")
			b.refuses(manager, &desk.SetTemplate{ID: b.id(), Name: "н"}, desk.CodeInvalid, "message.audience_unknown")
			b.refuses(manager, &desk.SetTemplate{ID: b.id(), Name: "н", Audience: desk.ToClient}, desk.CodeInvalid, "template.text_blank")
			long := make([]byte, desk.MaxTemplateText+1)
			for i := range long {
				long[i] = 'x'
			}
			b.refuses(manager, &desk.SetTemplate{ID: b.id(), Name: "н", Audience: desk.ToClient, Text: string(long)}, desk.CodeTooLarge, "text.too_large")
			b.refuses(manager, &desk.RemoveTemplate{ID: "x"}, desk.CodeInvalid, "id.invalid")
		},
	})
	t.Run("placeholders are filled once", func(t *testing.T) {
		got := desk.Fill("{contact}! №{number} «{subject}» {client} {me} {else} {", desk.Filling{Client: "Вега", Contact: "{me}", Number: "7", Subject: "тема", Me: "Анна"})
		if want := "{me}! №7 «тема» Вега Анна {else} {"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}
