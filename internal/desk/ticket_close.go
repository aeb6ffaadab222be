package desk

// CloseTicket marks a ticket as no longer needed. Its hours and its plan entries stay as they are.
type CloseTicket struct {
	TicketID ID     `json:"ticketId"`
	Reason   string `json:"reason"`
}

// Spec implements Command.
func (*CloseTicket) Spec() *Spec { return ticketClose }

func (l *Look) canClose() error {
	if err := l.mayAct(); err != nil {
		return err
	}
	return canMove(l.Ticket.Status, StatusIrrelevant)
}

// Apply implements Command. A stale ticket that is closed still remembers the status it had before.
func (c *CloseTicket) Apply(tx Tx, env Env) error {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	if err := l.canClose(); err != nil {
		return err
	}
	reason, err := neededProse("ticket.close_reason", c.Reason) // ST-3
	if err != nil {
		return err
	}
	t := l.Ticket
	if t.Status != StatusStale { // ST-3
		t.LeftStatus = t.Status
	}
	if err := move(t, StatusIrrelevant, env); err != nil {
		return err
	}
	t.Reason = reason
	return putTouched(tx, t, env)
}

// Inverse implements Undoable. What was stale cannot be made stale again by a person.
func (c *CloseTicket) Inverse(tx Tx, env Env) (Command, error) {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil || l.Ticket.Status == StatusStale {
		return nil, err
	}
	return &RestoreTicket{c.TicketID}, nil
}
