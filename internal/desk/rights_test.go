package desk_test

import (
	"strings"
	"testing"
	"time"

	"naryad/internal/desk"
)

// given names commands that nothing but the actor's role can refuse, by who may give them.
func given(b *bench) map[string]struct {
	cmd desk.Command
	may []desk.ID
} {
	contract := b.id()
	b.put(&desk.Contract{ID: contract, ClientID: vega, LegalEntityID: vegaLLC, Number: "1"})
	type row = struct {
		cmd desk.Command
		may []desk.ID
	}
	everybody := []desk.ID{lead, manager, anna, admin}
	above := []desk.ID{lead, manager, admin}
	return map[string]row{
		"person.add":              {&desk.AddPerson{ID: b.id(), Name: "Новый", Roles: []desk.Role{desk.RoleEngineer}}, []desk.ID{admin}},
		"person.set_roles":        {&desk.SetRoles{PersonID: boris, Roles: []desk.Role{desk.RoleLead}}, []desk.ID{admin}},
		"person.deactivate":       {&desk.DeactivatePerson{PersonID: boris}, []desk.ID{admin}},
		"setting.set":             {&desk.SetSetting{Name: "ticket.stale_days", Value: []byte("10")}, []desk.ID{admin}},
		"client.add":              {&desk.AddClient{ID: b.id(), Name: "Новый"}, everybody},
		"client.add_legal_entity": {&desk.AddLegalEntity{ID: b.id(), ClientID: vega, Name: "Новое"}, everybody},
		"client.add_contact":      {&desk.AddContact{ID: b.id(), ClientID: vega, Name: "Новый"}, everybody},
		"client.add_infobase":     {&desk.AddInfobase{ID: b.id(), ClientID: vega, Name: "Новая"}, everybody},
		"contract.set":            {&desk.SetContract{ID: b.id(), ClientID: vega, LegalEntityID: vegaLLC, Number: "2"}, above},
		"contract.set_rate":       {&desk.SetRate{ID: b.id(), ContractID: contract, From: "2026-12-01", Kopecks: 1}, above},
		"ticket.create":           {&desk.CreateTicket{ID: b.id(), About: about()}, everybody},
		"ticket.accept":           {&desk.AcceptTicket{TicketID: b.inbox()}, everybody},
		"ticket.plan":             {b.plan(b.ticketAt(desk.StatusApproved), anna), []desk.ID{lead}},
		"ticket.unplan":           {&desk.UnplanTicket{TicketID: b.ticketAt(desk.StatusPlanned)}, []desk.ID{lead}},
		"ticket.take":             {&desk.TakeTicket{TicketID: b.ticketAt(desk.StatusApproved)}, []desk.ID{lead, anna}},
		"timer.start":             {&desk.StartTimer{ID: b.id()}, everybody},
		"timer.stop":              {&desk.StopTimer{EntryID: b.id()}, everybody},
	}
}

func TestRoles(t *testing.T) {
	b := newBench(t)
	for verb, row := range given(b) {
		for _, actor := range []desk.ID{lead, manager, anna, admin} {
			t.Run("PR-1 "+verb+" by "+actor[35:], func(t *testing.T) {
				call := desk.Call{ID: b.id(), Actor: actor, Source: desk.SourceDesktop, At: b.at, Authority: true, Command: row.cmd}
				var err error
				_ = b.tx.Savepoint(func() error {
					err = desk.Run(b.tx, call)
					return desk.Errorf(desk.CodeConflict, "test.only") // leave the bench as it was
				})
				may := false
				for _, id := range row.may {
					may = may || id == actor
				}
				if may && err != nil {
					t.Fatal(err)
				}
				if !may {
					e := refused(t, err, desk.CodeForbidden, "actor.role_missing")
					if e.Params["verb"] != verb {
						t.Errorf("the refusal names %v", e.Params)
					}
				}
			})
		}
	}
}

