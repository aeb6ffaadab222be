package desk

import "time"

// CompleteSilently completes a ticket that was handed over and that nobody answered for, where the contract says after how many
// working days silence is a yes (HO-1). The authority gives it by its own clock.
type CompleteSilently struct {
	TicketID ID `json:"ticketId"`
}

// Spec implements Command.
func (*CompleteSilently) Spec() *Spec { return ticketCompleteSilently }

// WaySilence marks a ticket that silence has completed.
const WaySilence = "silence"

// Apply implements Command.
func (c *CompleteSilently) Apply(tx Tx, env Env) error {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	t := l.Ticket
	if err := canMove(t.Status, StatusCompleted); err != nil {
		return err
	}
	over, err := SilenceOver(tx, t, env.At)
	if err != nil {
		return err
	}
	if !over { // HO-1
		return Errorf(CodeConflict, "ticket.not_silent")
	}
	if err := move(t, StatusCompleted, env); err != nil {
		return err
	}
	t.CompletedAt, t.ConfirmedBy, t.ConfirmedWay = env.At, "", WaySilence
	return putTouched(tx, t, env)
}

// SilenceOver says whether a ticket was handed over so long ago that silence is a yes (HO-1).
func SilenceOver(tx Getter, t *Ticket, now Instant) (bool, error) {
	limit, err := silenceDays(tx, t)
	if err != nil {
		return false, err
	}
	return limit > 0 && t.HandedAt != 0 && workingDays(t.HandedAt, now) >= limit, nil
}

// silenceDays is the contract's number of working days; 0: silence completes nothing. Of several contracts that may apply, all
// must say so, and the longest counts.
func silenceDays(tx Getter, t *Ticket) (int, error) {
	contracts, err := find[Contract](tx, "client_id", t.ClientID)
	if err != nil {
		return 0, err
	}
	longest := 0
	for _, c := range contracts {
		if t.LegalEntityID != "" && c.LegalEntityID != t.LegalEntityID { // HO-1
			continue
		}
		if c.SilenceDays == 0 { // HO-1
			return 0, nil
		}
		longest = max(longest, c.SilenceDays)
	}
	return longest, nil
}

// workingDays counts the days from Monday to Friday, in UTC, that have passed since a moment. Holidays are for the calendar,
// which comes with the plan: until then a holiday counts.
func workingDays(from, to Instant) int {
	n := 0
	for day := from.Add(24 * time.Hour); day <= to && n <= 366; day = day.Add(24 * time.Hour) {
		if w := day.Time().Weekday(); w != time.Saturday && w != time.Sunday { // HO-1
			n++
		}
	}
	return n
}
