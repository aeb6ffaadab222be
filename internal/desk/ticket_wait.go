package desk

import "slices"

// For whom a ticket may wait (WT-1).
const (
	WaitClient = "client"
	WaitVendor = "vendor"
	WaitAccess = "access"
)

// WaitTicket says that a ticket waits for somebody else, and when to remind of it. Waiting is a field and no status; what is
// said again replaces what was said before.
type WaitTicket struct {
	TicketID ID      `json:"ticketId"`
	For      string  `json:"for"` // client, vendor, access
	Note     string  `json:"note,omitempty"`
	RemindAt Instant `json:"remindAt,omitempty"`
}

// Spec implements Command.
func (*WaitTicket) Spec() *Spec { return ticketWait }

// canWait: only what is still to be done waits.
func (l *Look) canWait() error {
	if err := l.mayAct(); err != nil {
		return err
	}
	if !waits(l.Ticket.Status) { // WT-1
		return Errorf(CodeConflict, "ticket.wait_late", "status", l.Ticket.Status)
	}
	return nil
}

// waits says in which statuses a ticket may wait for somebody.
func waits(s Status) bool {
	return slices.Contains([]Status{StatusNew, StatusEstimated, StatusApproved, StatusPlanned, StatusInProgress}, s) // WT-1
}

// Apply implements Command.
func (c *WaitTicket) Apply(tx Tx, env Env) error {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	if err := l.canWait(); err != nil {
		return err
	}
	if !slices.Contains([]string{WaitClient, WaitVendor, WaitAccess}, c.For) { // WT-1
		return Errorf(CodeInvalid, "ticket.wait_for_unknown")
	}
	note, err := line("ticket.wait_note", c.Note, MaxSubject)
	if err != nil {
		return err
	}
	if c.RemindAt < 0 || c.RemindAt > maxInstant { // WT-1
		return Errorf(CodeInvalid, "ticket.wait_remind_invalid")
	}
	t := l.Ticket
	if t.WaitFor != c.For { // WT-1
		t.WaitSince = env.At
	}
	t.WaitFor, t.WaitNote, t.WaitRemindAt = c.For, note, c.RemindAt
	return putTouched(tx, t, env)
}

// Inverse implements Undoable.
func (c *WaitTicket) Inverse(tx Tx, env Env) (Command, error) {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return nil, err
	}
	if t := l.Ticket; t.WaitFor != "" {
		return &WaitTicket{TicketID: t.ID, For: t.WaitFor, Note: t.WaitNote, RemindAt: t.WaitRemindAt}, nil
	}
	return &ResumeTicket{c.TicketID}, nil
}

// resume ends the waiting.
func resume(t *Ticket) {
	t.WaitFor, t.WaitNote, t.WaitSince, t.WaitRemindAt = "", "", 0, 0
}
