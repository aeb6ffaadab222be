package desk

// PlanTicket puts a piece of a ticket on the published plan: one engineer, start and end, planned n/h (PL-2).
type PlanTicket struct {
	ID         ID      `json:"id"`
	TicketID   ID      `json:"ticketId"`
	StageNo    int     `json:"stageNo,omitempty"` // 0: the whole ticket
	EngineerID ID      `json:"engineerId"`
	StartAt    Instant `json:"startAt"`
	EndAt      Instant `json:"endAt"`
	NH         NH      `json:"nh"`
	Criteria   string  `json:"criteria,omitempty"` // empty: the ticket has them already
}

// Spec implements Command.
func (*PlanTicket) Spec() *Spec { return ticketPlan }

// canPlan: several entries may share a ticket, so one that is planned or worked on may get another.
func (l *Look) canPlan() error {
	if s := l.Ticket.Status; s == StatusPlanned || s == StatusInProgress { // PL-2
		return nil
	}
	return canMove(l.Ticket.Status, StatusPlanned, StatusApproved)
}

// Apply implements Command.
func (c *PlanTicket) Apply(tx Tx, env Env) error {
	if err := checkID("id", c.ID); err != nil {
		return err
	}
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	if err := l.canPlan(); err != nil {
		return err
	}
	if err := c.check(tx, l.Ticket); err != nil {
		return err
	}
	entry := &PlanEntry{
		ID: c.ID, TicketID: c.TicketID, StageNo: c.StageNo, EngineerID: c.EngineerID,
		StartAt: c.StartAt, EndAt: c.EndAt, NH: c.NH, State: PlanPublished, Version: 1, By: env.Actor.ID,
	}
	if err := tx.Insert(entry); err != nil {
		return err
	}
	if l.Ticket.Status == StatusApproved { // ST-3
		if err := move(l.Ticket, StatusPlanned, env); err != nil {
			return err
		}
	}
	l.Entries = append(l.Entries, entry)
	l.assign()
	return putTouched(tx, l.Ticket, env)
}

// check refuses an entry that is not whole, and writes the acceptance criteria into t.
func (c *PlanTicket) check(tx Tx, t *Ticket) error {
	if _, err := engineer(tx, c.EngineerID); err != nil {
		return err
	}
	if c.StartAt <= 0 || c.EndAt <= c.StartAt || c.EndAt > maxInstant { // PL-2
		return Errorf(CodeInvalid, "plan.dates_malformed")
	}
	if c.NH <= 0 || c.NH > maxNH { // PL-2
		return Errorf(CodeInvalid, "plan.nh_missing")
	}
	if err := c.checkStage(tx, t); err != nil {
		return err
	}
	criteria, err := prose(c.Criteria)
	if err != nil {
		return err
	}
	if criteria != "" {
		t.Criteria = criteria
	}
	if t.Criteria == "" { // PL-2
		return Errorf(CodeInvalid, "plan.criteria_blank")
	}
	return nil
}

func (c *PlanTicket) checkStage(tx Tx, t *Ticket) error {
	if c.StageNo == 0 { // PL-2
		return nil
	}
	v, _, err := get(tx, &Estimate{ID: t.EstimateID})
	if err != nil {
		return err
	}
	if c.StageNo < 0 || c.StageNo > len(v.Stages) { // PL-2
		return Errorf(CodeInvalid, "plan.stage_unknown", "stage", c.StageNo)
	}
	return nil
}

// maxInstant is the end of the year 9999, the last that every calendar library prints.
const maxInstant Instant = 253402300799999

// Inverse implements Undoable. Criteria that were typed stay with the ticket.
func (c *PlanTicket) Inverse(Tx, Env) (Command, error) { return &UnplanTicket{c.TicketID, c.ID}, nil }