func TestRights(t *testing.T) {
	// what an engineer may do to tickets that they manage or do, and a manager to all
	acts := map[string]struct {
		at  desk.Status
		cmd func(b *bench, id desk.ID) desk.Command
	}{
		"classify": {desk.StatusNew, func(_ *bench, id desk.ID) desk.Command { return &desk.ClassifyTicket{TicketID: id, About: about()} }},
		"draft":    {desk.StatusNew, func(_ *bench, id desk.ID) desk.Command { return &desk.DraftEstimate{TicketID: id, NH: 1} }},
		"estimate": {desk.StatusNew, func(_ *bench, id desk.ID) desk.Command { return &desk.EstimateTicket{TicketID: id, NH: 1} }},
		"answer": {desk.StatusEstimated, func(b *bench, id desk.ID) desk.Command {
			return &desk.AnswerEstimate{TicketID: id, EstimateID: b.ticket(id).EstimateID, Way: "call"}
		}},
		"put back": {desk.StatusInProgress, func(_ *bench, id desk.ID) desk.Command { return &desk.PutBackTicket{TicketID: id} }},
		"finish": {desk.StatusInProgress, func(_ *bench, id desk.ID) desk.Command {
			return &desk.FinishTicket{TicketID: id, Resolution: "готово"}
		}},
		"reopen":    {desk.StatusDone, func(_ *bench, id desk.ID) desk.Command { return &desk.ReopenTicket{TicketID: id} }},
		"confirm":   {desk.StatusDone, func(_ *bench, id desk.ID) desk.Command { return &desk.ConfirmTicket{TicketID: id, Way: "call"} }},
		"send back": {desk.StatusDone, func(_ *bench, id desk.ID) desk.Command { return &desk.SendBackTicket{TicketID: id, Text: "не то"} }},
		"close": {desk.StatusNew, func(_ *bench, id desk.ID) desk.Command {
			return &desk.CloseTicket{TicketID: id, Reason: "не нужно"}
		}},
		"restore": {desk.StatusIrrelevant, func(_ *bench, id desk.ID) desk.Command { return &desk.RestoreTicket{TicketID: id} }},
	}
	for name, act := range acts {
		t.Run("PR-3 a stranger may not "+name, func(t *testing.T) {
			b := newBench(t)
			id := b.ticketAt(act.at)
			b.refuses(boris, act.cmd(b, id), desk.CodeForbidden, "ticket.not_yours")
		})
		t.Run("PR-3 its manager may "+name, func(t *testing.T) {
			b := newBench(t)
			id := b.ticketAt(act.at)
			row := b.ticket(id)
			row.ManagerID = boris
			b.put(row)
			b.do(boris, act.cmd(b, id))
		})
		t.Run("PR-3 managers and above may "+name, func(t *testing.T) {
			for _, actor := range []desk.ID{lead, admin} {
				b := newBench(t)
				id := b.ticketAt(act.at)
				b.do(actor, act.cmd(b, id))
			}
		})
	}
	parts(t, map[string]func(b *bench){
		"PR-3 who does a ticket may act on it": func(b *bench) {
			b.do(anna, &desk.PutBackTicket{TicketID: b.ticketAt(desk.StatusInProgress)})
			b.do(anna, &desk.ConfirmTicket{TicketID: b.ticketAt(desk.StatusDone), Way: "call"})
		},
		"PR-3 a planned ticket is taken by those it is planned for": func(b *bench) {
			id := b.ticketAt(desk.StatusPlanned)
			e := b.refuses(boris, &desk.TakeTicket{TicketID: id}, desk.CodeForbidden, "ticket.planned_for")
			b.equal("who", e.Params["name"], any("anna"))
		},
		"PR-3 a ticket is given back to the inbox by who manages it": func(b *bench) {
			id := b.newTicket()
			b.refuses(lead, &desk.ReleaseTicket{TicketID: id}, desk.CodeForbidden, "ticket.not_yours")
			b.do(manager, &desk.ReleaseTicket{TicketID: id})
			b.equal("manager", b.ticket(id).ManagerID, desk.ID(""))
		},
		"PR-3 a timer is stopped by its owner": func(b *bench) {
			e := b.id()
			b.do(anna, &desk.StartTimer{ID: e})
			b.refuses(manager, &desk.StopTimer{EntryID: e}, desk.CodeForbidden, "timer.not_yours")
			b.equal("running", b.entry(e).Running(), true)
		},
		"PR-3 the role at the moment of running counts": func(b *bench) {
			id := b.ticketAt(desk.StatusApproved)
			b.do(admin, &desk.SetRoles{PersonID: lead, Roles: []desk.Role{desk.RoleEngineer}})
			b.refuses(lead, b.plan(id, anna), desk.CodeForbidden, "actor.role_missing")
			b.do(admin, &desk.DeactivatePerson{PersonID: anna})
			b.refuses(anna, &desk.StartTimer{ID: b.id()}, desk.CodeForbidden, "actor.not_active")
			b.refuses(b.id(), &desk.StartTimer{ID: b.id()}, desk.CodeForbidden, "actor.not_active")
		},
		"PR-1 the system gives only its own verbs, and only on the authority": func(b *bench) {
			id := b.newTicket()
			refused(b.t, b.system(&desk.AcceptTicket{TicketID: id}), desk.CodeForbidden, "actor.system_may_not")
			b.refuses(admin, &desk.MarkStale{TicketID: id}, desk.CodeForbidden, "actor.role_missing")
			b.authority = false
			refused(b.t, b.system(&desk.AddPerson{ID: b.id(), Name: "x", Roles: []desk.Role{desk.RoleAdmin}}), desk.CodeForbidden, "actor.system_may_not")
			b.authority = true
			b.must(b.system(&desk.AddPerson{ID: b.id(), Name: "x", Roles: []desk.Role{desk.RoleAdmin}}))
		},
		"PR-1 nobody takes admin rights from themself, so one admin is always left": func(b *bench) {
			b.refuses(admin, &desk.SetRoles{PersonID: admin, Roles: []desk.Role{desk.RoleLead}}, desk.CodeConflict, "person.own_admin")
			b.refuses(admin, &desk.DeactivatePerson{PersonID: admin}, desk.CodeConflict, "person.own_admin")
			b.do(admin, &desk.SetRoles{PersonID: admin, Roles: []desk.Role{desk.RoleLead, desk.RoleAdmin}})
			b.do(admin, &desk.SetRoles{PersonID: boris, Roles: []desk.Role{desk.RoleAdmin}})
			b.do(boris, &desk.SetRoles{PersonID: admin, Roles: []desk.Role{desk.RoleLead}})
		},
		"PR-1 roles are known, each once, and at least one": func(b *bench) {
			b.refuses(admin, &desk.SetRoles{PersonID: boris, Roles: []desk.Role{"царь"}}, desk.CodeInvalid, "person.role_unknown")
			b.refuses(admin, &desk.SetRoles{PersonID: boris, Roles: []desk.Role{desk.RoleLead, "царь"}}, desk.CodeInvalid, "person.role_unknown")
			b.refuses(admin, &desk.SetRoles{PersonID: boris}, desk.CodeInvalid, "person.role_missing")
			b.refuses(admin, &desk.SetRoles{PersonID: b.id(), Roles: []desk.Role{desk.RoleLead}}, desk.CodeNotFound, "person.unknown")
			b.do(admin, &desk.SetRoles{PersonID: boris, Roles: []desk.Role{desk.RoleLead, desk.RoleEngineer, desk.RoleLead}})
			p := &desk.Person{ID: boris}
			_, err := b.tx.Get(p)
			b.must(err)
			b.equal("roles", p.Roles, []desk.Role{desk.RoleEngineer, desk.RoleLead})
		},
	})
}

