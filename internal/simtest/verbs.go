package simtest

import (
	"encoding/json"
	"time"

	"naryad/internal/desk"
)

// command is what somebody does next: mostly what makes sense with a ticket that they see, now and then anything at all.
func (t *things) command(r *replica) desk.Command {
	d := t.w.dice
	if len(t.tickets) == 0 || (len(t.tickets) < 8 && d.chance(140)) {
		return t.create()
	}
	id := pick(d, t.tickets)
	ticket := r.known(id)
	switch {
	case d.chance(120):
		return t.aboutClients()
	case d.chance(150) || ticket == nil:
		return t.anything(r, id, ticket)
	case d.chance(100):
		return t.aboutTalk(r, id)
	case d.chance(250):
		return &desk.Say{ID: t.newID(), TicketID: id, Audience: pick(d, []desk.Audience{desk.ToInternal, desk.ToClient}), Text: t.w.text("сообщение")}
	case d.chance(200):
		return t.timer(r, id)
	}
	return t.sensible(r, ticket)
}

func (t *things) create() desk.Command {
	c := &desk.CreateTicket{ID: t.newID(), About: t.about()}
	c.Source = pick(t.w.dice, []desk.Source{"", "", desk.SourcePhone, desk.SourceEmail, desk.SourceMessenger})
	if t.w.dice.chance(500) {
		c.Text = t.w.text("просьба")
	}
	t.tickets = append(t.tickets, c.ID)
	return c
}

// about says what a ticket is about; often not everything is known yet.
func (t *things) about() desk.About {
	d := t.w.dice
	a := desk.About{Subject: t.w.text("тема")}
	if d.chance(250) {
		a.Urgent, a.UrgentReason = true, t.w.text("горит")
	}
	if d.chance(200) {
		return a
	}
	c := pick(d, t.clients)
	a.ClientID, a.Kind = c.id, pick(d, []string{"error", "consultation", "development"})
	if len(c.entities) > 0 && d.chance(500) {
		a.LegalEntityID = pick(d, c.entities)
	}
	if len(c.contacts) > 0 && d.chance(500) {
		a.ContactID = pick(d, c.contacts)
	}
	return a
}

// aboutClients is what people do to the list of clients, to settings and to colleagues.
func (t *things) aboutClients() desk.Command {
	d, c := t.w.dice, pick(t.w.dice, t.clients)
	switch d.weighted([]int{2, 2, 2, 1, 3, 3, 2, 1}) {
	case 0:
		n := &clientIDs{id: t.newID()}
		t.clients = append(t.clients, n)
		return &desk.AddClient{ID: n.id, Name: t.w.text("ООО")}
	case 1:
		id := t.newID()
		c.entities = append(c.entities, id)
		return &desk.AddLegalEntity{ID: id, ClientID: c.id, Name: t.w.text("юрлицо")}
	case 2:
		id := t.newID()
		c.contacts = append(c.contacts, id)
		return &desk.AddContact{ID: id, ClientID: c.id, Name: t.w.text("контакт")}
	case 3:
		return &desk.AddInfobase{ID: t.newID(), ClientID: c.id, Name: t.w.text("база")}
	case 4:
		return t.contract(c)
	case 5:
		if len(t.contracts) == 0 {
			return t.contract(c)
		}
		return &desk.SetRate{ID: t.newID(), ContractID: pick(d, t.contracts), From: pick(d, []string{"2026-01-01", "2026-02-01"}), Kopecks: int64(d.between(1, 5)) * 100_000}
	case 6:
		return t.setting()
	}
	return &desk.SetRoles{PersonID: t.anyone(), Roles: pick(d, [][]desk.Role{{desk.RoleEngineer}, {desk.RoleManager}, {desk.RoleAdmin, desk.RoleLead, desk.RoleEngineer}})}
}

