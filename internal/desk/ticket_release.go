package desk

// ReleaseTicket gives a ticket back to the inbox while nothing has been done about it.
type ReleaseTicket struct {
	TicketID ID `json:"ticketId"`
}

// Spec implements Command.
func (*ReleaseTicket) Spec() *Spec { return ticketRelease }

func (l *Look) canRelease() error {
	if l.Ticket.ManagerID != l.Actor.ID { // PR-3
		return Errorf(CodeForbidden, "ticket.not_yours")
	}
	if l.Ticket.Status != StatusNew { // ST-2
		return Errorf(CodeConflict, "ticket.not_new", "status", l.Ticket.Status)
	}
	return nil
}

// Apply implements Command.
func (c *ReleaseTicket) Apply(tx Tx, env Env) error {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	if err := l.canRelease(); err != nil {
		return err
	}
	l.Ticket.ManagerID = ""
	return putTouched(tx, l.Ticket, env)
}

// Inverse implements Undoable.
func (c *ReleaseTicket) Inverse(Tx, Env) (Command, error) { return &AcceptTicket{c.TicketID}, nil }
