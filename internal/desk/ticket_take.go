package desk

// TakeTicket starts the work now: the actor becomes an assignee with an entry in today's plan. An approved ticket can
// be taken by every engineer, a planned one by those it is planned for, and an urgent one that is not yet estimated
// or approved when somebody has allowed it (ST-3).
type TakeTicket struct {
	TicketID  ID `json:"ticketId"`
	AllowedBy ID `json:"allowedBy,omitempty"` // a manager or above, for a ticket not yet approved; empty: the actor, who must be one
}

// Spec implements Command.
func (*TakeTicket) Spec() *Spec { return ticketTake }

// early says whether taking the ticket would be before its approval.
func (l *Look) early() bool {
	return l.Ticket.Status == StatusNew || l.Ticket.Status == StatusEstimated // ST-3
}

func (l *Look) canTake() error {
	if err := canMove(l.Ticket.Status, StatusInProgress, StatusNew, StatusEstimated, StatusApproved, StatusPlanned); err != nil {
		return err
	}
	if l.early() && !l.Ticket.Urgent { // ST-3
		return Errorf(CodeConflict, "ticket.not_urgent", "status", l.Ticket.Status)
	}
	if l.Ticket.Status == StatusPlanned && len(l.open(l.Actor.ID)) == 0 { // PR-3
		return Errorf(CodeForbidden, "ticket.planned_for", "name", l.Name(l.Ticket.AssigneeID))
	}
	return nil
}

// Apply implements Command.
func (c *TakeTicket) Apply(tx Tx, env Env) error {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	if err := l.canTake(); err != nil {
		return err
	}
	if err := c.allow(tx, l); err != nil {
		return err
	}
	if err := move(l.Ticket, StatusInProgress, env); err != nil {
		return err
	}
	if len(l.open(env.Actor.ID)) == 0 { // ST-3
		entry := entryFromNow(env.DerivedID(1), l.Ticket, env.Actor.ID, env)
		if err := tx.Insert(entry); err != nil {
			return err
		}
		l.Entries = append(l.Entries, entry)
	}
	l.assign()
	return putTouched(tx, l.Ticket, env)
}

// allow asks who let the work begin before its approval.
func (c *TakeTicket) allow(tx Tx, l *Look) error {
	if !l.early() { // ST-3
		return nil
	}
	by := c.AllowedBy
	if by == "" && l.Actor.Has(managers...) { // ST-3
		by = l.Actor.ID
	}
	if by == "" { // ST-3
		return Errorf(CodeInvalid, "ticket.allowed_by_missing")
	}
	p, err := person(tx, by)
	if err != nil {
		return err
	}
	if !p.Active || !(Actor{Roles: p.Roles}).Has(managers...) { // ST-3
		return Errorf(CodeInvalid, "ticket.allowed_by_may_not", "name", p.Name)
	}
	l.Ticket.AllowedBy = p.ID
	return nil
}