func (t *things) contract(c *clientIDs) desk.Command {
	d := t.w.dice
	cmd := &desk.SetContract{ClientID: c.id, Number: t.w.text("договор")}
	if len(c.entities) > 0 {
		cmd.LegalEntityID = pick(d, c.entities)
	}
	if len(t.contracts) > 0 && d.chance(600) {
		cmd.ID = pick(d, t.contracts)
	} else {
		cmd.ID = t.newID()
		t.contracts = append(t.contracts, cmd.ID)
	}
	if d.chance(500) {
		cmd.LimitSet, cmd.ApprovalLimit = true, pick(d, []desk.NH{0, 10, 65})
	}
	return cmd
}

func (t *things) setting() desk.Command {
	choice := pick(t.w.dice, [][2]string{
		{"estimate.scale", `[1,2,3,5,8,10,20,30,40,65,130]`}, {"estimate.scale", `[5,10,20,40]`},
		{"approval.default_limit", "10"}, {"approval.default_limit", "0"}, {"approval.default_limit", "100"},
		{"ticket.sent_back_days", "1"}, {"ticket.kinds", `["error","consultation","development"]`}, {"ticket.kinds", `[]`},
	})
	return &desk.SetSetting{Name: choice[0], Value: json.RawMessage(choice[1])}
}

// timer starts or stops the person's timer, on whatever.
func (t *things) timer(r *replica, ticket desk.ID) desk.Command {
	d := t.w.dice
	if len(t.timers) > 0 && d.chance(450) {
		return &desk.StopTimer{EntryID: pick(d, t.timers[max(0, len(t.timers)-6):])}
	}
	cmd := &desk.StartTimer{ID: t.newID(), TicketID: ticket}
	t.timers = append(t.timers, cmd.ID)
	switch d.n(5) {
	case 0:
		cmd.TicketID = ""
	case 1:
		cmd.Kind, cmd.Note = desk.KindTalk, t.w.text("разговор")
	case 2:
		if d.chance(300) {
			cmd.TicketID = t.newID() // of a ticket that nobody has
		}
	}
	return cmd
}

// sensible is the next thing to do with a ticket in its status.
func (t *things) sensible(r *replica, k *desk.Ticket) desk.Command {
	d := t.w.dice
	switch k.Status {
	case desk.StatusNew:
		switch {
		case k.ManagerID == "":
			return &desk.AcceptTicket{TicketID: k.ID}
		case k.ClientID == "" || k.Kind == "":
			return &desk.ClassifyTicket{TicketID: k.ID, About: t.about()}
		case k.Urgent && d.chance(500):
			return &desk.TakeTicket{TicketID: k.ID, AllowedBy: t.w.base.people[0]}
		case d.chance(200):
			return &desk.DraftEstimate{TicketID: k.ID, NH: desk.NH(d.between(0, 20)), Stages: t.stages()}
		}
		return t.estimate(k)
	case desk.StatusEstimated:
		return t.answer(k)
	case desk.StatusRejected:
		return t.estimate(k)
	case desk.StatusApproved:
		if d.chance(400) {
			return &desk.TakeTicket{TicketID: k.ID}
		}
		if d.chance(150) {
			return t.estimate(k)
		}
		return t.plan(k)
	case desk.StatusPlanned:
		return t.ofPlanned(r, k)
	case desk.StatusInProgress:
		return t.ofStarted(k)
	case desk.StatusDone:
		switch d.n(5) {
		case 4:
			return &desk.HandOverTicket{TicketID: k.ID}
		case 0:
			return &desk.SendBackTicket{TicketID: k.ID, Text: t.w.text("не работает")}
		case 1:
			return &desk.ReopenTicket{TicketID: k.ID, Reason: t.w.text("ошиблись")}
		}
		return &desk.ConfirmTicket{TicketID: k.ID, Way: "call"}
	case desk.StatusCompleted:
		return &desk.SendBackTicket{TicketID: k.ID, Text: t.w.text("снова")}
	}
	return &desk.RestoreTicket{TicketID: k.ID}
}

func (t *things) estimate(k *desk.Ticket) desk.Command {
	d := t.w.dice
	cmd := &desk.EstimateTicket{TicketID: k.ID, NH: pick(d, []desk.NH{1, 5, 5, 8, 10, 20, 7}), Reason: t.w.text("оценка")}
	if k.ApprovedID != "" && d.chance(900) {
		cmd.Cause, cmd.Evidence, cmd.Absorbed = "hidden_work", t.w.text("находка"), d.chance(300)
	}
	if d.chance(200) {
		cmd.NH, cmd.Stages = 0, t.stages()
	}
	return cmd
}

