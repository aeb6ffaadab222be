package desk

import (
	"slices"
	"strings"
	"time"
)

var (
	timerStart = register(&Spec{Name: "timer.start", Version: 1, New: func() Command { return &StartTimer{} }, Group: "timer"})
	timerStop  = register(&Spec{Name: "timer.stop", Version: 1, New: func() Command { return &StopTimer{} }, Group: "timer"})
)

// Kinds of a time entry (TM-2).
const (
	KindWork     = "work"
	KindAnalysis = "analysis"
	KindTalk     = "talk"
	KindHelp     = "help"
	KindInternal = "internal" // on no ticket
)

// What a time entry is marked with for review (TM-3).
const (
	ReviewNoStart    = "no_start"       // a stop came without a start
	ReviewNoTicket   = "unknown_ticket" // the ticket did not exist when the entry was started
	ReviewStopBefore = "stop_before_start"
	ReviewOver24     = "over_24h"
	ReviewOver48     = "over_48h"
)

// End is when an entry stops counting: its stop or its cut, whichever is first; zero while it runs (TM-10).
func (e *TimeEntry) End() Instant {
	if e.CutAt != 0 && (e.StoppedAt == 0 || e.CutAt < e.StoppedAt) { // TM-10
		return e.CutAt
	}
	return e.StoppedAt
}

// Running says whether the entry is its person's running timer (TM-1).
func (e *TimeEntry) Running() bool {
	return e.End() == 0 && e.StartedAt != 0 // TM-1
}

// Counted is how long an entry counts until now, as a half-open interval [StartedAt, End) (TM-1, TM-10).
func (e *TimeEntry) Counted(now Instant) time.Duration {
	end := e.End()
	if e.Running() { // TM-1
		end = now
	}
	if end <= e.StartedAt || e.StartedAt == 0 { // TM-10
		return 0
	}
	return time.Duration(end-e.StartedAt) * time.Millisecond
}

// Trimmed says whether another start took something of what was clicked (TM-10).
func (e *TimeEntry) Trimmed() bool {
	return e.CutAt != 0 && e.StoppedAt != 0 // TM-10
}

// cut derives CutAt from the person's next entry in the order (StartedAt, ID): each instant belongs to the entry that
// was started last, so a start ends whatever was started before it, for good (TM-10, TM-1).
func cut(e, next *TimeEntry) Instant {
	if next == nil || e.StoppedAt != 0 && e.StoppedAt <= next.StartedAt { // TM-10
		return 0
	}
	return next.StartedAt
}

// review derives what an entry is marked with. Only what its own fields do not tell is kept (TM-3).
func review(e *TimeEntry) string {
	var marks []string
	if slices.Contains(strings.Fields(e.Review), ReviewNoTicket) { // TM-3
		marks = append(marks, ReviewNoTicket)
	}
	length := e.Counted(e.StartedAt)
	if e.StoppedAt != 0 && e.StoppedAt < e.StartedAt { // TM-3
		marks = append(marks, ReviewStopBefore)
	}
	if length > 48*time.Hour { // TM-3
		marks = append(marks, ReviewOver48)
	} else if length > 24*time.Hour { // TM-3
		marks = append(marks, ReviewOver24)
	}
	return strings.Join(marks, " ")
}

// settle derives what is derived of an entry and of the two beside it, and writes those that changed. Whatever order
// starts and stops arrive in, the rows end up the same (TM-10).
func settle(tx Tx, e *TimeEntry) error {
	before, after, err := beside(tx, e)
	if err != nil {
		return err
	}
	e.CutAt = cut(e, after)
	e.Review = review(e)
	if err := tx.Put(e); err != nil || before == nil || before.StartedAt == 0 {
		return err
	}
	return recut(tx, before, e)
}

// recut derives an entry's cut anew from its next one.
func recut(tx Tx, e, next *TimeEntry) error {
	old := *e
	e.CutAt = cut(e, next)
	e.Review = review(e)
	if *e == old { // TM-10
		return nil
	}
	return tx.Put(e)
}

func beside(tx Tx, e *TimeEntry) (before, after *TimeEntry, err error) {
	b, a, err := tx.Beside("time_entry", "person_id", e.PersonID, "started_at", e.StartedAt, e.ID)
	if err != nil {
		return nil, nil, err
	}
	before, _ = b.(*TimeEntry)
	after, _ = a.(*TimeEntry)
	return before, after, nil
}
