package desk

// AcceptTicket takes a ticket out of the inbox: the actor becomes its manager (ST-2).
type AcceptTicket struct {
	TicketID ID `json:"ticketId"`
}

// Spec implements Command.
func (*AcceptTicket) Spec() *Spec { return ticketAccept }

// canAccept tells the second to accept who has it.
func (l *Look) canAccept() error {
	if l.Ticket.ManagerID != "" && l.Ticket.ManagerID != l.Actor.ID { // ST-2
		return Errorf(CodeConflict, "ticket.accepted_by", "name", l.Name(l.Ticket.ManagerID))
	}
	return nil
}

// Apply implements Command. To accept a ticket that one already manages changes nothing.
func (c *AcceptTicket) Apply(tx Tx, env Env) error {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	if err := l.canAccept(); err != nil {
		return err
	}
	if l.Ticket.ManagerID == env.Actor.ID { // ST-2
		return nil
	}
	l.Ticket.ManagerID = env.Actor.ID
	return putTouched(tx, l.Ticket, env)
}

// Inverse implements Undoable.
func (c *AcceptTicket) Inverse(tx Tx, env Env) (Command, error) {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return nil, err
	}
	if l.Ticket.ManagerID != "" || l.Ticket.Status != StatusNew {
		return nil, nil
	}
	return &ReleaseTicket{c.TicketID}, nil
}
