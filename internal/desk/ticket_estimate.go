package desk

// EstimateTicket fixes a new version of a ticket's estimate: a value of the scale, or stages that are summed.
type EstimateTicket struct {
	TicketID ID      `json:"ticketId"`
	NH       NH      `json:"nh,omitempty"` // with stages: 0, or their sum
	Stages   []Stage `json:"stages,omitempty"`
	Reason   string  `json:"reason,omitempty"`
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
	t := l.Ticket
	if !estimatedInPlace(t.Status) { // ST-3
		if err := move(t, StatusEstimated, env); err != nil {
			return err
		}
	}
	t.EstimateID, t.NH, t.Reason = version.ID, version.NH, ""
	if err := tx.Insert(version); err != nil {
		return err
	}
	if err := tx.Delete(&EstimateDraft{ID: t.ID}); err != nil {
		return err
	}
	if err := approveByRule(tx, env, t, version); err != nil {
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

// approveByRule records the automatic yes where AP-1 needs no answer of the client. A ticket that is being worked on
// keeps its status: there approval is a field.
func approveByRule(tx Tx, env Env, t *Ticket, v *Estimate) error {
	yes, rule, limit, err := approvedByRule(tx, t, v.NH)
	if err != nil || !yes {
		return err
	}
	if t.Status == StatusEstimated { // AP-1
		if err := move(t, StatusApproved, env); err != nil {
			return err
		}
	}
	t.ApprovedID, t.ApprovedNH = v.ID, v.NH
	return tx.Insert(&Approval{
		ID: env.DerivedID(2), TicketID: t.ID, EstimateID: v.ID, Yes: true, Automatic: true,
		Rule: rule, Limit: limit, By: env.Actor.ID, At: env.At,
	})
}
