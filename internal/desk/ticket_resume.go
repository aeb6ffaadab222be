package desk

// ResumeTicket ends the waiting for somebody else (WT-1). Where nothing is waited for it changes nothing.
type ResumeTicket struct {
	TicketID ID `json:"ticketId"`
}

// Spec implements Command.
func (*ResumeTicket) Spec() *Spec { return ticketResume }

// Apply implements Command.
func (c *ResumeTicket) Apply(tx Tx, env Env) error {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	if err := l.mayAct(); err != nil {
		return err
	}
	if l.Ticket.WaitFor == "" { // WT-1
		return nil
	}
	resume(l.Ticket)
	return putTouched(tx, l.Ticket, env)
}

// Inverse implements Undoable.
func (c *ResumeTicket) Inverse(tx Tx, env Env) (Command, error) {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil || l.Ticket.WaitFor == "" || l.canWait() != nil {
		return nil, err
	}
	t := l.Ticket
	return &WaitTicket{TicketID: t.ID, For: t.WaitFor, Note: t.WaitNote, RemindAt: t.WaitRemindAt}, nil
}
