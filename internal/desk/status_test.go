package desk_test

import (
	"testing"
	"time"

	"naryad/internal/desk"
)

// attempt is one verb given to a ticket that stands anywhere.
type attempt struct {
	verb  string
	give  func(b *bench, id desk.ID) error
	moves map[desk.Status]desk.Status // where it may be given, and where that leads; anywhere else it is refused
	other map[desk.Status]string      // refused there, but with this key, as the move itself exists
}

var attempts = []attempt{
	{verb: "estimate over the limit", give: func(b *bench, id desk.ID) error {
		return b.try(manager, &desk.EstimateTicket{TicketID: id, NH: 20, Cause: "hidden_work", Evidence: "ещё один склад"})
	}, moves: map[desk.Status]desk.Status{
		desk.StatusApproved: desk.StatusEstimated, desk.StatusPlanned: desk.StatusEstimated,
		desk.StatusNew: desk.StatusEstimated, desk.StatusEstimated: desk.StatusEstimated,
		desk.StatusRejected: desk.StatusEstimated, desk.StatusInProgress: desk.StatusInProgress,
	}},
	{verb: "estimate under the limit", give: func(b *bench, id desk.ID) error {
		return b.try(manager, &desk.EstimateTicket{TicketID: id, NH: 5, Cause: "hidden_work", Evidence: "ещё один склад"})
	}, moves: map[desk.Status]desk.Status{
		desk.StatusApproved: desk.StatusApproved, desk.StatusPlanned: desk.StatusPlanned,
		desk.StatusNew: desk.StatusApproved, desk.StatusEstimated: desk.StatusApproved,
		desk.StatusRejected: desk.StatusApproved, desk.StatusInProgress: desk.StatusInProgress,
	}},
	{verb: "plan", give: func(b *bench, id desk.ID) error { return b.try(lead, b.plan(id, boris)) },
		moves: map[desk.Status]desk.Status{
			desk.StatusApproved: desk.StatusPlanned, desk.StatusPlanned: desk.StatusPlanned, desk.StatusInProgress: desk.StatusInProgress,
		}},
	{verb: "unplan", give: func(b *bench, id desk.ID) error { return b.try(lead, &desk.UnplanTicket{TicketID: id}) },
		moves: map[desk.Status]desk.Status{desk.StatusPlanned: desk.StatusApproved}},
	{verb: "take", give: func(b *bench, id desk.ID) error {
		return b.try(anna, &desk.TakeTicket{TicketID: id, AllowedBy: manager})
	}, moves: map[desk.Status]desk.Status{
		desk.StatusApproved: desk.StatusInProgress, desk.StatusPlanned: desk.StatusInProgress,
	}, other: map[desk.Status]string{desk.StatusNew: "ticket.not_urgent", desk.StatusEstimated: "ticket.not_urgent"}},
	{verb: "put back", give: func(b *bench, id desk.ID) error { return b.try(manager, &desk.PutBackTicket{TicketID: id}) },
		moves: map[desk.Status]desk.Status{desk.StatusInProgress: desk.StatusPlanned}},
	{verb: "finish", give: func(b *bench, id desk.ID) error {
		return b.try(manager, &desk.FinishTicket{TicketID: id, Resolution: "готово"})
	}, moves: map[desk.Status]desk.Status{desk.StatusInProgress: desk.StatusDone}},
	{verb: "reopen", give: func(b *bench, id desk.ID) error { return b.try(manager, &desk.ReopenTicket{TicketID: id}) },
		moves: map[desk.Status]desk.Status{desk.StatusDone: desk.StatusInProgress}},
	{verb: "confirm", give: func(b *bench, id desk.ID) error {
		return b.try(manager, &desk.ConfirmTicket{TicketID: id, Way: "chat"})
	}, moves: map[desk.Status]desk.Status{desk.StatusDone: desk.StatusCompleted}},
	{verb: "send back", give: func(b *bench, id desk.ID) error {
		return b.try(manager, &desk.SendBackTicket{TicketID: id, Text: "не то"})
	}, moves: map[desk.Status]desk.Status{desk.StatusDone: desk.StatusPlanned, desk.StatusCompleted: desk.StatusPlanned}},
	{verb: "close", give: func(b *bench, id desk.ID) error {
		return b.try(manager, &desk.CloseTicket{TicketID: id, Reason: "не нужно"})
	}, moves: map[desk.Status]desk.Status{
		desk.StatusNew: desk.StatusIrrelevant, desk.StatusEstimated: desk.StatusIrrelevant, desk.StatusApproved: desk.StatusIrrelevant,
		desk.StatusPlanned: desk.StatusIrrelevant, desk.StatusInProgress: desk.StatusIrrelevant, desk.StatusStale: desk.StatusIrrelevant,
	}},
	{verb: "restore", give: func(b *bench, id desk.ID) error { return b.try(manager, &desk.RestoreTicket{TicketID: id}) },
		moves: map[desk.Status]desk.Status{desk.StatusStale: desk.StatusNew, desk.StatusIrrelevant: desk.StatusNew}},
	{verb: "mark stale", give: func(b *bench, id desk.ID) error {
		b.at = b.at.Add(31 * 24 * time.Hour)
		return b.system(&desk.MarkStale{TicketID: id})
	}, moves: map[desk.Status]desk.Status{desk.StatusNew: desk.StatusStale, desk.StatusEstimated: desk.StatusStale}},
	{verb: "start the timer", give: func(b *bench, id desk.ID) error {
		return b.try(anna, &desk.StartTimer{ID: b.id(), TicketID: id})
	}, moves: map[desk.Status]desk.Status{ // never refused (TM-3); a move only for an assignee (TM-2)
		desk.StatusNew: desk.StatusNew, desk.StatusEstimated: desk.StatusEstimated, desk.StatusApproved: desk.StatusApproved,
		desk.StatusRejected: desk.StatusRejected, desk.StatusPlanned: desk.StatusInProgress, desk.StatusInProgress: desk.StatusInProgress,
		desk.StatusDone: desk.StatusDone, desk.StatusCompleted: desk.StatusCompleted, desk.StatusStale: desk.StatusStale, desk.StatusIrrelevant: desk.StatusIrrelevant,
	}},
}

