package desk

// RestoreTicket brings a stale or irrelevant ticket back to the status it left.
type RestoreTicket struct {
	TicketID ID `json:"ticketId"`
}

// Spec implements Command.
func (*RestoreTicket) Spec() *Spec { return ticketRestore }

func (l *Look) canRestore() error {
	if err := l.mayAct(); err != nil {
		return err
	}
	to := l.Ticket.LeftStatus
	if to == "" {
		to = StatusNew // the refusal must name a status
	}
	return canMove(l.Ticket.Status, to, StatusStale, StatusIrrelevant)
}

// Apply implements Command.
func (c *RestoreTicket) Apply(tx Tx, env Env) error {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	if err := l.canRestore(); err != nil {
		return err
	}
	t := l.Ticket
	if err := move(t, t.LeftStatus, env); err != nil {
		return err
	}
	t.LeftStatus, t.Reason = "", ""
	return putTouched(tx, t, env)
}

// Inverse implements Undoable.
func (c *RestoreTicket) Inverse(tx Tx, env Env) (Command, error) {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil || l.Ticket.Status != StatusIrrelevant {
		return nil, err
	}
	return &CloseTicket{c.TicketID, l.Ticket.Reason}, nil
}