func TestPeople(t *testing.T) {
	add := func(b *bench) *desk.AddPerson {
		return &desk.AddPerson{ID: b.id(), Name: "Вера", Roles: []desk.Role{desk.RoleEngineer}}
	}
	parts(t, map[string]func(b *bench){
		"a person is added with a clean address": func(b *bench) {
			c := add(b)
			c.Email, c.TimeZone = " Vera@Example.RU ", "Asia/Yekaterinburg"
			b.do(admin, c)
			p := &desk.Person{ID: c.ID}
			_, err := b.tx.Get(p)
			b.must(err)
			b.equal("person", p, &desk.Person{ID: c.ID, Name: "Вера", Email: "vera@example.ru", Roles: c.Roles, TimeZone: c.TimeZone, Active: true})
			again := add(b)
			again.Email = "VERA@example.ru"
			e := b.refuses(admin, again, desk.CodeConflict, "person.email_taken")
			b.equal("whose", e.Params["name"], any("Вера"))
			b.do(admin, add(b)) // an empty address is nobody's
			b.do(admin, add(b))
		},
		"what cannot be is refused": func(b *bench) {
			for key, change := range map[string]func(*desk.AddPerson){
				"id.invalid":            func(c *desk.AddPerson) { c.ID = "1" },
				"person.name_blank":     func(c *desk.AddPerson) { c.Name = " " },
				"person.role_missing":   func(c *desk.AddPerson) { c.Roles = nil },
				"person.zone_malformed": func(c *desk.AddPerson) { c.TimeZone = "Москва" },
			} {
				c := add(b)
				change(c)
				b.refuses(admin, c, desk.CodeInvalid, key)
			}
			c := add(b)
			c.Name = strings.Repeat("я", 201)
			b.refuses(admin, c, desk.CodeTooLarge, "person.name_too_long")
			for _, email := range []string{"x", "@x", "x@", "a b@x", "a@b@c", "a,b@c", strings.Repeat("x", 255) + "@y", "<a@b>"} {
				c := add(b)
				c.Email = email
				b.refuses(admin, c, desk.CodeInvalid, "person.email_malformed")
			}
		},
	})
}

