package desk_test

import (
	"testing"

	"naryad/internal/desk"
)

// surprise is a re-estimate of a ticket that was approved with 0.5 n/h.
func surprise(id desk.ID, nh desk.NH) *desk.EstimateTicket {
	return &desk.EstimateTicket{TicketID: id, NH: nh, Cause: "changed_request", Evidence: "письмо от 23 ноября"}
}

// approvalOf is the answer to an estimate version.
func (b *bench) approvalOf(estimate desk.ID) *desk.Approval {
	b.t.Helper()
	for _, row := range b.tx.All("approval") {
		if a := row.(*desk.Approval); a.EstimateID == estimate {
			return a
		}
	}
	b.t.Fatal("nobody has answered")
	return nil
}

func TestReestimate(t *testing.T) {
	parts(t, map[string]func(b *bench){
		"EST-4 a re-estimate of what was approved says why and what shows it": func(b *bench) {
			id := b.ticketAt(desk.StatusApproved)
			for key, cmd := range map[string]*desk.EstimateTicket{
				"estimate.cause_missing":  {TicketID: id, NH: 20, Evidence: "письмо"},
				"estimate.cause_unknown":  {TicketID: id, NH: 20, Evidence: "письмо", Cause: "погода"},
				"estimate.evidence_blank": {TicketID: id, NH: 20, Cause: "hidden_work", Evidence: " "},
			} {
				b.refuses(manager, cmd, desk.CodeInvalid, key)
			}
			b.do(manager, surprise(id, 20))
			last := &desk.Estimate{ID: b.ticket(id).EstimateID}
			if ok, err := b.tx.Get(last); !ok || err != nil {
				b.t.Fatal(ok, err)
			}
			b.equal("version", []any{last.No, last.Cause, last.Evidence, last.Absorbed}, []any{2, "changed_request", "письмо от 23 ноября", false})
		},
		"EST-4 a first estimate, and one that was only refused, need no cause": func(b *bench) {
			b.do(manager, &desk.EstimateTicket{TicketID: b.ticketAt(desk.StatusRejected), NH: 10})
			b.refuses(manager, &desk.EstimateTicket{TicketID: b.newTicket(), NH: 10, Absorbed: true}, desk.CodeInvalid, "estimate.nothing_to_absorb")
		},
		"EST-4 absorbed, it changes nothing for the client": func(b *bench) {
			id := b.ticketAt(desk.StatusPlanned)
			cmd := surprise(id, 130)
			cmd.Absorbed = true
			b.do(manager, cmd)
			b.is(id, desk.StatusPlanned)
			got := b.ticket(id)
			b.equal("n/h", []any{got.NH, got.ApprovedNH, got.ApprovedID == got.EstimateID}, []any{desk.NH(130), desk.NH(5), true})
			last := b.approvalOf(b.ticket(id).EstimateID)
			b.equal("approval", []any{last.Automatic, last.Rule, last.Limit}, []any{true, desk.RuleAbsorbed, desk.NH(5)})
		},
		"AP-2 no more than what was approved needs no answer": func(b *bench) {
			id := b.ticketAt(desk.StatusEstimated)
			b.do(manager, &desk.AnswerEstimate{TicketID: id, EstimateID: b.ticket(id).EstimateID, Yes: true, Way: "call"})
			for _, nh := range []desk.NH{20, 10} {
				b.do(manager, surprise(id, nh))
				b.is(id, desk.StatusApproved)
				b.equal("approved n/h", b.ticket(id).ApprovedNH, nh)
			}
			b.do(manager, surprise(id, 20))
			b.is(id, desk.StatusEstimated)
			b.equal("still approved", b.ticket(id).ApprovedNH, desk.NH(10))
		},
		"AP-2 more, but within the limits, is approved by them": func(b *bench) {
			id := b.ticketAt(desk.StatusApproved)
			b.do(manager, surprise(id, 8))
			b.is(id, desk.StatusApproved)
			got := b.ticket(id)
			b.equal("approved", []any{got.ApprovedNH, b.approvalOf(got.EstimateID).Rule}, []any{desk.NH(8), "default"})
		},
		"AP-2 a planned ticket keeps its place while the answer is awaited, and a yes plans it again": func(b *bench) {
			id := b.ticketAt(desk.StatusPlanned)
			b.do(manager, surprise(id, 20))
			b.is(id, desk.StatusEstimated)
			b.equal("entries", len(b.entries(id)), 1)
			b.equal("assignee", b.ticket(id).AssigneeID, anna)
			b.do(manager, &desk.AnswerEstimate{TicketID: id, EstimateID: b.ticket(id).EstimateID, Yes: true, Way: "chat"})
			b.is(id, desk.StatusPlanned)
			b.equal("approved", b.ticket(id).ApprovedNH, desk.NH(20))
		},
		"AP-2 meanwhile it can be taken off the plan": func(b *bench) {
			for _, yes := range []bool{true, false} {
				id := b.ticketAt(desk.StatusPlanned)
				b.do(manager, surprise(id, 20))
				if !yes {
					b.do(manager, &desk.AnswerEstimate{TicketID: id, EstimateID: b.ticket(id).EstimateID, Way: "chat", Text: "нет"})
				}
				before := b.ticket(id).Status
				b.do(lead, &desk.UnplanTicket{TicketID: id})
				b.is(id, before)
				b.equal("entries", len(b.entries(id)), 0)
				b.refuses(lead, &desk.UnplanTicket{TicketID: id}, desk.CodeConflict, "ticket.move_forbidden")
				if yes {
					b.do(manager, &desk.AnswerEstimate{TicketID: id, EstimateID: b.ticket(id).EstimateID, Yes: true, Way: "chat"})
					b.is(id, desk.StatusApproved)
				}
			}
		},
		"AP-2 work in progress goes on, and the answer is a field": func(b *bench) {
			id := b.ticketAt(desk.StatusInProgress)
			b.do(manager, surprise(id, 20))
			b.is(id, desk.StatusInProgress)
			b.equal("approved", b.ticket(id).ApprovedNH, desk.NH(5))
			b.do(manager, &desk.AnswerEstimate{TicketID: id, EstimateID: b.ticket(id).EstimateID, Yes: true, Way: "chat"})
			b.is(id, desk.StatusInProgress)
			b.equal("approved", b.ticket(id).ApprovedNH, desk.NH(20))
		},
		"AP-3 only a contact who may approve is named, where the client has such": func(b *bench) {
			second, former := b.id(), b.id()
			b.put(&desk.Contact{ID: former, ClientID: vega, Name: "Бывшая", Rights: []desk.ContactRight{desk.RightApprove}, Archived: true})
			answer := func(contact desk.ID) (desk.ID, *desk.AnswerEstimate) {
				id := b.ticketAt(desk.StatusEstimated)
				return id, &desk.AnswerEstimate{TicketID: id, EstimateID: b.ticket(id).EstimateID, Yes: true, Way: "call", ContactID: contact, Shown: "2 н/ч: отчёт"}
			}
			id, cmd := answer(olga)
			b.do(manager, cmd)
			b.equal("shown", b.approvals(id)[0].Shown, "2 н/ч: отчёт")
			b.put(&desk.Contact{ID: second, ClientID: vega, Name: "Щебнева", Rights: []desk.ContactRight{desk.RightCreate, desk.RightApprove}})
			_, cmd = answer(olga)
			e := b.refuses(manager, cmd, desk.CodeForbidden, "contact.may_not")
			b.equal("who may", e.Params["name"], "Щебнева")
			_, cmd = answer(second)
			b.do(manager, cmd)
		},
	})
}
