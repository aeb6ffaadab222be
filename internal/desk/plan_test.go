package desk_test

import (
	"testing"
	"time"

	"naryad/internal/desk"
)

func TestPlan(t *testing.T) {
	parts(t, map[string]func(b *bench){
		"PL-2 an entry is a ticket, one engineer, start and end, and planned n/h": func(b *bench) {
			id := b.ticketAt(desk.StatusApproved)
			p := b.plan(id, anna)
			b.do(lead, p)
			b.equal("entries", b.entries(id), []*desk.PlanEntry{{
				ID: p.ID, TicketID: id, EngineerID: anna, StartAt: p.StartAt, EndAt: p.EndAt, NH: 5, State: desk.PlanPublished, Version: 1, By: lead,
			}})
			b.equal("ticket", []any{b.ticket(id).AssigneeID, b.ticket(id).Criteria}, []any{anna, "проводится"})
		},
		"PL-2 an entry that is not whole is refused": func(b *bench) {
			id := b.ticketAt(desk.StatusApproved)
			for key, change := range map[string]func(*desk.PlanTicket){
				"id.invalid":           func(p *desk.PlanTicket) { p.EngineerID = "" },
				"plan.not_an_engineer": func(p *desk.PlanTicket) { p.EngineerID = manager },
				"plan.dates_malformed": func(p *desk.PlanTicket) { p.EndAt = p.StartAt },
				"plan.nh_missing":      func(p *desk.PlanTicket) { p.NH = 0 },
				"plan.criteria_blank":  func(p *desk.PlanTicket) { p.Criteria = " " },
				"plan.stage_unknown":   func(p *desk.PlanTicket) { p.StageNo = 1 },
			} {
				p := b.plan(id, anna)
				change(p)
				b.refuses(lead, p, desk.CodeInvalid, key)
			}
			for key, change := range map[string]func(*desk.PlanTicket){
				"plan.not_an_engineer": func(p *desk.PlanTicket) { p.EngineerID = former },
				"plan.dates_malformed": func(p *desk.PlanTicket) { p.StartAt = 0 },
				"plan.nh_missing":      func(p *desk.PlanTicket) { p.NH = 100_001 },
				"plan.stage_unknown":   func(p *desk.PlanTicket) { p.StageNo = -1 },
			} {
				p := b.plan(id, anna)
				change(p)
				b.refuses(lead, p, desk.CodeInvalid, key)
			}
			p := b.plan(id, anna)
			p.EndAt = 1 << 60
			b.refuses(lead, p, desk.CodeInvalid, "plan.dates_malformed")
			b.equal("entries", len(b.entries(id)), 0)
		},
		"PL-2 criteria that the ticket has need not be typed again": func(b *bench) {
			id := b.ticketAt(desk.StatusPlanned)
			p := b.plan(id, boris)
			p.Criteria = ""
			b.do(lead, p)
			b.equal("criteria", b.ticket(id).Criteria, "проводится")
		},
		"PL-2 an entry may be of a stage that the estimate has": func(b *bench) {
			id := b.newTicket()
			b.do(manager, &desk.EstimateTicket{TicketID: id, Stages: []desk.Stage{{Name: "раз", NH: 1}, {Name: "два", NH: 2}}})
			p := b.plan(id, anna)
			p.StageNo = 3
			b.refuses(lead, p, desk.CodeInvalid, "plan.stage_unknown")
			p.StageNo = 2
			b.do(lead, p)
			b.equal("stage", b.entries(id)[0].StageNo, 2)
		},
		"PL-2 several entries may share a ticket, the earliest open one names its assignee": func(b *bench) {
			id := b.ticketAt(desk.StatusPlanned)
			earlier := b.plan(id, boris)
			earlier.StartAt -= 1000
			b.do(lead, earlier)
			b.equal("assignee", b.ticket(id).AssigneeID, boris)
			b.do(anna, &desk.TakeTicket{TicketID: id})
			third := b.plan(id, lead)
			third.StartAt += 1000
			b.do(lead, third)
			b.is(id, desk.StatusInProgress)
			b.equal("entries", len(b.entries(id)), 3)
			b.equal("assignee", b.ticket(id).AssigneeID, boris)
		},
		"PL-2 one entry is taken off and the others stay": func(b *bench) {
			id := b.ticketAt(desk.StatusPlanned)
			first := b.entries(id)[0].ID
			second := b.plan(id, boris)
			b.do(lead, second)
			b.refuses(lead, &desk.UnplanTicket{TicketID: id, EntryID: b.id()}, desk.CodeNotFound, "plan.entry_unknown")
			b.do(lead, &desk.UnplanTicket{TicketID: id, EntryID: first})
			b.is(id, desk.StatusPlanned)
			b.equal("assignee", b.ticket(id).AssigneeID, boris)
			b.do(lead, &desk.UnplanTicket{TicketID: id, EntryID: second.ID})
			b.is(id, desk.StatusApproved)
			b.equal("assignee", b.ticket(id).AssigneeID, desk.ID(""))
		},
		"PL-2 work in progress keeps at least one entry": func(b *bench) {
			id := b.ticketAt(desk.StatusInProgress)
			second := b.plan(id, boris)
			b.do(lead, second)
			b.do(lead, &desk.UnplanTicket{TicketID: id, EntryID: second.ID})
			b.is(id, desk.StatusInProgress)
			b.refuses(lead, &desk.UnplanTicket{TicketID: id, EntryID: b.entries(id)[0].ID}, desk.CodeConflict, "ticket.move_forbidden")
		},
		"PL-2 a draft entry is seen by leads only and makes nobody an assignee": func(b *bench) {
			id := b.ticketAt(desk.StatusApproved)
			draft := &desk.PlanEntry{ID: b.id(), TicketID: id, EngineerID: anna, StartAt: start, EndAt: start.Add(time.Hour), NH: 5, State: desk.PlanDraft, Version: 1}
			b.put(draft)
			b.do(anna, &desk.StartTimer{ID: b.id(), TicketID: id})
			b.is(id, desk.StatusApproved)
			b.refuses(anna, &desk.CloseTicket{TicketID: id, Reason: "x"}, desk.CodeForbidden, "ticket.not_yours")
		},
		"PL-2 unplanning a closed ticket is refused": func(b *bench) {
			id := b.ticketAt(desk.StatusPlanned)
			entry := b.entries(id)[0].ID
			b.do(lead, b.plan(id, boris))
			b.do(manager, &desk.CloseTicket{TicketID: id, Reason: "передумали"})
			b.refuses(lead, &desk.UnplanTicket{TicketID: id, EntryID: entry}, desk.CodeConflict, "ticket.move_forbidden")
		},
	})
}
