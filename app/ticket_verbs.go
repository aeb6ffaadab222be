package app

import "naryad/internal/desk"

// CreateTicket records a request; its Receipt's ID is the new ticket's.
func (d *Desk) CreateTicket(form NewTicket) (Receipt, error) {
	return d.make("CreateTicket", func(id desk.ID) desk.Command {
		return &desk.CreateTicket{ID: id, Source: desk.Source(form.Source), Text: form.Text, About: desk.About{
			Subject: form.Subject, ClientID: form.ClientID, LegalEntityID: form.LegalEntityID, ContactID: form.ContactID,
			InfobaseID: form.InfobaseID, Kind: form.Kind, Urgent: form.Urgent, UrgentReason: form.UrgentReason,
		}}
	})
}

// ClassifyTicket says anew what a ticket is about; every field is set.
func (d *Desk) ClassifyTicket(form Classify) (Receipt, error) {
	return d.give("ClassifyTicket", &desk.ClassifyTicket{TicketID: form.TicketID, About: desk.About{
		Subject: form.Subject, ClientID: form.ClientID, LegalEntityID: form.LegalEntityID, ContactID: form.ContactID,
		InfobaseID: form.InfobaseID, Kind: form.Kind, Urgent: form.Urgent, UrgentReason: form.UrgentReason,
	}})
}

// AcceptTicket takes a ticket out of the inbox.
func (d *Desk) AcceptTicket(id string) (Receipt, error) {
	return d.give("AcceptTicket", &desk.AcceptTicket{TicketID: id})
}

// DraftEstimate keeps an estimate that is being typed, in tenths of n/h; an empty one is forgotten.
func (d *Desk) DraftEstimate(id string, nh int, stages []Stage) (Receipt, error) {
	return d.give("DraftEstimate", &desk.DraftEstimate{TicketID: id, NH: desk.NH(nh), Stages: stagesOf(stages)})
}

// EstimateTicket fixes a new version of the estimate, in tenths of n/h: a value of the scale, or stages.
func (d *Desk) EstimateTicket(id string, nh int, stages []Stage, reason string) (Receipt, error) {
	return d.give("EstimateTicket", &desk.EstimateTicket{TicketID: id, NH: desk.NH(nh), Stages: stagesOf(stages), Reason: reason})
}

func stagesOf(stages []Stage) []desk.Stage {
	var out []desk.Stage
	for _, s := range stages {
		out = append(out, desk.Stage{No: s.No, Name: s.Name, NH: desk.NH(s.NH)})
	}
	return out
}

// ReestimateTicket fixes a new version after one that was approved (EST-4).
func (d *Desk) ReestimateTicket(form Reestimate) (Receipt, error) {
	return d.give("ReestimateTicket", &desk.EstimateTicket{
		TicketID: form.TicketID, NH: desk.NH(form.NH), Stages: stagesOf(form.Stages), Cause: form.Cause, Evidence: form.Evidence, Absorbed: form.Absorbed,
	})
}

// AnswerEstimate records the client's yes or no to one version, with what the client was told of it (AP-3). way: call, chat, mail.
func (d *Desk) AnswerEstimate(id, estimateID string, yes bool, contactID, way, text, shown string) (Receipt, error) {
	return d.give("AnswerEstimate", &desk.AnswerEstimate{
		TicketID: id, EstimateID: estimateID, Yes: yes, ContactID: contactID, Way: way, Text: text, Shown: shown,
	})
}

// WaitTicket says whom a ticket waits for (WT-1): client, vendor, access; an empty remindAt reminds of nothing.
func (d *Desk) WaitTicket(id, whom, note, remindAt string) (Receipt, error) {
	when, err := instant(remindAt)
	if err != nil {
		return Receipt{}, err
	}
	return d.give("WaitTicket", &desk.WaitTicket{TicketID: id, For: whom, Note: note, RemindAt: when})
}

// ResumeTicket ends the waiting.
func (d *Desk) ResumeTicket(id string) (Receipt, error) {
	return d.give("ResumeTicket", &desk.ResumeTicket{TicketID: id})
}

