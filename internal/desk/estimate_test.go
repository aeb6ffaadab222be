package desk_test

import (
	"testing"

	"naryad/internal/desk"
)

func TestEstimate(t *testing.T) {
	nhOf := func(b *bench, id desk.ID) (out []desk.NH) {
		for no := 1; no <= 9; no++ {
			for _, v := range rows[*desk.Estimate](b, "estimate", "ticket_id", id) {
				if v.No == no {
					out = append(out, v.NH)
				}
			}
		}
		return out
	}
	parts(t, map[string]func(b *bench){
		"EST-1 every value of the scale is accepted": func(b *bench) {
			for _, nh := range []desk.NH{1, 2, 3, 5, 8, 10, 20, 30, 40, 65, 130} {
				id := b.newTicket()
				b.do(manager, &desk.EstimateTicket{TicketID: id, NH: nh})
				b.equal("nh", b.ticket(id).NH, nh)
			}
		},
		"EST-1 anything else is refused with the two nearest values": func(b *bench) {
			id := b.newTicket()
			for nh, near := range map[desk.NH][2]desk.NH{
				4: {3, 5}, 9: {8, 10}, 64: {40, 65}, 66: {65, 130}, 131: {65, 130}, 1 << 40: {65, 130}, 0: {1, 2}, -5: {1, 2},
			} {
				e := b.refuses(manager, &desk.EstimateTicket{TicketID: id, NH: nh}, desk.CodeInvalid, "estimate.off_scale")
				b.equal("near", [2]any{e.Params["lowerNh"], e.Params["upperNh"]}, [2]any{near[0], near[1]})
			}
			b.is(id, desk.StatusNew)
		},
		"EST-1 the scale is a setting": func(b *bench) {
			id := b.newTicket()
			b.do(admin, &desk.SetSetting{Name: "estimate.scale", Value: []byte("[4,7]")})
			b.refuses(manager, &desk.EstimateTicket{TicketID: id, NH: 5}, desk.CodeInvalid, "estimate.off_scale")
			b.do(manager, &desk.EstimateTicket{TicketID: id, NH: 7})
		},
		"EST-2 stages are on the scale, summed and firm": func(b *bench) {
			id := b.newTicket()
			stages := []desk.Stage{{Name: " разбор ", NH: 10}, {Name: "правка", NH: 20}}
			b.refuses(manager, &desk.EstimateTicket{TicketID: id, Stages: []desk.Stage{{Name: "разбор", NH: 11}}}, desk.CodeInvalid, "estimate.off_scale")
			b.refuses(manager, &desk.EstimateTicket{TicketID: id, Stages: []desk.Stage{{Name: " ", NH: 10}}}, desk.CodeInvalid, "estimate.stage_blank")
			b.refuses(manager, &desk.EstimateTicket{TicketID: id, Stages: make([]desk.Stage, 51)}, desk.CodeTooLarge, "estimate.stages_too_many")
			e := b.refuses(manager, &desk.EstimateTicket{TicketID: id, NH: 20, Stages: stages}, desk.CodeInvalid, "estimate.not_the_sum")
			b.equal("both", [2]any{e.Params["nh"], e.Params["sumNh"]}, [2]any{desk.NH(20), desk.NH(30)})
			b.do(manager, &desk.EstimateTicket{TicketID: id, NH: 30, Stages: stages})
			v := rows[*desk.Estimate](b, "estimate", "ticket_id", id)[0]
			b.equal("version", []any{v.Firm, v.NH, v.Stages}, []any{true, desk.NH(30), []desk.Stage{{No: 1, Name: "разбор", NH: 10}, {No: 2, Name: "правка", NH: 20}}})
			b.equal("ticket", b.ticket(id).NH, desk.NH(30))
		},
		"EST-2 a whole-ticket estimate is preliminary": func(b *bench) {
			id := b.ticketAt(desk.StatusEstimated)
			b.equal("firm", rows[*desk.Estimate](b, "estimate", "ticket_id", id)[0].Firm, false)
		},
		"EST-3 a new estimate is a new version and the old one stays": func(b *bench) {
			id := b.ticketAt(desk.StatusEstimated)
			b.do(manager, &desk.EstimateTicket{TicketID: id, NH: 30, Reason: "нашли ещё"})
			b.do(manager, &desk.EstimateTicket{TicketID: id, NH: 65})
			b.equal("versions", nhOf(b, id), []desk.NH{20, 30, 65})
			for _, v := range rows[*desk.Estimate](b, "estimate", "ticket_id", id) {
				if v.No == 2 {
					b.equal("second", []any{v.By, v.Reason, v.TicketID}, []any{manager, "нашли ещё", id})
				}
				b.equal("the last is current", v.ID == b.ticket(id).EstimateID, v.No == 3)
			}
		},
		"EST-3 an answer binds to one version": func(b *bench) {
			id := b.ticketAt(desk.StatusEstimated)
			first := b.ticket(id).EstimateID
			b.do(manager, &desk.EstimateTicket{TicketID: id, NH: 30})
			b.refuses(manager, &desk.AnswerEstimate{TicketID: id, EstimateID: first, Yes: true, Way: "call"}, desk.CodeConflict, "estimate.not_current")
			b.is(id, desk.StatusEstimated)
			b.do(manager, &desk.AnswerEstimate{TicketID: id, EstimateID: b.ticket(id).EstimateID, Yes: true, Way: "call"})
			b.is(id, desk.StatusApproved)
		},
		"EST-3 answers to earlier versions do not answer the current one": func(b *bench) {
			id := b.ticketAt(desk.StatusRejected)
			b.do(manager, &desk.EstimateTicket{TicketID: id, NH: 10})
			b.equal("the old reason is gone", b.ticket(id).Reason, "")
			b.do(manager, &desk.AnswerEstimate{TicketID: id, EstimateID: b.ticket(id).EstimateID, Way: "mail"})
			b.is(id, desk.StatusRejected)
			b.equal("answers", len(b.approvals(id)), 2)
		},
		"EST-3 the same answer twice changes nothing, another one is refused": func(b *bench) {
			id := b.ticketAt(desk.StatusRejected)
			estimate := b.ticket(id).EstimateID
			before := b.ticket(id)
			b.do(manager, &desk.AnswerEstimate{TicketID: id, EstimateID: estimate, Way: "chat"})
			b.equal("ticket", b.ticket(id), before)
			b.equal("answers", len(b.approvals(id)), 1)
			b.refuses(manager, &desk.AnswerEstimate{TicketID: id, EstimateID: estimate, Yes: true, Way: "chat"}, desk.CodeConflict, "estimate.answered")
			b.refuses(manager, &desk.AnswerEstimate{TicketID: id, EstimateID: estimate, Way: "chat", Text: "other words"}, desk.CodeConflict, "estimate.answered")
		},
		"EST-3 an answer says by which way and from whom": func(b *bench) {
			id := b.ticketAt(desk.StatusEstimated)
			estimate := b.ticket(id).EstimateID
			b.refuses(manager, &desk.AnswerEstimate{TicketID: id, EstimateID: estimate, Way: ""}, desk.CodeInvalid, "answer.way_unknown")
			b.refuses(manager, &desk.AnswerEstimate{TicketID: id, EstimateID: estimate, Way: "call", ContactID: petr}, desk.CodeInvalid, "client.not_theirs")
			b.refuses(manager, &desk.AnswerEstimate{TicketID: id, EstimateID: estimate, Way: "call", ContactID: "x"}, desk.CodeInvalid, "id.invalid")
		},
		"EST-7 a draft counts for nothing": func(b *bench) {
			id := b.newTicket()
			b.do(manager, &desk.DraftEstimate{TicketID: id, NH: 4, Stages: []desk.Stage{{Name: "", NH: 0}}})
			b.is(id, desk.StatusNew)
			b.equal("nh", b.ticket(id).NH, desk.NH(0))
			b.equal("versions", len(nhOf(b, id)), 0)
			b.equal("approvals", len(b.approvals(id)), 0)
			draft := b.tx.All("estimate_draft")[0].(*desk.EstimateDraft)
			b.equal("draft", draft, &desk.EstimateDraft{ID: id, NH: 4, Stages: []desk.Stage{{No: 1}}, By: manager, At: b.at})
		},
		"EST-7 fixing a version forgets the draft": func(b *bench) {
			id := b.newTicket()
			b.do(manager, &desk.DraftEstimate{TicketID: id, NH: 4})
			b.do(manager, &desk.EstimateTicket{TicketID: id, NH: 5})
			b.equal("drafts", len(b.tx.All("estimate_draft")), 0)
		},
		"EST-7 an empty draft is forgotten, a draft of stages alone is not": func(b *bench) {
			id := b.newTicket()
			b.do(manager, &desk.DraftEstimate{TicketID: id, Stages: []desk.Stage{{Name: "разбор"}}})
			b.equal("drafts", len(b.tx.All("estimate_draft")), 1)
			b.do(manager, &desk.DraftEstimate{TicketID: id})
			b.equal("drafts", len(b.tx.All("estimate_draft")), 0)
		},
		"EST-7 a draft has bounds": func(b *bench) {
			id := b.newTicket()
			for _, d := range []*desk.DraftEstimate{
				{NH: -1}, {NH: 100_001}, {Stages: make([]desk.Stage, 51)}, {Stages: []desk.Stage{{NH: -1}}}, {Stages: []desk.Stage{{NH: 100_001}}},
			} {
				d.TicketID = id
				b.refuses(manager, d, desk.CodeInvalid, "estimate.not_a_number")
			}
		},
	})
}

