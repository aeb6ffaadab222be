package desk

// SetDeadline says until when a ticket must be done, or, with At zero, that there is no deadline. A hard deadline
// has a reason; a target may have one.
type SetDeadline struct {
	TicketID ID      `json:"ticketId"`
	At       Instant `json:"deadlineAt,omitempty"`
	Hard     bool    `json:"deadlineHard,omitempty"`
	Reason   string  `json:"deadlineReason,omitempty"`
}

// Spec implements Command.
func (*SetDeadline) Spec() *Spec { return ticketSetDeadline }

// canSetDeadline: what our part is finished with needs no deadline.
func (l *Look) canSetDeadline() error {
	if err := l.mayAct(); err != nil {
		return err
	}
	switch l.Ticket.Status {
	case StatusDone, StatusCompleted, StatusRejected, StatusIrrelevant:
		return Errorf(CodeConflict, "ticket.deadline_late", "status", l.Ticket.Status)
	}
	return nil
}

// Apply implements Command.
func (c *SetDeadline) Apply(tx Tx, env Env) error {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	if err := l.canSetDeadline(); err != nil {
		return err
	}
	reason, err := line("ticket.deadline_reason", c.Reason, MaxSubject)
	if err != nil {
		return err
	}
	if c.At < 0 {
		return Errorf(CodeInvalid, "ticket.deadline_invalid")
	}
	if c.Hard && c.At != 0 && reason == "" {
		return Errorf(CodeInvalid, "ticket.deadline_reason_blank")
	}
	t := l.Ticket
	t.DeadlineAt, t.DeadlineHard, t.DeadlineReason = c.At, c.Hard, reason
	if c.At == 0 {
		t.DeadlineHard, t.DeadlineReason = false, ""
	}
	return putTouched(tx, t, env)
}

// Inverse implements Undoable.
func (c *SetDeadline) Inverse(tx Tx, env Env) (Command, error) {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return nil, err
	}
	t := l.Ticket
	return &SetDeadline{TicketID: t.ID, At: t.DeadlineAt, Hard: t.DeadlineHard, Reason: t.DeadlineReason}, nil
}
