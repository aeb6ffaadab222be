package desk

// UnplanTicket takes a ticket off the plan: one entry of it, or (EntryID empty) all that are not done.
// A planned ticket without entries is approved again.
type UnplanTicket struct {
	TicketID ID `json:"ticketId"`
	EntryID  ID `json:"entryId,omitempty"`
}

// Spec implements Command.
func (*UnplanTicket) Spec() *Spec { return ticketUnplan }

// doomed returns the entries that the command takes off.
func (c *UnplanTicket) doomed(l *Look) []*PlanEntry {
	var out []*PlanEntry
	for _, e := range l.open("") {
		if c.EntryID == "" || c.EntryID == e.ID { // PL-2
			out = append(out, e)
		}
	}
	return out
}

// canUnplan: all of a ticket's entries can go only while it is planned; work in progress keeps at least one.
func (l *Look) canUnplan(all bool) error {
	if !all && (l.Ticket.Status == StatusInProgress || l.Ticket.Status == StatusPlanned) { // PL-2
		return nil
	}
	if l.waitsForAnswer() && len(l.open("")) > 0 { // AP-2
		return nil
	}
	return canMove(l.Ticket.Status, StatusApproved, StatusPlanned)
}

// waitsForAnswer says whether the ticket was planned when its re-estimate was asked about; its entries stand until then.
func (l *Look) waitsForAnswer() bool {
	return l.Ticket.Status == StatusEstimated || l.Ticket.Status == StatusRejected // AP-2
}

// Apply implements Command.
func (c *UnplanTicket) Apply(tx Tx, env Env) error {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	doomed := c.doomed(l)
	if c.EntryID != "" && len(doomed) == 0 { // PL-2
		return Errorf(CodeNotFound, "plan.entry_unknown")
	}
	all := len(doomed) == len(l.open(""))
	if err := l.canUnplan(all); err != nil {
		return err
	}
	for _, e := range doomed {
		if err := tx.Delete(e); err != nil {
			return err
		}
	}
	if all && !l.waitsForAnswer() { // AP-2
		if err := move(l.Ticket, StatusApproved, env); err != nil {
			return err
		}
	}
	if l.Entries, err = find[PlanEntry](tx, "ticket_id", c.TicketID); err != nil {
		return err
	}
	l.assign()
	return putTouched(tx, l.Ticket, env)
}

// Inverse implements Undoable. Several entries cannot be put back by one command.
func (c *UnplanTicket) Inverse(tx Tx, env Env) (Command, error) {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return nil, err
	}
	doomed := c.doomed(l)
	if len(doomed) != 1 {
		return nil, nil
	}
	e := doomed[0]
	return &PlanTicket{
		ID: e.ID, TicketID: e.TicketID, StageNo: e.StageNo, EngineerID: e.EngineerID,
		StartAt: e.StartAt, EndAt: e.EndAt, NH: e.NH,
	}, nil
}
