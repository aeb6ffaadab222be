package desk

// Say adds a message to a ticket's conversation: to the client or, unseen by them, to colleagues. It is never undone.
type Say struct {
	ID       ID       `json:"id"`
	TicketID ID       `json:"ticketId"`
	Audience Audience `json:"audience"`
	Text     string   `json:"text"`
}

// Spec implements Command.
func (*Say) Spec() *Spec { return ticketSay }

// Apply implements Command. Everybody may leave a note for colleagues; to the client speaks who may act on the ticket.
func (c *Say) Apply(tx Tx, env Env) error {
	if err := checkID("id", c.ID); err != nil {
		return err
	}
	id, err := survivor(tx, c.TicketID) // words for a merged ticket arrive at the one that is left (ST-7)
	if err != nil {
		return err
	}
	l, err := LookAt(tx, env.Actor, env.At, id)
	if err != nil {
		return err
	}
	switch c.Audience {
	case ToInternal:
	case ToClient:
		if err := l.mayAct(); err != nil {
			return err
		}
	default:
		return Errorf(CodeInvalid, "message.audience_unknown")
	}
	text, err := neededProse("message.text", c.Text)
	if err != nil {
		return err
	}
	if err := tx.Insert(&Message{
		ID: c.ID, TicketID: id, Audience: c.Audience, AuthorID: env.Actor.ID,
		Source: env.Actor.Source, Text: text, At: env.At,
	}); err != nil {
		return err
	}
	return putTouched(tx, l.Ticket, env)
}
