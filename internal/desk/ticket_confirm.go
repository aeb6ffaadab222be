package desk

// ConfirmTicket records that the client is content; only then is a ticket completed.
type ConfirmTicket struct {
	TicketID  ID     `json:"ticketId"`
	ContactID ID     `json:"contactId,omitempty"`
	Way       string `json:"way"` // call, chat, mail
}

// Spec implements Command.
func (*ConfirmTicket) Spec() *Spec { return ticketConfirm }

func (l *Look) canConfirm() error {
	if err := l.mayAct(); err != nil {
		return err
	}
	return canMove(l.Ticket.Status, StatusCompleted)
}

// Apply implements Command.
func (c *ConfirmTicket) Apply(tx Tx, env Env) error {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	if err := l.canConfirm(); err != nil {
		return err
	}
	if err := wayOf(c.Way); err != nil {
		return err
	}
	if err := optionalID("contactId", c.ContactID); err != nil {
		return err
	}
	t := l.Ticket
	if err := contactOf(tx, t.ClientID, c.ContactID); err != nil {
		return err
	}
	if err := move(t, StatusCompleted, env); err != nil {
		return err
	}
	t.CompletedAt, t.ConfirmedBy, t.ConfirmedWay = env.At, c.ContactID, c.Way
	return putTouched(tx, t, env)
}
