package desk

// PlanState is where a plan entry stands.
type PlanState string

const (
	PlanDraft     PlanState = "draft"     // seen by leads only
	PlanPublished PlanState = "published" // what engineers see
	PlanDone      PlanState = "done"      // its engineer's part is done (PL-13)
)

// PlanEntry is one engineer's piece of a ticket in time (PL-2). A draft of a change to a published entry is an entry of its
// own that names it in ReplacesID; with Removes, the draft takes that entry off the plan (PL-3).
type PlanEntry struct {
	ID         ID        `db:"id"`
	TicketID   ID        `db:"ticket_id"`
	StageNo    int       `db:"stage_no"` // 0: the whole ticket
	EngineerID ID        `db:"engineer_id"`
	StartAt    Instant   `db:"start_at"`
	EndAt      Instant   `db:"end_at"`
	NH         NH        `db:"nh"`
	State      PlanState `db:"state"`
	Version    int       `db:"version"` // grows by one with every change
	By         ID        `db:"by_id"`
	ReplacesID ID        `db:"replaces_id"` // of a draft: the published entry that it changes
	Removes    bool      `db:"removes"`     // of a draft: it takes that entry off
	Fixed      bool      `db:"fixed"`       // proposals leave it where it is (PL-7)
	Overtime   bool      `db:"overtime"`    // agreed for an evening or an off-day (PL-4)
	Why        string    `db:"why"`         // of an overload or overtime (PL-5), or of a proposal (PL-7)
}

// TimeEntry is real clock time of a person (TM-1 … TM-10). StartedAt and StoppedAt are kept as clicked.
// CutAt is derived: the start of the person's next entry, where that comes before the stop (TM-10).
// An entry runs while both StoppedAt and CutAt are zero.
type TimeEntry struct {
	ID        ID      `db:"id"`
	PersonID  ID      `db:"person_id"`
	TicketID  ID      `db:"ticket_id"` // empty for internal work (TM-8)
	StageNo   int     `db:"stage_no"`
	Kind      string  `db:"kind"` // work, analysis, talk, help, internal (TM-2)
	StartedAt Instant `db:"started_at"`
	StoppedAt Instant `db:"stopped_at"`
	CutAt     Instant `db:"cut_at"`
	Note      string  `db:"note"`
	Review    string  `db:"review"` // why somebody should look at it, as codes with spaces between; empty when nothing is wrong (TM-3)
	Manual    bool    `db:"manual"` // typed or edited, not clicked (TM-7)
	EditedBy  ID      `db:"edited_by"`
	EditWhy   string  `db:"edit_why"` // asked of a lead who edits another's time (TM-7)
}

func (*PlanEntry) Table() string { return "plan_entry" }
func (*TimeEntry) Table() string { return "time_entry" }

func (r *PlanEntry) Key() ID { return r.ID }
func (r *TimeEntry) Key() ID { return r.ID }

func (r *PlanEntry) Ticket() ID { return r.TicketID }
func (r *TimeEntry) Ticket() ID { return r.TicketID }
