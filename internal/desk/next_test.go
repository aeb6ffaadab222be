package desk_test

import (
	"testing"

	"naryad/internal/desk"
)

// look is what the actor sees of a ticket.
func (b *bench) look(actor, id desk.ID) *desk.Look {
	b.t.Helper()
	p := &desk.Person{ID: actor}
	if ok, err := b.tx.Get(p); !ok || err != nil {
		b.t.Fatal(ok, err)
	}
	l, err := desk.LookAt(b.tx, desk.Actor{ID: p.ID, Roles: p.Roles, Source: desk.SourceDesktop}, b.at, id)
	b.must(err)
	return l
}

func enabled(l *desk.Look) (out []string) {
	for _, a := range desk.NextActions(l) {
		if a.Enabled {
			out = append(out, a.Verb)
		}
	}
	return out
}

func TestNextActions(t *testing.T) {
	first := func(actor desk.ID, s desk.Status, want string) (string, func(b *bench)) {
		return "the first for " + actor[35:] + " when " + string(s) + " is " + want, func(b *bench) {
			b.equal("offers", enabled(b.look(actor, b.ticketAt(s)))[0], want)
		}
	}
	all := map[string]func(b *bench){}
	add := func(name string, part func(b *bench)) { all[name] = part }
	add(first(manager, desk.StatusNew, "ticket.estimate"))
	add(first(manager, desk.StatusEstimated, "ticket.answer_estimate"))
	add(first(lead, desk.StatusApproved, "ticket.plan"))
	add(first(anna, desk.StatusApproved, "ticket.take"))
	add(first(manager, desk.StatusRejected, "ticket.estimate"))
	add(first(anna, desk.StatusPlanned, "timer.start"))
	add(first(anna, desk.StatusInProgress, "timer.start"))
	add(first(manager, desk.StatusInProgress, "ticket.finish"))
	add(first(manager, desk.StatusDone, "ticket.confirm"))
	add(first(manager, desk.StatusCompleted, "ticket.say"))
	add(first(manager, desk.StatusStale, "ticket.restore"))
	add(first(manager, desk.StatusIrrelevant, "ticket.restore"))
	parts(t, all)
	parts(t, map[string]func(b *bench){
		"a ticket of the inbox is accepted first": func(b *bench) {
			b.equal("offers", enabled(b.look(anna, b.inbox()))[0], "ticket.accept")
		},
		"what is not classified is classified before it is estimated": func(b *bench) {
			id := b.id()
			b.do(manager, &desk.CreateTicket{ID: id, About: desk.About{Subject: "?"}})
			b.equal("offers", enabled(b.look(manager, id))[0], "ticket.classify")
			for _, a := range desk.NextActions(b.look(manager, id)) {
				if a.Verb == "ticket.estimate" {
					b.equal("why not", a.Why.Key, "ticket.client_missing")
				}
			}
		},
		"where the timer runs it is stopped, not started": func(b *bench) {
			id := b.ticketAt(desk.StatusInProgress)
			l := b.look(anna, id)
			l.Running = &desk.TimeEntry{TicketID: id}
			b.equal("offers", enabled(l)[:3], []string{"ticket.finish", "ticket.say", "timer.stop"})
			l.Running = &desk.TimeEntry{TicketID: b.id()}
			b.equal("offers", enabled(l)[:2], []string{"timer.start", "ticket.finish"})
		},
		"an answer is offered during work only while one is due": func(b *bench) {
			offers := func(id desk.ID) bool {
				for _, verb := range enabled(b.look(manager, id)) {
					if verb == "ticket.answer_estimate" {
						return true
					}
				}
				return false
			}
			b.equal("approved work", offers(b.ticketAt(desk.StatusInProgress)), false)
			id := b.newTicket()
			b.do(manager, &desk.ClassifyTicket{TicketID: id, About: urgent()})
			b.do(lead, &desk.TakeTicket{TicketID: id})
			b.equal("not estimated", offers(id), false)
			b.do(manager, &desk.EstimateTicket{TicketID: id, NH: 30})
			b.equal("waiting", offers(id), true)
		},
	})
}

// TestOffersAreKept: what is offered as possible is accepted, what is offered with a reason is refused with it.
func TestOffersAreKept(t *testing.T) {
	t.Run("by everybody in every status", offersAreKept)
}

