package desk

// ReopenTicket goes on with a ticket that was done by our own mistake; the last part is open again.
type ReopenTicket struct {
	TicketID ID     `json:"ticketId"`
	Reason   string `json:"reason,omitempty"`
}

// Spec implements Command.
func (*ReopenTicket) Spec() *Spec { return ticketReopen }

func (l *Look) canReopen() error {
	if err := l.mayAct(); err != nil {
		return err
	}
	return canMove(l.Ticket.Status, StatusInProgress, StatusDone)
}

// Apply implements Command.
func (c *ReopenTicket) Apply(tx Tx, env Env) error {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	if err := l.canReopen(); err != nil {
		return err
	}
	t := l.Ticket
	if t.Reason, err = prose(c.Reason); err != nil {
		return err
	}
	if err := move(t, StatusInProgress, env); err != nil {
		return err
	}
	t.DoneAt, t.HandedAt, t.HandedTo = 0, 0, ""
	if e := l.lastDone(); e != nil { // ST-5
		e.State = PlanPublished
		e.Version++
		if err := tx.Put(e); err != nil {
			return err
		}
	}
	l.assign()
	return putTouched(tx, t, env)
}
