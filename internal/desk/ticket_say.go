package desk

import "slices"

// MaxMentions is how many colleagues one note can ask.
const MaxMentions = 20

// Say adds a message to a ticket's conversation: to the client or, unseen by them, to colleagues. It is never undone.
type Say struct {
	ID       ID       `json:"id"`
	TicketID ID       `json:"ticketId"`
	Audience Audience `json:"audience"`
	Text     string   `json:"text"`
	Mentions []ID     `json:"mentions,omitempty"` // colleagues who are asked, in an internal message
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
	mentions, err := c.mentioned(tx)
	if err != nil {
		return err
	}
	if err := tx.Insert(&Message{
		ID: c.ID, TicketID: id, Audience: c.Audience, AuthorID: env.Actor.ID,
		Source: env.Actor.Source, Text: text, At: env.At, Mentions: mentions,
	}); err != nil {
		return err
	}
	return putTouched(tx, l.Ticket, env)
}

// mentioned checks the colleagues who are asked and returns each once. Whoever has left meanwhile is dropped: the note
// stands without them, as it would had it been written later.
func (c *Say) mentioned(tx Tx) (out []ID, err error) {
	if len(c.Mentions) > 0 && c.Audience != ToInternal { // PR-2
		return nil, Errorf(CodeInvalid, "message.mention_outside")
	}
	if len(c.Mentions) > MaxMentions {
		return nil, Errorf(CodeTooLarge, "message.too_many_mentions", "length", len(c.Mentions), "limit", MaxMentions)
	}
	for _, id := range c.Mentions {
		p, err := person(tx, id)
		if err != nil {
			return nil, err
		}
		if p.Active && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out, nil
}