// HearClient writes down what a client said; source: phone, messenger, email. Its Receipt's ID is the message's.
func (d *Desk) HearClient(id, contactID, source, text string) (Receipt, error) {
	return d.make("HearClient", func(message desk.ID) desk.Command {
		return &desk.HearClient{ID: message, TicketID: id, ContactID: contactID, Source: desk.Source(source), Text: text}
	})
}

// HandOverTicket notes that what is done was shown to the client (HO-1); contactID may be empty.
func (d *Desk) HandOverTicket(id, contactID string) (Receipt, error) {
	return d.give("HandOverTicket", &desk.HandOverTicket{TicketID: id, ContactID: contactID})
}

// PlanTicket puts a piece of a ticket on the plan; its Receipt's ID is the plan entry's.
func (d *Desk) PlanTicket(form PlanTicket) (Receipt, error) {
	id := d.app.newID()
	return d.execute("PlanTicket", id, func() (desk.Command, error) {
		from, err := instant(form.From)
		if err != nil {
			return nil, err
		}
		to, err := instant(form.To)
		if err != nil {
			return nil, err
		}
		return &desk.PlanTicket{
			ID: id, TicketID: form.TicketID, EngineerID: form.EngineerID, StartAt: from, EndAt: to,
			NH: desk.NH(form.NH), Criteria: form.Criteria,
		}, nil
	})
}

// UnplanTicket takes a ticket off the plan.
func (d *Desk) UnplanTicket(id string) (Receipt, error) {
	return d.give("UnplanTicket", &desk.UnplanTicket{TicketID: id})
}

// SetDeadline sets until when a ticket must be done; an empty at takes the deadline away.
func (d *Desk) SetDeadline(id, at string, hard bool, reason string) (Receipt, error) {
	when, err := instant(at)
	if err != nil {
		return Receipt{}, err
	}
	return d.give("SetDeadline", &desk.SetDeadline{TicketID: id, At: when, Hard: hard, Reason: reason})
}

// PutBackTicket stops the work on a ticket and leaves it planned.
func (d *Desk) PutBackTicket(id string) (Receipt, error) {
	return d.leave(id, "PutBackTicket", &desk.PutBackTicket{TicketID: id})
}

// FinishTicket is an assignee's Done; my timer, if it runs on the ticket, stops with it.
func (d *Desk) FinishTicket(id, resolution string) (Receipt, error) {
	return d.leave(id, "FinishTicket", &desk.FinishTicket{TicketID: id, Resolution: resolution})
}

// ReopenTicket goes on with a ticket that was done by our own mistake.
func (d *Desk) ReopenTicket(id, reason string) (Receipt, error) {
	return d.give("ReopenTicket", &desk.ReopenTicket{TicketID: id, Reason: reason})
}

// ConfirmTicket records that the client is content. way: call, chat, mail.
func (d *Desk) ConfirmTicket(id, contactID, way string) (Receipt, error) {
	return d.give("ConfirmTicket", &desk.ConfirmTicket{TicketID: id, ContactID: contactID, Way: way})
}

// SendBackTicket records that the client is not content, in the client's words.
func (d *Desk) SendBackTicket(id, text string) (Receipt, error) {
	return d.give("SendBackTicket", &desk.SendBackTicket{TicketID: id, Text: text})
}

// CloseTicket marks a ticket as no longer needed.
func (d *Desk) CloseTicket(id, reason string) (Receipt, error) {
	return d.leave(id, "CloseTicket", &desk.CloseTicket{TicketID: id, Reason: reason})
}

// RestoreTicket brings a stale or irrelevant ticket back to the status it left.
func (d *Desk) RestoreTicket(id string) (Receipt, error) {
	return d.give("RestoreTicket", &desk.RestoreTicket{TicketID: id})
}

// Say adds a message to a ticket's conversation; its Receipt's ID is the message's. It is never undone. mentions are the
// colleagues who are asked in a note.
func (d *Desk) Say(id, audience, text string, mentions []string) (Receipt, error) {
	return d.make("Say", func(message desk.ID) desk.Command {
		return &desk.Say{ID: message, TicketID: id, Audience: desk.Audience(audience), Text: text, Mentions: mentions}
	})
}
