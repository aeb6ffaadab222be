package desk

// ClassifyTicket says anew what a ticket is about: every field is set (TK-1).
type ClassifyTicket struct {
	TicketID ID `json:"ticketId"`
	About
}

// Spec implements Command.
func (*ClassifyTicket) Spec() *Spec { return ticketClassify }

// Apply implements Command.
func (c *ClassifyTicket) Apply(tx Tx, env Env) error {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	if err := l.mayAct(); err != nil {
		return err
	}
	if err := c.About.set(tx, l.Ticket); err != nil {
		return err
	}
	if l.Ticket.EstimateID != "" { // TK-1
		if err := canBeEstimated(l.Ticket); err != nil {
			return err
		}
	}
	return putTouched(tx, l.Ticket, env)
}

// Inverse implements Undoable.
func (c *ClassifyTicket) Inverse(tx Tx, env Env) (Command, error) {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return nil, err
	}
	return &ClassifyTicket{c.TicketID, aboutOf(l.Ticket)}, nil
}
