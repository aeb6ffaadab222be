package desk

import "slices"

// CreateTicket records a client's request, with its first message if there is one.
type CreateTicket struct {
	ID ID `json:"id"`
	About
	Source Source `json:"source,omitempty"` // where the request came from; empty: made on the spot
	Text   string `json:"text,omitempty"`
}

// sources are where a ticket may come from.
var sources = []Source{SourceDesktop, SourcePhone, SourceEmail, SourcePortal, SourceAPI, SourceMessenger}

// Spec implements Command.
func (*CreateTicket) Spec() *Spec { return ticketCreate }

// Apply implements Command.
func (c *CreateTicket) Apply(tx Tx, env Env) error {
	if err := checkID("id", c.ID); err != nil {
		return err
	}
	t := &Ticket{
		ID: c.ID, Source: c.Source, Status: StatusNew,
		CreatedAt: env.At, StatusAt: env.At, TouchedAt: env.At,
	}
	if t.Source == "" {
		t.Source = env.Actor.Source
	}
	if err := c.About.set(tx, t); err != nil {
		return err
	}
	if !slices.Contains(sources, t.Source) {
		return Errorf(CodeInvalid, "ticket.source_unknown")
	}
	if t.Source == SourceDesktop || t.Source == SourcePhone { // ST-2
		t.ManagerID = env.Actor.ID
	}
	if err := c.firstMessage(tx, env, t); err != nil {
		return err
	}
	if taken, err := tx.Get(&Ticket{ID: c.ID}); err != nil {
		return err
	} else if taken { // ST-1
		return Errorf(CodeConflict, "command.id_taken")
	}
	number, err := tx.NextNumber("ticket") // the last that can fail, so that a refused ticket takes no number (ST-1)
	if err != nil {
		return err
	}
	t.Number = number
	return tx.Insert(t)
}

// firstMessage keeps what the client asked for. A note made at the desktop is internal; what came from a client
// by any other way is the client's word.
func (c *CreateTicket) firstMessage(tx Tx, env Env, t *Ticket) error {
	text, err := prose(c.Text)
	if err != nil || text == "" {
		return err
	}
	m := &Message{
		ID: env.DerivedID(1), TicketID: c.ID, Audience: ToInternal, AuthorID: env.Actor.ID,
		Source: t.Source, Text: text, At: env.At,
	}
	if t.Source != SourceDesktop {
		m.Audience = ToClient
		if t.ContactID != "" {
			m.AuthorID, m.ContactID = "", t.ContactID
		}
	}
	return tx.Insert(m)
}
