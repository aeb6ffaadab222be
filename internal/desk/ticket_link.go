package desk

import "slices"

// LinkTicket joins two tickets. Of one kind two tickets have one link; to give it again changes nothing.
type LinkTicket struct {
	ID       ID     `json:"id"`
	TicketID ID     `json:"ticketId"`
	OtherID  ID     `json:"otherId"`
	Kind     string `json:"kind"` // duplicate, caused_by, follow_up, warranty
}

// Spec implements Command.
func (*LinkTicket) Spec() *Spec { return ticketLink }

// Apply implements Command.
func (c *LinkTicket) Apply(tx Tx, env Env) error {
	if err := checkID("id", c.ID); err != nil {
		return err
	}
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	if err := l.mayAct(); err != nil {
		return err
	}
	other, err := c.other(tx, env)
	if err != nil {
		return err
	}
	old, err := c.same(tx, other)
	if err != nil || old != nil {
		return err
	}
	if err := tx.Insert(&TicketLink{ID: c.ID, TicketID: c.TicketID, OtherID: other, Kind: c.Kind, By: env.Actor.ID, At: env.At}); err != nil {
		return err
	}
	if c.Kind == LinkWarranty { // ST-8
		l.Ticket.Warranty = true
	}
	return putTouched(tx, l.Ticket, env)
}

// other is the ticket that is linked to: where it was merged, its survivor.
func (c *LinkTicket) other(tx Tx, env Env) (ID, error) {
	if !slices.Contains([]string{LinkDuplicate, LinkCausedBy, LinkFollowUp, LinkWarranty}, c.Kind) { // ST-7
		return "", Errorf(CodeInvalid, "ticket.link_kind_unknown")
	}
	if err := checkID("otherId", c.OtherID); err != nil {
		return "", err
	}
	id, err := survivor(tx, c.OtherID)
	if err != nil {
		return "", err
	}
	if id == c.TicketID { // ST-7
		return "", Errorf(CodeInvalid, "ticket.link_itself")
	}
	_, err = LookAt(tx, env.Actor, env.At, id)
	return id, err
}

// same is the link of this kind that stands already, or nil.
func (c *LinkTicket) same(tx Getter, other ID) (*TicketLink, error) {
	links, err := find[TicketLink](tx, "ticket_id", c.TicketID)
	if err != nil {
		return nil, err
	}
	for _, l := range links {
		if l.OtherID == other && l.Kind == c.Kind { // ST-7
			return l, nil
		}
	}
	return nil, nil
}

// Inverse implements Undoable.
func (c *LinkTicket) Inverse(tx Tx, _ Env) (Command, error) {
	other, err := survivor(tx, c.OtherID)
	if err != nil {
		return nil, err
	}
	if old, err := c.same(tx, other); err != nil || old != nil {
		return nil, err
	}
	return &UnlinkTicket{LinkID: c.ID}, nil
}
