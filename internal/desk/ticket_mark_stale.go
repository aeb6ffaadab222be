package desk

import "time"

// MarkStale moves a new or estimated ticket that no person has touched for long (setting ticket.stale_days) out of the
// way. The authority gives it by its own clock (ST-6).
type MarkStale struct {
	TicketID ID `json:"ticketId"`
}

// Spec implements Command.
func (*MarkStale) Spec() *Spec { return ticketMarkStale }

// Apply implements Command.
func (c *MarkStale) Apply(tx Tx, env Env) error {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	limit, err := days(tx, "ticket.stale_days")
	if err != nil {
		return err
	}
	t := l.Ticket
	left := t.Status
	if t.WaitFor != "" { // WT-1
		return Errorf(CodeConflict, "ticket.waits")
	}
	if err := move(t, StatusStale, env); err != nil {
		return err
	}
	if env.At < t.TouchedAt.Add(time.Duration(limit)*24*time.Hour) { // ST-6
		return Errorf(CodeConflict, "ticket.not_stale", "count", limit)
	}
	t.LeftStatus = left
	return putTouched(tx, t, env)
}

// StaleBefore is the moment before which a person must have touched a ticket last for it to be stale now (ST-6).
func StaleBefore(tx Getter, now Instant) (Instant, error) {
	limit, err := days(tx, "ticket.stale_days")
	return now.Add(-time.Duration(limit) * 24 * time.Hour), err
}
