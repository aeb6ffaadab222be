package desk

// MergeTicket makes one ticket of two: what was said, filed and worked on the first goes to the other, and the first stays as
// a pointer (ST-7). It is never undone.
type MergeTicket struct {
	TicketID ID `json:"ticketId"` // becomes the pointer
	IntoID   ID `json:"intoId"`   // survives; where that one is a pointer itself, the one that it leads to
}

// Spec implements Command.
func (*MergeTicket) Spec() *Spec { return ticketMerge }

// canMerge: work that is planned or done has its own life; such a ticket can only be the survivor.
func (l *Look) canMerge() error {
	if err := l.mayAct(); err != nil {
		return err
	}
	switch l.Ticket.Status {
	case StatusPlanned, StatusInProgress, StatusDone, StatusCompleted: // ST-7
		return Errorf(CodeConflict, "ticket.merge_worked_on", "status", l.Ticket.Status)
	}
	return nil
}

// Apply implements Command.
func (c *MergeTicket) Apply(tx Tx, env Env) error {
	from, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	if err := from.canMerge(); err != nil {
		return err
	}
	into, err := c.into(tx, env)
	if err != nil {
		return err
	}
	if a, b := from.Ticket.ClientID, into.ClientID; a != "" && b != "" && a != b { // ST-7
		return Errorf(CodeConflict, "ticket.merge_other_client")
	}
	if err := moveAll(tx, from.Ticket.ID, into.ID); err != nil {
		return err
	}
	adopt(into, from.Ticket)
	if err := putTouched(tx, into, env); err != nil {
		return err
	}
	return point(tx, env, from.Ticket, into)
}

// into is the ticket that survives.
func (c *MergeTicket) into(tx Tx, env Env) (*Ticket, error) {
	if err := checkID("intoId", c.IntoID); err != nil {
		return nil, err
	}
	id, err := survivor(tx, c.IntoID)
	if err != nil {
		return nil, err
	}
	if id == c.TicketID { // ST-7
		return nil, Errorf(CodeInvalid, "ticket.merge_circle")
	}
	l, err := LookAt(tx, env.Actor, env.At, id)
	if err != nil {
		return nil, err
	}
	return l.Ticket, l.mayAct()
}

// adopt fills what the survivor does not know with what the other knew. Who asked first has waited since then.
func adopt(t, from *Ticket) {
	if t.ClientID == "" { // ST-7
		t.ClientID, t.LegalEntityID, t.ContactID, t.InfobaseID = from.ClientID, from.LegalEntityID, from.ContactID, from.InfobaseID
	}
	if t.Kind == "" { // ST-7
		t.Kind = from.Kind
	}
	if from.Urgent && !t.Urgent { // ST-7
		t.Urgent, t.UrgentReason = true, from.UrgentReason
	}
	t.CreatedAt = min(t.CreatedAt, from.CreatedAt)
}

// point leaves the merged ticket as a pointer. Where ST-3 lets it, it is irrelevant from now on, so that it stands in no list of
// work; its estimates stay with it.
func point(tx Tx, env Env, t, into *Ticket) error {
	if canMove(t.Status, StatusIrrelevant) == nil {
		if t.Status != StatusStale {
			t.LeftStatus = t.Status
		}
		if err := move(t, StatusIrrelevant, env); err != nil {
			return err
		}
	}
	t.MergedIntoID = into.ID
	if err := tx.Delete(&EstimateDraft{ID: t.ID}); err != nil {
		return err
	}
	return putTouched(tx, t, env)
}