func TestSettings(t *testing.T) {
	good := map[string][]string{
		"company.name": {`"Вега"`, `""`}, "estimate.scale": {`[1,2]`}, "approval.default_limit": {`0`, `100000`},
		"ticket.kinds": {`["a"]`, `["a","b"]`}, "ticket.sent_back_days": {`1`, `3650`}, "ticket.stale_days": {`30`},
	}
	bad := map[string][]string{
		"company.name": {`1`, `" x"`, `null`, ``, `"` + strings.Repeat("я", 201) + `"`}, "estimate.scale": {`[]`, `[1]`, `[2,1]`, `[1,1]`, `[0,1]`, `[1,100001]`, `[1.5,2]`, `{}`},
		"approval.default_limit": {`-1`, `100001`, `"1"`, `0.5`}, "ticket.kinds": {`[]`, `[""]`, `["a","a"]`, `[" a"]`, `"a"`},
		"ticket.sent_back_days": {`0`, `3651`}, "ticket.stale_days": {`-1`, `[]`},
	}
	b := newBench(t)
	for name, values := range good {
		for _, v := range values {
			t.Run(name+" may be "+v, func(t *testing.T) {
				if err := b.try(admin, &desk.SetSetting{Name: name, Value: []byte(v)}); err != nil {
					t.Fatal(err)
				}
			})
		}
	}
	for name, values := range bad {
		for _, v := range values {
			t.Run(name+" may not be "+v, func(t *testing.T) {
				refused(t, b.try(admin, &desk.SetSetting{Name: name, Value: []byte(v)}), desk.CodeInvalid, "setting.value_malformed")
			})
		}
	}
	b.refuses(admin, &desk.SetSetting{Name: "nonsense", Value: []byte("1")}, desk.CodeInvalid, "setting.unknown")
	if c, err := desk.Company(b.tx); err != nil || (c != "Вега" && c != "") {
		t.Errorf("%q %v", c, err)
	}
}

