package desk

// UnlinkTicket takes a link away. Without a warranty link left, the ticket costs again what was approved (ST-8).
type UnlinkTicket struct {
	LinkID ID `json:"linkId"`
}

// Spec implements Command.
func (*UnlinkTicket) Spec() *Spec { return ticketUnlink }

// Apply implements Command.
func (c *UnlinkTicket) Apply(tx Tx, env Env) error {
	link, err := c.link(tx)
	if err != nil {
		return err
	}
	l, err := LookAt(tx, env.Actor, env.At, link.TicketID)
	if err != nil {
		return err
	}
	if err := l.mayAct(); err != nil {
		return err
	}
	if err := tx.Delete(link); err != nil {
		return err
	}
	if l.Ticket.Warranty, err = hasWarranty(tx, link.TicketID); err != nil {
		return err
	}
	return putTouched(tx, l.Ticket, env)
}

func (c *UnlinkTicket) link(tx Getter) (*TicketLink, error) {
	if err := checkID("linkId", c.LinkID); err != nil {
		return nil, err
	}
	link, ok, err := get(tx, &TicketLink{ID: c.LinkID})
	if err == nil && !ok {
		err = Errorf(CodeNotFound, "ticket.link_unknown")
	}
	return link, err
}

// hasWarranty says whether a ticket repairs our own work on another (ST-8).
func hasWarranty(tx Getter, id ID) (bool, error) {
	links, err := find[TicketLink](tx, "ticket_id", id)
	if err != nil {
		return false, err
	}
	for _, l := range links {
		if l.Kind == LinkWarranty { // ST-8
			return true, nil
		}
	}
	return false, nil
}

// Inverse implements Undoable.
func (c *UnlinkTicket) Inverse(tx Tx, _ Env) (Command, error) {
	link, err := c.link(tx)
	if err != nil {
		return nil, err
	}
	return &LinkTicket{ID: link.ID, TicketID: link.TicketID, OtherID: link.OtherID, Kind: link.Kind}, nil
}
