package desk

// WatchTicket asks to be told of what happens to a ticket (NT-3). Who manages or does it is told anyway.
type WatchTicket struct {
	TicketID ID `json:"ticketId"`
}

// Spec implements Command.
func (*WatchTicket) Spec() *Spec { return ticketWatch }

// Apply implements Command. Watching twice changes nothing.
func (c *WatchTicket) Apply(tx Tx, env Env) error {
	if _, err := LookAt(tx, env.Actor, env.At, c.TicketID); err != nil {
		return err
	}
	w := &Watch{ID: watchID(c.TicketID, env.Actor.ID), TicketID: c.TicketID, PersonID: env.Actor.ID, At: env.At}
	if watching, err := tx.Get(&Watch{ID: w.ID}); watching || err != nil { // NT-3
		return err
	}
	return tx.Insert(w)
}

// Inverse implements Undoable.
func (c *WatchTicket) Inverse(tx Tx, env Env) (Command, error) {
	watching, err := tx.Get(&Watch{ID: watchID(c.TicketID, env.Actor.ID)})
	if watching || err != nil {
		return nil, err
	}
	return &UnwatchTicket{TicketID: c.TicketID}, nil
}

// UnwatchTicket takes a person's own watch back.
type UnwatchTicket struct {
	TicketID ID `json:"ticketId"`
}

// Spec implements Command.
func (*UnwatchTicket) Spec() *Spec { return ticketUnwatch }

// Apply implements Command. Not watching already changes nothing.
func (c *UnwatchTicket) Apply(tx Tx, env Env) error {
	if _, err := LookAt(tx, env.Actor, env.At, c.TicketID); err != nil {
		return err
	}
	return tx.Delete(&Watch{ID: watchID(c.TicketID, env.Actor.ID)})
}

// Inverse implements Undoable.
func (c *UnwatchTicket) Inverse(tx Tx, env Env) (Command, error) {
	watching, err := tx.Get(&Watch{ID: watchID(c.TicketID, env.Actor.ID)})
	if !watching || err != nil {
		return nil, err
	}
	return &WatchTicket{TicketID: c.TicketID}, nil
}
