package app

import (
	"slices"

	"naryad/internal/desk"
	"naryad/internal/store"
)

// Ticket returns everything that the detail pane shows but the conversation, the time and the history.
func (d *Desk) Ticket(id string) (TicketDetail, error) {
	return reading(d, "Ticket", func(r *reader) (TicketDetail, error) {
		t, found, err := r.TicketDetail(id)
		if err != nil {
			return TicketDetail{}, err
		}
		if !found {
			return TicketDetail{}, desk.Errorf(desk.CodeNotFound, "app.no_ticket")
		}
		return r.detailView(&t)
	})
}

func (r *reader) detailView(t *store.TicketDetail) (TicketDetail, error) {
	running, err := r.running()
	if err != nil {
		return TicketDetail{}, err
	}
	v := TicketDetail{
		TicketRow:   rowView(&t.TicketRow, running),
		LegalEntity: Ref{t.LegalEntity.ID, t.LegalEntity.Name}, Contact: Ref{t.Contact.ID, t.Contact.Name},
		Infobase: Ref{t.Infobase.ID, t.Infobase.Name},
		Kind:     t.Kind, UrgentReason: t.UrgentReason, AssigneeID: t.AssigneeID, Reason: t.Reason, Criteria: t.Criteria,
		Resolution: t.Resolution, DeadlineReason: t.DeadlineReason, CreatedAt: iso(t.CreatedAt),
		Plan: make([]Plan, len(t.Plan)), Messages: t.Messages, Links: linkViews(t), Warranty: t.Warranty,
		WaitNote: t.WaitNote, HandedAt: iso(t.HandedAt), ApprovedNH: int(t.ApprovedNH),
	}
	if t.MergedInto != nil {
		row := rowView(t.MergedInto, running)
		v.MergedInto = &row
	}
	if v.Manager, err = r.person(t.ManagerID); err != nil {
		return v, err
	}
	for i, e := range t.Plan {
		v.Plan[i] = Plan{
			ID: e.ID, StageNo: e.StageNo, EngineerID: e.EngineerID, Engineer: shortName(e.Engineer),
			From: iso(e.StartAt), To: iso(e.EndAt), NH: int(e.NH), State: string(e.State),
		}
	}
	if err := r.fillEstimates(&v, t); err != nil {
		return v, err
	}
	if v.Approvers, err = r.contactsWho(t.ClientID, desk.RightApprove); err != nil {
		return v, err
	}
	if v.Confirmers, err = r.contactsWho(t.ClientID, desk.RightConfirm); err != nil {
		return v, err
	}
	if err := r.fillActions(&v, running); err != nil {
		return v, err
	}
	if err := r.fillWatchers(&v); err != nil {
		return v, err
	}
	return v, r.fillRefused(&v)
}

// fillEstimates lists the versions, the newest first, each with the answer that counts: the last one given to it.
func (r *reader) fillEstimates(v *TicketDetail, t *store.TicketDetail) error {
	v.Estimates = make([]Estimate, len(t.Estimates))
	for i, e := range t.Estimates {
		view := Estimate{
			ID: e.ID, No: e.No, NH: int(e.NH), Stages: stageViews(e.Stages), Firm: e.Firm, At: iso(e.At), Reason: e.Reason,
			Cause: e.Cause, Evidence: e.Evidence, Absorbed: e.Absorbed,
		}
		var err error
		if view.By, err = r.actorName(e.By); err != nil {
			return err
		}
		if a := slices.IndexFunc(t.Approvals, func(a desk.Approval) bool { return a.EstimateID == e.ID }); a >= 0 {
			if err := r.fillAnswer(&view, t.Approvals[a]); err != nil {
				return err
			}
		}
		v.Estimates[i] = view
	}
	if t.Draft == nil {
		return nil
	}
	by, err := r.actorName(t.Draft.By)
	v.Draft = &Draft{NH: int(t.Draft.NH), Stages: stageViews(t.Draft.Stages), By: by, At: iso(t.Draft.At)}
	return err
}

func (r *reader) fillAnswer(v *Estimate, a desk.Approval) error {
	v.Answer = "no"
	if a.Yes {
		v.Answer = "yes"
	}
	v.Automatic, v.AnswerAt, v.Rule, v.RuleNH, v.Shown = a.Automatic, iso(a.At), a.Rule, int(a.Limit), a.Shown
	v.Way, v.Text = a.Way, a.Text
	contact := &desk.Contact{ID: a.ContactID}
	if a.ContactID != "" {
		if _, err := r.Get(contact); err != nil {
			return err
		}
	}
	var err error
	if v.AnswerBy = contact.Name; v.AnswerBy == "" {
		v.AnswerBy, err = r.actorName(a.By)
	}
	return err
}

// contactsWho lists who of a client may do something (CL-2).
func (r *reader) contactsWho(clientID desk.ID, right desk.ContactRight) ([]Ref, error) {
	if clientID == "" {
		return []Ref{}, nil
	}
	who, err := desk.ContactsWho(r.Reader, clientID, right)
	out := make([]Ref, len(who))
	for i, c := range who {
		out[i] = Ref{c.ID, c.Name}
	}
	return out, err
}

func stageViews(stages []desk.Stage) []Stage {
	out := make([]Stage, len(stages))
	for i, s := range stages {
		out[i] = Stage{No: s.No, Name: s.Name, NH: int(s.NH)}
	}
	return out
}

// notOffered are verbs that only Undo gives.
var notOffered = []string{"ticket.release"}

// fillActions asks the domain what this person may do now, so that what is offered is what would be allowed.
func (r *reader) fillActions(v *TicketDetail, running *desk.TimeEntry) error {
	actor, err := r.actor()
	if err != nil {
		return err
	}
	v.Actions = []Action{}
	if v.MergedInto != nil { // a pointer takes no verb
		return nil
	}
	look, err := desk.LookAt(r.Reader, actor, r.now, v.ID)
	if err != nil {
		return err
	}
	look.Running = running
	for _, a := range desk.NextActions(look) {
		if slices.Contains(notOffered, a.Verb) {
			continue
		}
		view := Action{Verb: a.Verb, Enabled: a.Enabled}
		if a.Why != nil {
			view.Why = r.app.problem(a.Why).Text
		}
		if a.Enabled && v.Next == "" {
			v.Next = a.Verb
		}
		v.Actions = append(v.Actions, view)
	}
	return nil
}