func TestClients(t *testing.T) {
	parts(t, map[string]func(b *bench){
		"what belongs to a client is added to it": func(b *bench) {
			c, e, p, i := b.id(), b.id(), b.id(), b.id()
			b.do(anna, &desk.AddClient{ID: c, Name: " Ромашка "})
			b.do(anna, &desk.AddLegalEntity{ID: e, ClientID: c, Name: "ООО «Ромашка»", INN: "7707083893", KPP: "770701001"})
			b.do(anna, &desk.AddContact{ID: p, ClientID: c, Name: "Иван", Email: "I@x.ru", Phone: "+7 900"})
			b.do(anna, &desk.AddInfobase{ID: i, ClientID: c, Name: "УТ"})
			b.equal("rows", []any{
				rows[*desk.LegalEntity](b, "legal_entity", "client_id", c), rows[*desk.Contact](b, "contact", "client_id", c), rows[*desk.Infobase](b, "infobase", "client_id", c),
			}, []any{
				[]*desk.LegalEntity{{ID: e, ClientID: c, Name: "ООО «Ромашка»", INN: "7707083893", KPP: "770701001"}},
				[]*desk.Contact{{ID: p, ClientID: c, Name: "Иван", Email: "i@x.ru", Phone: "+7 900"}}, []*desk.Infobase{{ID: i, ClientID: c, Name: "УТ"}},
			})
		},
		"what cannot be is refused": func(b *bench) {
			nobody := b.id()
			b.refuses(anna, &desk.AddClient{ID: "x", Name: "x"}, desk.CodeInvalid, "id.invalid")
			b.refuses(anna, &desk.AddClient{ID: b.id(), Name: ""}, desk.CodeInvalid, "client.name_blank")
			b.refuses(anna, &desk.AddClient{ID: vega, Name: "x"}, desk.CodeConflict, "command.id_taken")
			b.refuses(anna, &desk.AddLegalEntity{ID: b.id(), ClientID: nobody, Name: "x"}, desk.CodeNotFound, "client.unknown")
			b.refuses(anna, &desk.AddContact{ID: b.id(), ClientID: nobody, Name: "x"}, desk.CodeNotFound, "client.unknown")
			b.refuses(anna, &desk.AddInfobase{ID: b.id(), ClientID: nobody, Name: "x"}, desk.CodeNotFound, "client.unknown")
			b.refuses(anna, &desk.AddContact{ID: b.id(), ClientID: vega, Name: "x", Email: "x"}, desk.CodeInvalid, "person.email_malformed")
			b.refuses(anna, &desk.AddContact{ID: b.id(), ClientID: vega, Name: "x", Phone: strings.Repeat("1", 61)}, desk.CodeTooLarge, "client.phone_too_long")
			for _, inn := range []string{"1", "77070838933", "77070838я", "770708389x"} {
				b.refuses(anna, &desk.AddLegalEntity{ID: b.id(), ClientID: vega, Name: "x", INN: inn}, desk.CodeInvalid, "client.inn_malformed")
			}
			for _, kpp := range []string{"1", "я7070100", "77070100x"} {
				b.refuses(anna, &desk.AddLegalEntity{ID: b.id(), ClientID: vega, Name: "x", KPP: kpp}, desk.CodeInvalid, "client.kpp_malformed")
			}
		},
		"a contract stays with its client and its rate has a day": func(b *bench) {
			c := b.id()
			set := &desk.SetContract{ID: c, ClientID: vega, LegalEntityID: vegaLLC, Number: "7", LimitSet: true, ApprovalLimit: 20}
			b.do(manager, set)
			b.equal("contract", rows[*desk.Contract](b, "contract", "client_id", vega), []*desk.Contract{{ID: c, ClientID: vega, LegalEntityID: vegaLLC, Number: "7", LimitSet: true, ApprovalLimit: 20}})
			b.refuses(manager, &desk.SetContract{ID: c, ClientID: other, LegalEntityID: otherLLC, Number: "7"}, desk.CodeConflict, "command.id_taken")
			b.refuses(manager, &desk.SetContract{ID: c, ClientID: vega, LegalEntityID: otherLLC, Number: "7"}, desk.CodeInvalid, "client.not_theirs")
			b.refuses(manager, &desk.SetContract{ID: c, ClientID: vega, Number: "7"}, desk.CodeInvalid, "id.invalid")
			b.refuses(manager, &desk.SetContract{ID: c, ClientID: vega, LegalEntityID: vegaLLC}, desk.CodeInvalid, "contract.number_blank")
			b.refuses(manager, &desk.SetRate{ID: b.id(), ContractID: b.id(), From: "2026-12-01"}, desk.CodeNotFound, "contract.unknown")
			b.refuses(manager, &desk.SetRate{ID: b.id(), ContractID: c, From: "2026-02-30"}, desk.CodeInvalid, "contract.day_malformed")
			b.refuses(manager, &desk.SetRate{ID: b.id(), ContractID: c, From: "2026-12-01", Kopecks: -1}, desk.CodeInvalid, "contract.rate_malformed")
			first := b.id()
			b.do(manager, &desk.SetRate{ID: first, ContractID: c, From: "2026-12-01", Kopecks: 100})
			b.do(manager, &desk.SetRate{ID: b.id(), ContractID: c, From: "2026-12-01", Kopecks: 200})
			b.equal("rates", rows[*desk.Rate](b, "rate", "contract_id", c), []*desk.Rate{{ID: first, ContractID: c, From: "2026-12-01", Kopecks: 200}})
		},
	})
}

