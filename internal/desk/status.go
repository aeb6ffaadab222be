package desk

import "slices"

// Status is where a ticket stands in its life. There are ten and no others; anything finer is a field.
type Status string

const (
	StatusNew        Status = "new"
	StatusEstimated  Status = "estimated"
	StatusApproved   Status = "approved"
	StatusRejected   Status = "rejected"
	StatusPlanned    Status = "planned"
	StatusInProgress Status = "in_progress"
	StatusDone       Status = "done"
	StatusCompleted  Status = "completed"
	StatusStale      Status = "stale"
	StatusIrrelevant Status = "irrelevant"
)

// Statuses lists all ten in the order of a ticket's life.
var Statuses = []Status{
	StatusNew, StatusEstimated, StatusApproved, StatusRejected, StatusPlanned,
	StatusInProgress, StatusDone, StatusCompleted, StatusStale, StatusIrrelevant,
}

// moves is the whole of ST-3: from each status, where a ticket may go. What else a move asks for (a reason, an
// estimate, who allowed it, the status that was left) stands in the verb that makes it.
var moves = map[Status][]Status{
	StatusNew:        {StatusEstimated, StatusInProgress, StatusStale, StatusIrrelevant},
	StatusEstimated:  {StatusApproved, StatusRejected, StatusInProgress, StatusStale, StatusIrrelevant},
	StatusApproved:   {StatusEstimated, StatusPlanned, StatusInProgress, StatusIrrelevant},
	StatusRejected:   {StatusEstimated},
	StatusPlanned:    {StatusEstimated, StatusApproved, StatusInProgress, StatusIrrelevant},
	StatusInProgress: {StatusPlanned, StatusDone, StatusIrrelevant},
	StatusDone:       {StatusInProgress, StatusPlanned, StatusCompleted},
	StatusCompleted:  {StatusPlanned},
	StatusStale:      {StatusNew, StatusEstimated, StatusIrrelevant},
	StatusIrrelevant: {StatusNew, StatusEstimated, StatusApproved, StatusPlanned, StatusInProgress},
}

// canMove refuses a move that ST-3 does not list, naming both statuses. A verb that makes only some of the moves to
// a status names those it starts from.
func canMove(from, to Status, starts ...Status) error {
	if !slices.Contains(moves[from], to) { // ST-3
		return Errorf(CodeConflict, "ticket.move_forbidden", "fromStatus", from, "toStatus", to)
	}
	if len(starts) > 0 && !slices.Contains(starts, from) { // ST-3
		return Errorf(CodeConflict, "ticket.move_forbidden", "fromStatus", from, "toStatus", to)
	}
	return nil
}

// move changes a ticket's status, if ST-3 lists the move.
func move(t *Ticket, to Status, env Env) error {
	if err := canMove(t.Status, to); err != nil {
		return err
	}
	t.Status, t.StatusAt = to, env.At
	if !waits(to) { // WT-1
		resume(t)
	}
	return nil
}

// touch notes that a person did something to a ticket (ST-6); it never goes back in time.
func touch(t *Ticket, env Env) {
	if !env.Actor.System && env.At > t.TouchedAt {
		t.TouchedAt = env.At
	}
}

// putTouched writes a ticket that somebody has just changed.
func putTouched(tx Tx, t *Ticket, env Env) error {
	touch(t, env)
	return tx.Put(t)
}
