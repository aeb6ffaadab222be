package desk

// FinishTicket is an assignee's Done: their part is done, and with the last part the ticket is, which asks for the
// resolution. Who manages the ticket and has no part of it finishes all. Timers are left alone:
// a door that wants to stop one gives timer.stop first, because time is never refused with another command (TM-3).
type FinishTicket struct {
	TicketID   ID     `json:"ticketId"`
	Resolution string `json:"resolution,omitempty"` // what was done, in the client's words
}

// Spec implements Command.
func (*FinishTicket) Spec() *Spec { return ticketFinish }

// parts returns the entries that the actor's Done finishes, and whether none is left then.
func (l *Look) parts() (mine []*PlanEntry, last bool) {
	all := l.open("")
	mine = l.open(l.Actor.ID)
	if len(mine) == 0 { // ST-5
		mine = all
	}
	return mine, len(mine) == len(all)
}

func (l *Look) canFinish() error {
	if err := l.mayAct(); err != nil {
		return err
	}
	if err := canMove(l.Ticket.Status, StatusDone); err != nil {
		return err
	}
	if len(l.open(l.Actor.ID)) == 0 && !l.manages() { // PL-13
		return Errorf(CodeConflict, "ticket.part_done")
	}
	if _, last := l.parts(); last && l.Ticket.EstimateID == "" { // ST-3
		return Errorf(CodeConflict, "ticket.estimate_missing")
	}
	return nil
}

// Apply implements Command.
func (c *FinishTicket) Apply(tx Tx, env Env) error {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	if err := l.canFinish(); err != nil {
		return err
	}
	resolution, err := prose(c.Resolution)
	if err != nil {
		return err
	}
	mine, last := l.parts()
	if last && resolution == "" { // ST-5
		return Errorf(CodeInvalid, "ticket.resolution_blank")
	}
	for _, e := range mine {
		e.State = PlanDone
		e.Version++
		if err := tx.Put(e); err != nil {
			return err
		}
	}
	t := l.Ticket
	if resolution != "" {
		t.Resolution = resolution
	}
	if last { // PL-13
		if err := move(t, StatusDone, env); err != nil {
			return err
		}
		t.DoneAt = env.At
	}
	l.assign()
	return putTouched(tx, t, env)
}