func (t *things) stages() (out []desk.Stage) {
	d := t.w.dice
	for range d.n(3) {
		out = append(out, desk.Stage{Name: t.w.text("этап"), NH: pick(d, []desk.NH{5, 10, 20})})
	}
	return out
}

func (t *things) answer(k *desk.Ticket) desk.Command {
	yes := t.w.dice.chance(750)
	return &desk.AnswerEstimate{TicketID: k.ID, EstimateID: k.EstimateID, Yes: yes, Way: "call", Text: t.w.text("ответ")}
}

func (t *things) plan(k *desk.Ticket) desk.Command {
	start := desk.At(t.w.now).Add(time.Duration(t.w.dice.between(1, 72)) * time.Hour)
	return &desk.PlanTicket{
		ID: t.newID(), TicketID: k.ID, EngineerID: t.anyone(), StartAt: start, EndAt: start.Add(2 * time.Hour),
		NH: max(k.NH, 1), Criteria: t.w.text("критерии"),
	}
}

func (t *things) ofPlanned(r *replica, k *desk.Ticket) desk.Command {
	d := t.w.dice
	switch d.n(5) {
	case 0:
		cmd := &desk.UnplanTicket{TicketID: k.ID}
		if entries := r.entriesOf(k.ID); len(entries) > 0 && d.chance(500) {
			cmd.EntryID = pick(d, entries).ID
		}
		return cmd
	case 1:
		return t.plan(k)
	case 2:
		return &desk.TakeTicket{TicketID: k.ID}
	case 3:
		return &desk.CloseTicket{TicketID: k.ID, Reason: t.w.text("не нужно")}
	}
	return t.timer(r, k.ID)
}

func (t *things) ofStarted(k *desk.Ticket) desk.Command {
	d := t.w.dice
	switch d.n(6) {
	case 0:
		return &desk.PutBackTicket{TicketID: k.ID}
	case 1:
		return t.plan(k)
	case 2:
		return t.estimate(k)
	case 3:
		return t.answer(k)
	}
	return &desk.FinishTicket{TicketID: k.ID, Resolution: t.w.text("сделано")}
}

// anything is what people do by mistake, or on a replica that has not heard the news: any verb on any ticket.
func (t *things) anything(r *replica, id desk.ID, k *desk.Ticket) desk.Command {
	d := t.w.dice
	if k == nil {
		k = &desk.Ticket{ID: id, EstimateID: t.newID()}
	}
	if d.chance(100) {
		k.ID = t.newID()
	}
	switch d.n(19) {
	case 14, 15:
		return t.joins(r, k)
	case 16, 17, 18:
		return t.waits(k)
	case 0:
		return &desk.AcceptTicket{TicketID: k.ID}
	case 1:
		return &desk.ReleaseTicket{TicketID: k.ID}
	case 2:
		return &desk.ClassifyTicket{TicketID: k.ID, About: t.about()}
	case 3:
		return &desk.DraftEstimate{TicketID: k.ID, Stages: t.stages()}
	case 4:
		return t.estimate(k)
	case 5:
		return t.answer(k)
	case 6:
		return t.plan(k)
	case 7:
		return &desk.UnplanTicket{TicketID: k.ID}
	case 8:
		return &desk.TakeTicket{TicketID: k.ID, AllowedBy: t.anyone()}
	case 9:
		return &desk.FinishTicket{TicketID: k.ID, Resolution: pick(d, []string{"", t.w.text("сделано")})}
	case 10:
		return &desk.CloseTicket{TicketID: k.ID, Reason: t.w.text("закрыто")}
	case 11:
		return &desk.RestoreTicket{TicketID: k.ID}
	case 12:
		return &desk.ConfirmTicket{TicketID: k.ID, Way: "chat"}
	}
	return &desk.SendBackTicket{TicketID: k.ID, Text: t.w.text("вернули")}
}
