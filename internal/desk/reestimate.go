package desk

import "slices"

// Why a re-estimate was due (EST-4).
var causes = []string{"hidden_work", "changed_request", "access_or_data", "our_mistake"}

// What gave an automatic yes, beside the limits of AP-1.
const (
	RuleAbsorbed = "absorbed" // more work at our own cost (EST-4)
	RuleNotMore  = "not_more" // no more than what was approved before (AP-2)
)

// explain writes into a version why it was due and what shows it. A re-estimate of what was approved needs both (EST-4).
func (c *EstimateTicket) explain(t *Ticket, v *Estimate) error {
	evidence, err := prose(c.Evidence)
	if err != nil {
		return err
	}
	if c.Cause != "" && !slices.Contains(causes, c.Cause) { // EST-4
		return Errorf(CodeInvalid, "estimate.cause_unknown")
	}
	again := t.ApprovedID != ""
	if again && c.Cause == "" { // EST-4
		return Errorf(CodeInvalid, "estimate.cause_missing")
	}
	if again && evidence == "" { // EST-4
		return Errorf(CodeInvalid, "estimate.evidence_blank")
	}
	if c.Absorbed && !again { // EST-4
		return Errorf(CodeInvalid, "estimate.nothing_to_absorb")
	}
	v.Cause, v.Evidence, v.Absorbed = c.Cause, evidence, c.Absorbed
	return nil
}

// decide says what a new version means for the ticket: it is approved without asking, because it is absorbed (EST-4), because it
// is not more than what was approved (AP-2), or by the limits (AP-1); otherwise the client must answer, and a ticket that is not
// being worked on is estimated again.
func decide(tx Tx, env Env, t *Ticket, v *Estimate) error {
	yes, rule, limit, err := approvedWithoutAsking(tx, t, v)
	if err != nil {
		return err
	}
	if t.Status == StatusNew || t.Status == StatusRejected || !yes && !estimatedInPlace(t.Status) { // AP-2
		if err := move(t, StatusEstimated, env); err != nil {
			return err
		}
	}
	if !yes {
		return nil
	}
	if t.Status == StatusEstimated { // AP-1
		if err := move(t, StatusApproved, env); err != nil {
			return err
		}
	}
	t.ApprovedID = v.ID
	if !v.Absorbed { // EST-4
		t.ApprovedNH = v.NH
	}
	return tx.Insert(&Approval{
		ID: env.DerivedID(2), TicketID: t.ID, EstimateID: v.ID, Yes: true, Automatic: true,
		Rule: rule, Limit: limit, By: env.Actor.ID, At: env.At,
	})
}

func approvedWithoutAsking(tx Getter, t *Ticket, v *Estimate) (yes bool, rule string, limit NH, err error) {
	if v.Absorbed { // EST-4
		return true, RuleAbsorbed, t.ApprovedNH, nil
	}
	if t.ApprovedID != "" && v.NH <= t.ApprovedNH { // AP-2
		return true, RuleNotMore, t.ApprovedNH, nil
	}
	return approvedByRule(tx, t, v.NH)
}