// TestMoves gives every verb to a ticket in every one of the ten statuses.
func TestMoves(t *testing.T) {
	for _, a := range attempts {
		for _, from := range desk.Statuses {
			t.Run("ST-3 "+a.verb+" when "+string(from), func(t *testing.T) {
				b := newBench(t)
				id := b.ticketAt(from)
				err := a.give(b, id)
				to, allowed := a.moves[from]
				switch {
				case allowed:
					if err != nil {
						t.Fatal(err)
					}
					b.is(id, to)
				case a.other[from] != "":
					refused(t, err, desk.CodeConflict, a.other[from])
					b.is(id, from)
				default:
					e := refused(t, err, desk.CodeConflict, "ticket.move_forbidden")
					if e.Params["fromStatus"] != from || e.Params["toStatus"] == nil {
						t.Errorf("the refusal names %v", e.Params)
					}
					b.is(id, from)
				}
			})
		}
	}
}

func TestStatus(t *testing.T) {
	day := 24 * time.Hour
	parts(t, map[string]func(b *bench){
		"ST-3 a move is dated": func(b *bench) {
			id := b.ticketAt(desk.StatusApproved)
			b.equal("status at", b.ticket(id).StatusAt, b.at)
		},
		"ST-3 closing needs a reason": func(b *bench) {
			id := b.newTicket()
			b.refuses(manager, &desk.CloseTicket{TicketID: id, Reason: " \n"}, desk.CodeInvalid, "ticket.close_reason_blank")
			b.do(manager, &desk.CloseTicket{TicketID: id, Reason: "передумали"})
			b.equal("reason", b.ticket(id).Reason, "передумали")
		},
		"ST-3 what was closed returns to the status it left": func(b *bench) {
			for _, s := range []desk.Status{desk.StatusNew, desk.StatusEstimated, desk.StatusApproved, desk.StatusPlanned, desk.StatusInProgress} {
				id := b.ticketAt(s)
				b.do(manager, &desk.CloseTicket{TicketID: id, Reason: "передумали"})
				b.do(manager, &desk.RestoreTicket{TicketID: id})
				b.is(id, s)
				b.equal("what was left", b.ticket(id).LeftStatus, desk.Status(""))
			}
		},
		"ST-3 what was stale and closed returns to the status before": func(b *bench) {
			id := b.ticketAt(desk.StatusEstimated)
			b.at = b.at.Add(30 * day)
			if err := b.system(&desk.MarkStale{TicketID: id}); err != nil {
				b.t.Fatal(err)
			}
			b.do(manager, &desk.CloseTicket{TicketID: id, Reason: "передумали"})
			b.do(manager, &desk.RestoreTicket{TicketID: id})
			b.is(id, desk.StatusEstimated)
		},
		"ST-3 a ticket is not stale before its time, and restoring starts the time anew": func(b *bench) {
			id := b.newTicket()
			b.at = b.ticket(id).TouchedAt.Add(30*day - 2*time.Minute)
			refused(b.t, b.system(&desk.MarkStale{TicketID: id}), desk.CodeConflict, "ticket.not_stale")
			touched := b.ticket(id).TouchedAt
			if err := b.system(&desk.MarkStale{TicketID: id}); err != nil { // one minute later: to the minute 30 days
				b.t.Fatal(err)
			}
			b.equal("touched by the system", b.ticket(id).TouchedAt, touched)
			b.do(manager, &desk.RestoreTicket{TicketID: id})
			b.at = b.at.Add(29 * day)
			refused(b.t, b.system(&desk.MarkStale{TicketID: id}), desk.CodeConflict, "ticket.not_stale")
		},
		"ST-3 a completed ticket is sent back within 14 days, to the minute": func(b *bench) {
			id := b.ticketAt(desk.StatusCompleted)
			b.at = b.ticket(id).CompletedAt.Add(14 * day)
			e := b.refuses(manager, &desk.SendBackTicket{TicketID: id, Text: "не то"}, desk.CodeConflict, "ticket.sent_back_too_late")
			b.equal("days", e.Params["count"], any(14))
			b.at = b.ticket(id).CompletedAt.Add(14*day - time.Minute)
			b.do(manager, &desk.SendBackTicket{TicketID: id, Text: "не то"})
			b.equal("completed", b.ticket(id).CompletedAt, desk.Instant(0))
		},
		"ST-3 the days for sending back are a setting": func(b *bench) {
			id := b.ticketAt(desk.StatusCompleted)
			b.do(admin, &desk.SetSetting{Name: "ticket.sent_back_days", Value: []byte("1")})
			b.at = b.at.Add(2 * day)
			b.refuses(manager, &desk.SendBackTicket{TicketID: id, Text: "не то"}, desk.CodeConflict, "ticket.sent_back_too_late")
		},
		"ST-3 a done ticket is sent back at any time, with text": func(b *bench) {
			id := b.ticketAt(desk.StatusDone)
			b.at = b.at.Add(100 * day)
			b.refuses(manager, &desk.SendBackTicket{TicketID: id}, desk.CodeInvalid, "ticket.sent_back_text_blank")
			b.do(manager, &desk.SendBackTicket{TicketID: id, Text: "не то"})
			t := b.ticket(id)
			b.equal("why", t.Reason, "не то")
			b.equal("assignee", t.AssigneeID, anna)
			var open []desk.Instant
			for _, e := range b.entries(id) {
				if e.State == desk.PlanPublished {
					b.equal("engineer", e.EngineerID, anna)
					open = append(open, e.StartAt)
				}
			}
			b.equal("today's entries", open, []desk.Instant{b.at})
		},
		"ST-3 taking an approved ticket makes today's entry": func(b *bench) {
			id := b.ticketAt(desk.StatusApproved)
			b.do(boris, &desk.TakeTicket{TicketID: id})
			e := b.entries(id)[0]
			b.equal("entry", []any{e.EngineerID, e.StartAt, e.EndAt, e.NH, e.State}, []any{boris, b.at, b.at.Add(30 * time.Minute), desk.NH(5), desk.PlanPublished})
			b.equal("assignee", b.ticket(id).AssigneeID, boris)
		},
		"ST-3 taking a planned ticket makes no second entry": func(b *bench) {
			id := b.ticketAt(desk.StatusPlanned)
			b.do(anna, &desk.TakeTicket{TicketID: id})
			b.equal("entries", len(b.entries(id)), 1)
			b.equal("allowed by", b.ticket(id).AllowedBy, desk.ID(""))
		},
		"ST-3 a new or estimated ticket is taken only when urgent, with who allowed it": func(b *bench) {
			for _, s := range []desk.Status{desk.StatusNew, desk.StatusEstimated} {
				id := b.ticketAt(s)
				b.refuses(anna, &desk.TakeTicket{TicketID: id, AllowedBy: manager}, desk.CodeConflict, "ticket.not_urgent")
				b.do(manager, &desk.ClassifyTicket{TicketID: id, About: urgent()})
				b.refuses(anna, &desk.TakeTicket{TicketID: id}, desk.CodeInvalid, "ticket.allowed_by_missing")
				b.refuses(anna, &desk.TakeTicket{TicketID: id, AllowedBy: boris}, desk.CodeInvalid, "ticket.allowed_by_may_not")
				b.put(&desk.Person{ID: former, Name: "former", Roles: []desk.Role{desk.RoleManager}})
				b.refuses(anna, &desk.TakeTicket{TicketID: id, AllowedBy: former}, desk.CodeInvalid, "ticket.allowed_by_may_not")
				b.do(anna, &desk.TakeTicket{TicketID: id, AllowedBy: manager})
				b.is(id, desk.StatusInProgress)
				b.equal("allowed by", b.ticket(id).AllowedBy, manager)
				b.equal("entries", len(b.entries(id)), 1)
			}
		},
		"ST-3 a lead who takes urgent work allows it themself": func(b *bench) {
			id := b.newTicket()
			b.do(manager, &desk.ClassifyTicket{TicketID: id, About: urgent()})
			b.do(lead, &desk.TakeTicket{TicketID: id})
			b.equal("allowed by", b.ticket(id).AllowedBy, lead)
			b.equal("without an estimate the entry is an hour", b.entries(id)[0].EndAt, b.at.Add(time.Hour))
		},
		"ST-3 a lead may name another who allowed it": func(b *bench) {
			id := b.newTicket()
			b.do(manager, &desk.ClassifyTicket{TicketID: id, About: urgent()})
			b.do(lead, &desk.TakeTicket{TicketID: id, AllowedBy: manager})
			b.equal("allowed by", b.ticket(id).AllowedBy, manager)
		},
		"ST-3 done needs an estimate": func(b *bench) {
			id := b.newTicket()
			b.do(manager, &desk.ClassifyTicket{TicketID: id, About: urgent()})
			b.do(anna, &desk.TakeTicket{TicketID: id, AllowedBy: manager})
			b.refuses(anna, &desk.FinishTicket{TicketID: id, Resolution: "готово"}, desk.CodeConflict, "ticket.estimate_missing")
			b.do(manager, &desk.EstimateTicket{TicketID: id, NH: 20})
			b.is(id, desk.StatusInProgress)
			b.equal("waits for approval", b.ticket(id).ApprovedID, desk.ID(""))
			b.do(anna, &desk.FinishTicket{TicketID: id, Resolution: "готово"})
			b.is(id, desk.StatusDone)
		},
		"ST-3 urgent work is answered while it goes on, once": func(b *bench) {
			id := b.newTicket()
			b.do(manager, &desk.ClassifyTicket{TicketID: id, About: urgent()})
			b.do(anna, &desk.TakeTicket{TicketID: id, AllowedBy: manager})
			b.do(manager, &desk.EstimateTicket{TicketID: id, NH: 20})
			first := b.ticket(id).EstimateID
			b.do(manager, &desk.AnswerEstimate{TicketID: id, EstimateID: first, Way: "call"})
			b.is(id, desk.StatusInProgress)
			b.equal("refused", b.ticket(id).ApprovedID, desk.ID(""))
			b.do(manager, &desk.EstimateTicket{TicketID: id, NH: 10})
			second := b.ticket(id).EstimateID
			b.do(manager, &desk.AnswerEstimate{TicketID: id, EstimateID: second, Yes: true, Way: "call"})
			b.is(id, desk.StatusInProgress)
			b.equal("approved", b.ticket(id).ApprovedID, second)
		},
		"ST-3 the client's answer moves an estimated ticket": func(b *bench) {
			for yes, to := range map[bool]desk.Status{true: desk.StatusApproved, false: desk.StatusRejected} {
				id := b.ticketAt(desk.StatusEstimated)
				b.do(manager, &desk.AnswerEstimate{TicketID: id, EstimateID: b.ticket(id).EstimateID, Yes: yes, ContactID: olga, Way: "chat", Text: "слова"})
				b.is(id, to)
				a := b.approvals(id)[0]
				b.equal("answer", []any{a.Yes, a.Automatic, a.ContactID, a.By, a.Way, a.Text, a.At}, []any{yes, false, olga, manager, "chat", "слова", b.at})
				if yes {
					b.equal("approved", b.ticket(id).ApprovedID, b.ticket(id).EstimateID)
				} else {
					b.equal("why", b.ticket(id).Reason, "слова")
				}
			}
		},
		"ST-3 an answer leaves a ticket alone that has gone on": func(b *bench) {
			id := b.ticketAt(desk.StatusEstimated)
			estimate := b.ticket(id).EstimateID
			b.do(manager, &desk.CloseTicket{TicketID: id, Reason: "передумали"})
			e := b.refuses(manager, &desk.AnswerEstimate{TicketID: id, EstimateID: estimate, Yes: true, Way: "call"}, desk.CodeConflict, "ticket.move_forbidden")
			b.equal("named", []any{e.Params["fromStatus"], e.Params["toStatus"]}, []any{desk.StatusIrrelevant, desk.StatusApproved})
		},
		"ST-5 done needs a resolution that is not blank": func(b *bench) {
			id := b.ticketAt(desk.StatusInProgress)
			for _, blank := range []string{"", " \t\r\n "} {
				b.refuses(anna, &desk.FinishTicket{TicketID: id, Resolution: blank}, desk.CodeInvalid, "ticket.resolution_blank")
			}
			b.do(anna, &desk.FinishTicket{TicketID: id, Resolution: " исправлено "})
			b.equal("resolution", b.ticket(id).Resolution, "исправлено")
			b.equal("done at", b.ticket(id).DoneAt, b.at)
			b.equal("assignee", b.ticket(id).AssigneeID, anna)
		},
		"ST-5 with several assignees the last one's Done asks for the resolution": func(b *bench) {
			id := b.ticketAt(desk.StatusPlanned)
			b.do(lead, b.plan(id, boris))
			b.do(anna, &desk.TakeTicket{TicketID: id})
			b.do(anna, &desk.FinishTicket{TicketID: id})
			b.is(id, desk.StatusInProgress)
			b.equal("who goes on", b.ticket(id).AssigneeID, boris)
			b.refuses(anna, &desk.FinishTicket{TicketID: id, Resolution: "и за Бориса"}, desk.CodeConflict, "ticket.part_done")
			b.refuses(boris, &desk.FinishTicket{TicketID: id}, desk.CodeInvalid, "ticket.resolution_blank")
			b.do(boris, &desk.FinishTicket{TicketID: id, Resolution: "готово"})
			b.is(id, desk.StatusDone)
			for _, e := range b.entries(id) {
				b.equal("entry", []any{e.State, e.Version}, []any{desk.PlanDone, 2})
			}
		},
		"PL-13 a part is done by its engineer, the ticket with the last part": func(b *bench) {
			id := b.ticketAt(desk.StatusPlanned)
			second, third := b.plan(id, boris), b.plan(id, boris)
			third.StartAt, third.EndAt = third.StartAt.Add(day), third.EndAt.Add(day)
			b.do(lead, second)
			b.do(lead, third)
			b.do(anna, &desk.TakeTicket{TicketID: id})
			b.do(boris, &desk.FinishTicket{TicketID: id})
			b.is(id, desk.StatusInProgress)
			for _, e := range b.entries(id) {
				want := desk.PlanDone
				if e.EngineerID == anna {
					want = desk.PlanPublished
				}
				b.equal("the entry", e.State, want)
			}
			b.refuses(boris, &desk.FinishTicket{TicketID: id, Resolution: "и за Анну"}, desk.CodeConflict, "ticket.part_done")
			b.do(anna, &desk.FinishTicket{TicketID: id, Resolution: "готово"})
			b.is(id, desk.StatusDone)
		},
		"ST-5 an early part's words are kept, and its Done needs no estimate": func(b *bench) {
			id := b.newTicket()
			b.do(manager, &desk.ClassifyTicket{TicketID: id, About: urgent()})
			b.do(anna, &desk.TakeTicket{TicketID: id, AllowedBy: manager})
			b.do(lead, b.plan(id, boris))
			b.do(boris, &desk.FinishTicket{TicketID: id, Resolution: "моя часть"})
			b.is(id, desk.StatusInProgress)
			b.equal("words", b.ticket(id).Resolution, "моя часть")
		},
		"ST-5 who manages the ticket finishes all parts at once": func(b *bench) {
			id := b.ticketAt(desk.StatusInProgress)
			b.do(lead, b.plan(id, boris))
			b.refuses(manager, &desk.FinishTicket{TicketID: id}, desk.CodeInvalid, "ticket.resolution_blank")
			b.do(manager, &desk.FinishTicket{TicketID: id, Resolution: "готово"})
			b.is(id, desk.StatusDone)
		},
		"ST-5 reopening opens the last part again": func(b *bench) {
			id := b.ticketAt(desk.StatusDone)
			b.do(anna, &desk.ReopenTicket{TicketID: id, Reason: "поспешили"})
			t := b.ticket(id)
			b.equal("ticket", []any{t.AssigneeID, t.Reason, t.DoneAt}, []any{anna, "поспешили", desk.Instant(0)})
			b.equal("part", b.entries(id)[0].State, desk.PlanPublished)
			b.do(anna, &desk.FinishTicket{TicketID: id, Resolution: "теперь готово"})
			b.is(id, desk.StatusDone)
		},
		"ST-5 reopening leaves earlier parts done": func(b *bench) {
			id := b.ticketAt(desk.StatusPlanned)
			second := b.plan(id, boris)
			second.StartAt, second.EndAt = second.StartAt.Add(time.Hour), second.EndAt.Add(time.Hour)
			b.do(lead, second)
			b.do(anna, &desk.TakeTicket{TicketID: id})
			b.do(manager, &desk.FinishTicket{TicketID: id, Resolution: "готово"})
			b.do(manager, &desk.ReopenTicket{TicketID: id})
			b.equal("who goes on", b.ticket(id).AssigneeID, boris)
		},
		"ST-3 a confirmation keeps who gave it and how": func(b *bench) {
			id := b.ticketAt(desk.StatusDone)
			b.refuses(manager, &desk.ConfirmTicket{TicketID: id, Way: "сорока"}, desk.CodeInvalid, "answer.way_unknown")
			b.refuses(manager, &desk.ConfirmTicket{TicketID: id, Way: "call", ContactID: petr}, desk.CodeInvalid, "client.not_theirs")
			b.refuses(manager, &desk.ConfirmTicket{TicketID: id, Way: "call", ContactID: "x"}, desk.CodeInvalid, "id.invalid")
			b.do(manager, &desk.ConfirmTicket{TicketID: id, Way: "mail", ContactID: olga})
			t := b.ticket(id)
			b.equal("ticket", []any{t.ConfirmedBy, t.ConfirmedWay, t.CompletedAt}, []any{olga, "mail", b.at})
		},
	})
}
