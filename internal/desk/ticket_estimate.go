package desk

// EstimateTicket fixes a new version of a ticket's estimate: a value of the scale, or stages that are summed. Where a version was
// approved already it is a re-estimate, which says why and what shows it (EST-4).
type EstimateTicket struct {
	TicketID ID      `json:"ticketId"`
	NH       NH      `json:"nh,omitempty"` // with stages: 0, or their sum
	Stages   []Stage `json:"stages,omitempty"`
	Reason   string  `json:"reason,omitempty"`
	Cause    string  `json:"cause,omitempty"` // hidden_work, changed_request, access_or_data, our_mistake
	Evidence string  `json:"evidence,omitempty"`
	Absorbed bool    `json:"absorbed,omitempty"` // at our cost: the client sees no change
}

// Spec implements Command.
func (*EstimateTicket) Spec() *Spec { return ticketEstimate }

// Apply implements Command.
func (c *EstimateTicket) Apply(tx Tx, env Env) error {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	if err := l.canEstimate(); err != nil {
		return err
	}
	version, err := c.version(tx, env)
	if err != nil {
		return err
	}
	if err := c.explain(l.Ticket, version); err != nil {
		return err
	}
	t := l.Ticket
	t.EstimateID, t.NH, t.Reason = version.ID, version.NH, ""
	if err := tx.Insert(version); err != nil {
		return err
	}
	if err := tx.Delete(&EstimateDraft{ID: t.ID}); err != nil {
		return err
	}
	if err := decide(tx, env, t, version); err != nil {
		return err
	}
	return putTouched(tx, t, env)
}

// version builds the next version (EST-3) and refuses amounts that are not on the scale.
func (c *EstimateTicket) version(tx Tx, env Env) (*Estimate, error) {
	scale, err := Scale(tx)
	if err != nil {
		return nil, err
	}
	stages, err := cleanStages(c.Stages)
	if err != nil {
		return nil, err
	}
	reason, err := prose(c.Reason)
	if err != nil {
		return nil, err
	}
	v := &Estimate{
		ID: env.DerivedID(1), TicketID: c.TicketID, No: 1, NH: c.NH, Stages: stages,
		Firm: len(stages) > 0, By: env.Actor.ID, At: env.At, Reason: reason,
	}
	amounts := []NH{c.NH}
	if v.Firm { // EST-2
		amounts, v.NH = nil, 0
		for _, s := range stages {
			amounts, v.NH = append(amounts, s.NH), v.NH+s.NH
		}
	}
	for _, nh := range amounts {
		if err := onScale(scale, nh); err != nil {
			return nil, err
		}
	}
	if c.NH != 0 && c.NH != v.NH { // EST-2
		return nil, Errorf(CodeInvalid, "estimate.not_the_sum", "nh", c.NH, "sumNh", v.NH)
	}
	last, err := lastVersion(tx, c.TicketID)
	if last != nil { // EST-3
		v.No = last.No + 1
	}
	return v, err
}
