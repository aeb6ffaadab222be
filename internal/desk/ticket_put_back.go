package desk

// PutBackTicket stops the work on a ticket and leaves it planned.
type PutBackTicket struct {
	TicketID ID `json:"ticketId"`
}

// Spec implements Command.
func (*PutBackTicket) Spec() *Spec { return ticketPutBack }

func (l *Look) canPutBack() error {
	if err := l.mayAct(); err != nil {
		return err
	}
	return canMove(l.Ticket.Status, StatusPlanned, StatusInProgress)
}

// Apply implements Command.
func (c *PutBackTicket) Apply(tx Tx, env Env) error {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	if err := l.canPutBack(); err != nil {
		return err
	}
	if err := move(l.Ticket, StatusPlanned, env); err != nil {
		return err
	}
	return putTouched(tx, l.Ticket, env)
}
