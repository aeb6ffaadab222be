package desk

// maxSplit bounds how many messages one command moves.
const maxSplit = 500

// SplitTicket makes a new ticket of some messages of another: the client asked for two things at once (ST-7). The new one is
// about the same client, is managed by the actor and linked to the first as its follow-up.
type SplitTicket struct {
	ID         ID     `json:"id"` // of the new ticket
	TicketID   ID     `json:"ticketId"`
	Subject    string `json:"subject"`
	MessageIDs []ID   `json:"messageIds"`
}

// Spec implements Command.
func (*SplitTicket) Spec() *Spec { return ticketSplit }

// Apply implements Command.
func (c *SplitTicket) Apply(tx Tx, env Env) error {
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
	subject, err := neededLine("ticket.subject", c.Subject, MaxSubject)
	if err != nil {
		return err
	}
	messages, err := c.messages(tx)
	if err != nil {
		return err
	}
	for _, m := range messages {
		if err := c.move(tx, m); err != nil {
			return err
		}
	}
	if err := putTouched(tx, l.Ticket, env); err != nil {
		return err
	}
	return c.insert(tx, env, l.Ticket, subject)
}

// messages are those that go, which all must be of this ticket.
func (c *SplitTicket) messages(tx Tx) ([]*Message, error) {
	if len(c.MessageIDs) == 0 { // ST-7
		return nil, Errorf(CodeInvalid, "ticket.split_empty")
	}
	if len(c.MessageIDs) > maxSplit { // ST-7
		return nil, Errorf(CodeTooLarge, "ticket.split_too_many", "count", len(c.MessageIDs), "limit", maxSplit)
	}
	var out []*Message
	for _, id := range c.MessageIDs {
		m, ok, err := get(tx, &Message{ID: id})
		if err != nil {
			return nil, err
		}
		if !ok || m.TicketID != c.TicketID { // ST-7
			return nil, Errorf(CodeConflict, "ticket.split_not_here")
		}
		out = append(out, m)
	}
	return out, nil
}

// move takes a message and its files to the new ticket.
func (c *SplitTicket) move(tx Tx, m *Message) error {
	files, err := find[Attachment](tx, "message_id", m.ID)
	if err != nil {
		return err
	}
	for _, f := range files {
		f.TicketID = c.ID
		if err := tx.Put(f); err != nil {
			return err
		}
	}
	return moveMessage(tx, m, c.ID)
}

func (c *SplitTicket) insert(tx Tx, env Env, from *Ticket, subject string) error {
	t := &Ticket{
		ID: c.ID, Subject: subject, ClientID: from.ClientID, LegalEntityID: from.LegalEntityID, ContactID: from.ContactID,
		InfobaseID: from.InfobaseID, Kind: from.Kind, Source: from.Source, Status: StatusNew, ManagerID: env.Actor.ID,
		CreatedAt: env.At, StatusAt: env.At, TouchedAt: env.At,
	}
	link := &TicketLink{ID: env.DerivedID(1), TicketID: c.ID, OtherID: from.ID, Kind: LinkFollowUp, By: env.Actor.ID, At: env.At}
	if err := tx.Insert(link); err != nil {
		return err
	}
	number, err := tx.NextNumber("ticket") // the last that can fail (ST-1)
	if err != nil {
		return err
	}
	t.Number = number
	return tx.Insert(t)
}
