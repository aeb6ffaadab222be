package desk

import "time"

// SendBackTicket records that the client is not content: the ticket is planned again, for the same assignee now.
type SendBackTicket struct {
	TicketID ID     `json:"ticketId"`
	Text     string `json:"text"` // what is wrong, as the client put it
}

// Spec implements Command.
func (*SendBackTicket) Spec() *Spec { return ticketSendBack }

// canSendBack: a completed ticket only for some days (setting ticket.sent_back_days), later a new one is due.
func (l *Look) canSendBack() error {
	if err := l.mayAct(); err != nil {
		return err
	}
	t := l.Ticket
	if err := canMove(t.Status, StatusPlanned, StatusDone, StatusCompleted); err != nil {
		return err
	}
	limit := t.CompletedAt.Add(time.Duration(l.SentBackDays) * 24 * time.Hour)
	if t.Status == StatusCompleted && l.At > limit { // ST-3
		return Errorf(CodeConflict, "ticket.sent_back_too_late", "count", l.SentBackDays)
	}
	return nil
}

// Apply implements Command.
func (c *SendBackTicket) Apply(tx Tx, env Env) error {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	if err := l.canSendBack(); err != nil {
		return err
	}
	text, err := neededProse("ticket.sent_back_text", c.Text) // ST-3
	if err != nil {
		return err
	}
	t := l.Ticket
	if err := move(t, StatusPlanned, env); err != nil {
		return err
	}
	entry := entryFromNow(env.DerivedID(1), t, t.AssigneeID, env)
	if err := tx.Insert(entry); err != nil {
		return err
	}
	l.Entries = append(l.Entries, entry)
	t.Reason, t.DoneAt, t.CompletedAt, t.ConfirmedBy, t.ConfirmedWay = text, 0, 0, "", ""
	t.HandedAt, t.HandedTo = 0, ""
	l.assign()
	return putTouched(tx, t, env)
}
