package desk

import "slices"

// HearClient writes down what a client said by phone, in a chat or in a mail of their own. It is the client's word: whoever
// waited for the client waits no longer (WT-1). It is never undone.
type HearClient struct {
	ID        ID     `json:"id"` // of the message
	TicketID  ID     `json:"ticketId"`
	ContactID ID     `json:"contactId,omitempty"` // who said it, when known
	Source    Source `json:"source"`              // phone, messenger, email
	Text      string `json:"text"`
}

// Spec implements Command.
func (*HearClient) Spec() *Spec { return ticketHear }

// Apply implements Command. Everybody may write down what they heard.
func (c *HearClient) Apply(tx Tx, env Env) error {
	if err := checkID("id", c.ID); err != nil {
		return err
	}
	id, err := survivor(tx, c.TicketID)
	if err != nil {
		return err
	}
	l, err := LookAt(tx, env.Actor, env.At, id)
	if err != nil {
		return err
	}
	if !slices.Contains([]Source{SourcePhone, SourceMessenger, SourceEmail}, c.Source) { // ST-4
		return Errorf(CodeInvalid, "ticket.source_unknown")
	}
	if err := optionalID("contactId", c.ContactID); err != nil {
		return err
	}
	if err := contactOf(tx, l.Ticket.ClientID, c.ContactID); err != nil {
		return err
	}
	text, err := neededProse("message.text", c.Text)
	if err != nil {
		return err
	}
	m := &Message{ID: c.ID, TicketID: id, Audience: ToClient, AuthorID: env.Actor.ID, Source: c.Source, Text: text, At: env.At}
	if c.ContactID != "" {
		m.AuthorID, m.ContactID = "", c.ContactID
	}
	if err := tx.Insert(m); err != nil {
		return err
	}
	if l.Ticket.WaitFor == WaitClient { // WT-1
		resume(l.Ticket)
	}
	return putTouched(tx, l.Ticket, env)
}
