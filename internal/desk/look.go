package desk

import (
	"cmp"
	"slices"
)

// Look is what the guards of a ticket's verbs look at. NextActions takes one, and every verb makes one for
// itself, so that what is offered and what is allowed cannot differ.
type Look struct {
	Ticket       *Ticket
	Entries      []*PlanEntry // of the ticket
	Running      *TimeEntry   // the actor's running entry, for NextActions; nil when nothing runs
	Actor        Actor
	At           Instant
	SentBackDays int             // see setting ticket.sent_back_days
	Name         func(ID) string // a person's name
}

// LookAt reads what the guards need to know of a ticket. An unknown ticket is refused, and so is one that was merged (ST-7).
func LookAt(tx Getter, actor Actor, at Instant, ticketID ID) (*Look, error) {
	if err := checkID("ticketId", ticketID); err != nil {
		return nil, err
	}
	t, ok, err := get(tx, &Ticket{ID: ticketID})
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, Errorf(CodeNotFound, "ticket.unknown")
	}
	if err := notMerged(tx, t); err != nil {
		return nil, err
	}
	entries, err := find[PlanEntry](tx, "ticket_id", ticketID)
	if err != nil {
		return nil, err
	}
	days, err := days(tx, "ticket.sent_back_days")
	if err != nil {
		return nil, err
	}
	name := func(id ID) string {
		p, _, _ := get(tx, &Person{ID: id}) // a name that is missing is shown as nothing
		return p.Name
	}
	return &Look{Ticket: t, Entries: entries, Actor: actor, At: at, SentBackDays: days, Name: name}, nil
}

// mayAct is PR-3: engineers act on tickets that they manage or do, managers and above on all.
func (l *Look) mayAct() error {
	if !l.manages() && !l.does() { // PR-3
		return Errorf(CodeForbidden, "ticket.not_yours")
	}
	return nil
}

// manages says whether the actor answers for the whole ticket.
func (l *Look) manages() bool {
	return l.Actor.System || l.Actor.Has(managers...) || l.Ticket.ManagerID == l.Actor.ID // PR-3
}

// does says whether the actor has or had a part of the work.
func (l *Look) does() bool {
	return slices.ContainsFunc(l.Entries, func(e *PlanEntry) bool {
		return e.EngineerID == l.Actor.ID && e.State != PlanDraft // PR-3
	})
}

// open returns the published entries that are not done, of one engineer or (empty) of all, earliest first.
func (l *Look) open(engineer ID) []*PlanEntry {
	var out []*PlanEntry
	for _, e := range l.Entries {
		if e.State == PlanPublished && (engineer == "" || e.EngineerID == engineer) {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, byStart)
	return out
}

func byStart(a, b *PlanEntry) int {
	return cmp.Or(cmp.Compare(a.StartAt, b.StartAt), cmp.Compare(a.ID, b.ID))
}

// assign keeps the ticket's assignee: the engineer of the earliest open entry, else of the last one that was done.
func (l *Look) assign() {
	l.Ticket.AssigneeID = ""
	if open := l.open(""); len(open) > 0 {
		l.Ticket.AssigneeID = open[0].EngineerID
		return
	}
	if done := l.lastDone(); done != nil {
		l.Ticket.AssigneeID = done.EngineerID
	}
}

// lastDone is the latest entry that is done, or nil.
func (l *Look) lastDone() *PlanEntry {
	var last *PlanEntry
	for _, e := range l.Entries {
		if e.State == PlanDone && (last == nil || byStart(last, e) < 0) {
			last = e
		}
	}
	return last
}
