package desk

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