// TestUndo gives the inverse of every command that has one and finds the rows as they were.
func TestUndo(t *testing.T) {
	undo := func(b *bench, actor desk.ID, cmd desk.Command) (restored bool) {
		b.t.Helper()
		ignore := map[string]bool{"history": true, "notice": true}
		image := func() map[string][]desk.Row {
			out := map[string][]desk.Row{}
			for _, table := range desk.Tables {
				if ignore[table.Name] {
					continue
				}
				for _, row := range b.tx.All(table.Name) {
					if t, ok := row.(*desk.Ticket); ok {
						t.TouchedAt, t.StatusAt, t.WaitSince, t.Criteria = 0, 0, 0, ""
					}
					if d, ok := row.(*desk.EstimateDraft); ok {
						d.At = 0
					}
					if l, ok := row.(*desk.TicketLink); ok {
						l.At = 0
					}
					out[table.Name] = append(out[table.Name], row)
				}
			}
			return out
		}
		before := image()
		call := desk.Call{ID: b.id(), Actor: actor, Source: desk.SourceDesktop, At: b.at.Add(time.Minute), Authority: true, Command: cmd}
		inverse, err := desk.Inverse(b.tx, call)
		b.must(err)
		b.do(actor, cmd)
		if inverse == nil {
			return false
		}
		b.do(actor, inverse)
		b.equal("after undoing "+cmd.Spec().Name, image(), before)
		return true
	}
	parts(t, map[string]func(b *bench){
		"what can be taken back is taken back": func(b *bench) {
			id := b.inbox()
			plan := b.plan(b.ticketAt(desk.StatusApproved), anna)
			estimated, planned := b.ticketAt(desk.StatusEstimated), b.ticketAt(desk.StatusPlanned)
			b.do(manager, &desk.DraftEstimate{TicketID: estimated, NH: 7})
			closed, link, waits := b.ticketAt(desk.StatusIrrelevant), b.id(), b.newTicket()
			b.do(manager, &desk.WaitTicket{TicketID: waits, For: desk.WaitVendor, RemindAt: b.at})
			b.do(manager, &desk.LinkTicket{ID: link, TicketID: planned, OtherID: closed, Kind: desk.LinkWarranty})
			for _, c := range []struct {
				actor desk.ID
				cmd   desk.Command
			}{
				{anna, &desk.AcceptTicket{TicketID: id}},
				{manager, &desk.ClassifyTicket{TicketID: id, About: desk.About{Subject: "другое"}}},
				{manager, &desk.DraftEstimate{TicketID: id, NH: 4}},
				{manager, &desk.DraftEstimate{TicketID: estimated}},
				{lead, plan},
				{lead, &desk.UnplanTicket{TicketID: planned}},
				{lead, b.plan(planned, boris)},
				{manager, &desk.CloseTicket{TicketID: planned, Reason: "не нужно"}},
				{manager, &desk.RestoreTicket{TicketID: closed}},
				{manager, &desk.LinkTicket{ID: b.id(), TicketID: planned, OtherID: estimated, Kind: desk.LinkCausedBy}},
				{manager, &desk.UnlinkTicket{LinkID: link}},
				{manager, &desk.WaitTicket{TicketID: id, For: desk.WaitClient, Note: "ответ"}},
				{manager, &desk.WaitTicket{TicketID: waits, For: desk.WaitClient, Note: "ответ"}},
				{manager, &desk.ResumeTicket{TicketID: waits}},
				{admin, &desk.SetSetting{Name: "ticket.stale_days", Value: []byte("7")}},
			} {
				if c.cmd.Spec().Name == "setting.set" { // the default becomes explicit: the same value, another row
					b.put(&desk.Setting{ID: "ticket.stale_days", Value: "30"})
				}
				if !undo(b, c.actor, c.cmd) {
					b.t.Errorf("%s cannot be undone", c.cmd.Spec().Name)
				}
			}
			b.do(boris, &desk.AcceptTicket{TicketID: id})
			if !undo(b, boris, &desk.ReleaseTicket{TicketID: id}) {
				b.t.Error("a release cannot be undone")
			}
		},
		"what nobody can take back has no inverse": func(b *bench) {
			for _, cmd := range []desk.Command{
				&desk.Say{ID: b.id(), TicketID: b.newTicket(), Audience: desk.ToClient, Text: "x"},
				&desk.EstimateTicket{TicketID: b.newTicket(), NH: 1},
				&desk.CloseTicket{TicketID: b.ticketAt(desk.StatusStale), Reason: "x"},
				&desk.RestoreTicket{TicketID: b.ticketAt(desk.StatusStale)},
				&desk.AcceptTicket{TicketID: b.newTicket()},
			} {
				if undo(b, manager, cmd) {
					b.t.Errorf("%s was undone", cmd.Spec().Name)
				}
			}
		},
		"an inverse of what is refused is refused or nothing, never a fault": func(b *bench) {
			for _, cmd := range []desk.Command{
				&desk.AcceptTicket{TicketID: b.id()}, &desk.ClassifyTicket{TicketID: "x"}, &desk.CloseTicket{}, &desk.RestoreTicket{},
				&desk.DraftEstimate{}, &desk.SetSetting{Name: "x"}, &desk.PlanTicket{}, &desk.ReleaseTicket{},
			} {
				if _, err := desk.Inverse(b.tx, desk.Call{ID: b.id(), Actor: manager, Command: cmd}); err != nil && desk.AsError(err) == nil {
					b.t.Errorf("%s: %v", cmd.Spec().Name, err)
				}
			}
		},
	})
}
