package desk

// DraftEstimate keeps an estimate that is being typed. It counts for nothing until it is fixed (EST-7);
// an empty one is forgotten.
type DraftEstimate struct {
	TicketID ID      `json:"ticketId"`
	NH       NH      `json:"nh,omitempty"`
	Stages   []Stage `json:"stages,omitempty"`
}

// Spec implements Command.
func (*DraftEstimate) Spec() *Spec { return ticketDraftEstimate }

// Apply implements Command.
func (c *DraftEstimate) Apply(tx Tx, env Env) error {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	if err := l.mayAct(); err != nil {
		return err
	}
	draft := &EstimateDraft{ID: c.TicketID, NH: c.NH, By: env.Actor.ID, At: env.At}
	if c.NH < 0 || c.NH > maxNH || len(c.Stages) > maxStages { // EST-7
		return Errorf(CodeInvalid, "estimate.not_a_number")
	}
	for i, s := range c.Stages {
		name, err := line("estimate.stage", s.Name, MaxName)
		if err != nil {
			return err
		}
		if s.NH < 0 || s.NH > maxNH { // EST-7
			return Errorf(CodeInvalid, "estimate.not_a_number")
		}
		draft.Stages = append(draft.Stages, Stage{No: i + 1, Name: name, NH: s.NH})
	}
	if c.NH == 0 && len(c.Stages) == 0 { // EST-7
		return tx.Delete(draft)
	}
	return tx.Put(draft)
}

// Inverse implements Undoable.
func (c *DraftEstimate) Inverse(tx Tx, env Env) (Command, error) {
	old, _, err := get(tx, &EstimateDraft{ID: c.TicketID})
	return &DraftEstimate{c.TicketID, old.NH, old.Stages}, err
}