func TestApproval(t *testing.T) {
	contract := func(b *bench, entity desk.ID, limit desk.NH, set bool) {
		b.do(manager, &desk.SetContract{ID: b.id(), ClientID: vega, LegalEntityID: entity, Number: "7", LimitSet: set, ApprovalLimit: limit})
	}
	rule := func(name string, limit desk.NH, yes, no []desk.NH, prepare func(b *bench)) (string, func(b *bench)) {
		return name, func(b *bench) {
			prepare(b)
			for _, nh := range yes {
				id := b.newTicket()
				b.do(manager, &desk.EstimateTicket{TicketID: id, NH: nh})
				b.is(id, desk.StatusApproved)
				b.equal("bound to", b.ticket(id).ApprovedID, b.ticket(id).EstimateID)
				a := b.approvals(id)[0]
				want := "contract"
				if limit == 10 {
					want = "default"
				}
				b.equal("approval", []any{a.Automatic, a.Yes, a.Rule, a.Limit, a.EstimateID}, []any{true, true, want, limit, b.ticket(id).EstimateID})
			}
			for _, nh := range no {
				id := b.newTicket()
				b.do(manager, &desk.EstimateTicket{TicketID: id, NH: nh})
				b.is(id, desk.StatusEstimated)
				b.equal("approvals", len(b.approvals(id)), 0)
				b.equal("bound to", b.ticket(id).ApprovedID, desk.ID(""))
			}
		}
	}
	all := map[string]func(b *bench){}
	add := func(name string, part func(b *bench)) { all[name] = part }
	add(rule("AP-1 without a contract no approval is needed strictly under 1 n/h", 10, []desk.NH{1, 8}, []desk.NH{10, 20}, func(b *bench) {}))
	add(rule("AP-1 a contract without a limit leaves the default", 10, []desk.NH{8}, []desk.NH{10}, func(b *bench) { contract(b, vegaLLC, 0, false) }))
	add(rule("AP-1 a contract's limit is inclusive", 20, []desk.NH{10, 20}, []desk.NH{30}, func(b *bench) { contract(b, vegaLLC, 20, true) }))
	add(rule("AP-1 a contract's limit may be under the default", 3, []desk.NH{3}, []desk.NH{5}, func(b *bench) { contract(b, vegaLLC, 3, true) }))
	add(rule("AP-1 a contract's limit of 0 means always ask", 0, nil, []desk.NH{1, 10}, func(b *bench) { contract(b, vegaLLC, 0, true) }))
	add(rule("AP-1 of several contracts the lowest limit counts", 20, []desk.NH{20}, []desk.NH{30}, func(b *bench) {
		contract(b, vegaLLC, 40, true)
		contract(b, vegaLLC, 20, true)
		contract(b, vegaLLC, 65, true)
		contract(b, vegaLLC, 0, false)
	}))
	add(rule("AP-1 a contract of another legal entity does not count", 10, []desk.NH{8}, []desk.NH{10}, func(b *bench) {
		second := b.id()
		b.do(manager, &desk.AddLegalEntity{ID: second, ClientID: vega, Name: "ИП"})
		contract(b, second, 65, true)
	}))
	parts(t, all)
	parts(t, map[string]func(b *bench){
		"AP-1 where the legal entity is not known every contract of the client counts": func(b *bench) {
			contract(b, vegaLLC, 40, true)
			id := b.id()
			a := about()
			a.LegalEntityID = ""
			b.do(manager, &desk.CreateTicket{ID: id, About: a})
			b.do(manager, &desk.EstimateTicket{TicketID: id, NH: 40})
			b.is(id, desk.StatusApproved)
		},
		"AP-1 the default is a setting": func(b *bench) {
			b.do(admin, &desk.SetSetting{Name: "approval.default_limit", Value: []byte("30")})
			id := b.newTicket()
			b.do(manager, &desk.EstimateTicket{TicketID: id, NH: 20})
			b.is(id, desk.StatusApproved)
		},
		"AP-1 during urgent work the automatic yes is a field": func(b *bench) {
			id := b.newTicket()
			b.do(manager, &desk.ClassifyTicket{TicketID: id, About: urgent()})
			b.do(anna, &desk.TakeTicket{TicketID: id, AllowedBy: manager})
			b.do(manager, &desk.EstimateTicket{TicketID: id, NH: 5})
			b.is(id, desk.StatusInProgress)
			b.equal("bound to", b.ticket(id).ApprovedID, b.ticket(id).EstimateID)
		},
		"AP-1 a limit is a number of n/h and only where it is filled": func(b *bench) {
			for _, c := range []*desk.SetContract{{LimitSet: true, ApprovalLimit: -1}, {LimitSet: true, ApprovalLimit: 100_001}, {ApprovalLimit: 5}} {
				c.ID, c.ClientID, c.LegalEntityID, c.Number = b.id(), vega, vegaLLC, "7"
				b.refuses(manager, c, desk.CodeInvalid, "contract.limit_malformed")
			}
		},
	})
}

func TestParseNH(t *testing.T) {
	for text, want := range map[string]desk.NH{
		"0,5": 5, "0.5": 5, " 2 ": 20, "13": 130, "6.50": 65, ",5": 5, "1.": 10, "0": 0, "10000": 100_000, "007": 70,
	} {
		t.Run("EST-3 reads "+text, func(t *testing.T) {
			if nh, err := desk.ParseNH(text); err != nil || nh != want {
				t.Errorf("%d %v, want %d", nh, err, want)
			}
		})
	}
	for _, text := range []string{"", " ", ".", ",", "-1", "+1", "1e3", "0,25", "1.2.3", "1,2,3", "abc", "10001", "99999999999999999999", "0x10", "1 000", "½", "1.x"} {
		t.Run("EST-3 refuses "+text, func(t *testing.T) {
			_, err := desk.ParseNH(text)
			refused(t, err, desk.CodeInvalid, "estimate.not_a_number")
		})
	}
}