func offersAreKept(t *testing.T) {
	give := map[string]func(b *bench, id desk.ID) desk.Command{
		"ticket.accept":   func(_ *bench, id desk.ID) desk.Command { return &desk.AcceptTicket{TicketID: id} },
		"ticket.release":  func(_ *bench, id desk.ID) desk.Command { return &desk.ReleaseTicket{TicketID: id} },
		"ticket.classify": func(_ *bench, id desk.ID) desk.Command { return &desk.ClassifyTicket{TicketID: id, About: about()} },
		"ticket.estimate": func(_ *bench, id desk.ID) desk.Command { return surprise(id, 30) },
		"ticket.wait": func(_ *bench, id desk.ID) desk.Command {
			return &desk.WaitTicket{TicketID: id, For: desk.WaitAccess}
		},
		"ticket.resume":    func(_ *bench, id desk.ID) desk.Command { return &desk.ResumeTicket{TicketID: id} },
		"ticket.hand_over": func(_ *bench, id desk.ID) desk.Command { return &desk.HandOverTicket{TicketID: id} },
		"ticket.hear": func(b *bench, id desk.ID) desk.Command {
			return &desk.HearClient{ID: b.id(), TicketID: id, Source: desk.SourcePhone, Text: "x"}
		},
		"ticket.answer_estimate": func(b *bench, id desk.ID) desk.Command {
			return &desk.AnswerEstimate{TicketID: id, EstimateID: b.ticket(id).EstimateID, Yes: true, Way: "call"}
		},
		"ticket.plan":     func(b *bench, id desk.ID) desk.Command { return b.plan(id, boris) },
		"ticket.unplan":   func(_ *bench, id desk.ID) desk.Command { return &desk.UnplanTicket{TicketID: id} },
		"ticket.take":     func(_ *bench, id desk.ID) desk.Command { return &desk.TakeTicket{TicketID: id, AllowedBy: manager} },
		"ticket.put_back": func(_ *bench, id desk.ID) desk.Command { return &desk.PutBackTicket{TicketID: id} },
		"ticket.finish": func(_ *bench, id desk.ID) desk.Command {
			return &desk.FinishTicket{TicketID: id, Resolution: "готово"}
		},
		"ticket.reopen":    func(_ *bench, id desk.ID) desk.Command { return &desk.ReopenTicket{TicketID: id} },
		"ticket.confirm":   func(_ *bench, id desk.ID) desk.Command { return &desk.ConfirmTicket{TicketID: id, Way: "mail"} },
		"ticket.send_back": func(_ *bench, id desk.ID) desk.Command { return &desk.SendBackTicket{TicketID: id, Text: "не то"} },
		"ticket.set_deadline": func(b *bench, id desk.ID) desk.Command {
			return &desk.SetDeadline{TicketID: id, At: b.at}
		},
		"ticket.close": func(_ *bench, id desk.ID) desk.Command {
			return &desk.CloseTicket{TicketID: id, Reason: "не нужно"}
		},
		"ticket.restore": func(_ *bench, id desk.ID) desk.Command { return &desk.RestoreTicket{TicketID: id} },
		"ticket.say": func(b *bench, id desk.ID) desk.Command {
			return &desk.Say{ID: b.id(), TicketID: id, Audience: desk.ToInternal, Text: "x"}
		},
		"ticket.link": func(b *bench, id desk.ID) desk.Command {
			return &desk.LinkTicket{ID: b.id(), TicketID: id, OtherID: b.newTicket(), Kind: desk.LinkCausedBy}
		},
		"ticket.split": func(b *bench, id desk.ID) desk.Command {
			return &desk.SplitTicket{ID: b.id(), TicketID: id, Subject: "второе", MessageIDs: []desk.ID{b.say(id, "x")}}
		},
		"ticket.merge": func(b *bench, id desk.ID) desk.Command {
			into := &desk.Ticket{ID: b.id(), Subject: "та же", ManagerID: b.ticket(id).ManagerID, Status: desk.StatusNew}
			into.AssigneeID = b.ticket(id).AssigneeID
			b.put(into)
			b.put(&desk.PlanEntry{ID: b.id(), TicketID: into.ID, EngineerID: into.AssigneeID, State: desk.PlanPublished})
			return &desk.MergeTicket{TicketID: id, IntoID: into.ID}
		},
		"timer.start": func(b *bench, id desk.ID) desk.Command { return &desk.StartTimer{ID: b.id(), TicketID: id} },
	}
	seen := map[string]bool{}
	for _, s := range desk.Statuses {
		for _, about := range []desk.About{about(), urgent()} {
			for _, actor := range []desk.ID{lead, manager, anna, boris, admin} {
				b := newBench(t)
				id := b.ticketAt(s)
				row := b.ticket(id)
				row.Urgent, row.UrgentReason = about.Urgent, about.UrgentReason
				if about.Urgent && s != desk.StatusDone { // every other one waits, so that ending it is offered too
					row.WaitFor = desk.WaitVendor
				}
				b.put(row)
				b.at = b.at.Add(-1) // the bench adds a minute to every command; the days of sending back are far
				for _, a := range desk.NextActions(b.look(actor, id)) {
					seen[a.Verb] = true
					var err error
					_ = b.tx.Savepoint(func() error {
						err = desk.Run(b.tx, desk.Call{ID: b.id(), Actor: actor, At: b.at, Authority: true, Command: give[a.Verb](b, id)})
						return desk.Errorf(desk.CodeConflict, "test.only")
					})
					if a.Enabled && err != nil {
						t.Errorf("%s by %s when %s is offered and refused: %v", a.Verb, actor[35:], s, err)
					}
					if !a.Enabled && (a.Why == nil || err == nil || desk.AsError(err).Key != a.Why.Key) {
						t.Errorf("%s by %s when %s: offered with %v, refused with %v", a.Verb, actor[35:], s, a.Why, err)
					}
				}
			}
		}
	}
	for verb := range give {
		if !seen[verb] && verb != "ticket.accept" {
			t.Errorf("%s is never offered", verb)
		}
	}
}
