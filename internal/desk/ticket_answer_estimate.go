package desk

// AnswerEstimate records the client's yes or no to one estimate version, as the manager heard or read it.
type AnswerEstimate struct {
	TicketID   ID     `json:"ticketId"`
	EstimateID ID     `json:"estimateId"`
	Yes        bool   `json:"yes"`
	ContactID  ID     `json:"contactId,omitempty"`
	Way        string `json:"way"` // call, chat, mail
	Text       string `json:"text,omitempty"`
	Shown      string `json:"shown,omitempty"` // what the client was told the estimate is for (AP-3)
}

// Spec implements Command.
func (*AnswerEstimate) Spec() *Spec { return ticketAnswerEstimate }

// canAnswer says whether an answer can be recorded now; the verb itself asks whether it is to the current version.
func (l *Look) canAnswer(to Status) error {
	if err := l.mayAct(); err != nil {
		return err
	}
	if l.answerDue() {
		return nil
	}
	return canMove(l.Ticket.Status, to, StatusEstimated)
}

// answerDue says whether urgent work was begun before the answer to its estimate: there approval is a field.
func (l *Look) answerDue() bool {
	return l.Ticket.Status == StatusInProgress && l.Ticket.ApprovedID != l.Ticket.EstimateID // ST-3
}

// Apply implements Command. The same answer twice changes nothing; with other words it is refused, so that the words are
// not lost without anybody being told.
func (c *AnswerEstimate) Apply(tx Tx, env Env) error {
	if err := c.check(tx); err != nil {
		return err
	}
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	if err := l.mayAct(); err != nil {
		return err
	}
	t := l.Ticket
	if c.EstimateID != t.EstimateID { // EST-3
		return Errorf(CodeConflict, "estimate.not_current")
	}
	if err := contactOf(tx, t.ClientID, c.ContactID); err != nil {
		return err
	}
	if err := contactMay(tx, t.ClientID, c.ContactID, RightApprove); err != nil { // AP-3
		return err
	}
	answers, err := find[Approval](tx, "ticket_id", t.ID)
	if err != nil {
		return err
	}
	for _, a := range answers {
		if a.EstimateID != c.EstimateID { // EST-3
			continue
		}
		if a.Yes == c.Yes && c.addsNothing(a) { // EST-3
			return nil
		}
		return Errorf(CodeConflict, "estimate.answered", "yes", a.Yes)
	}
	return c.record(tx, env, l)
}

// addsNothing says whether a repeated answer holds no words that the recorded one has not.
func (c *AnswerEstimate) addsNothing(a *Approval) bool {
	text, err := prose(c.Text)
	return err == nil && (text == "" || text == a.Text) // EST-3
}

func (c *AnswerEstimate) check(tx Tx) error {
	if err := checkID("estimateId", c.EstimateID); err != nil {
		return err
	}
	if err := optionalID("contactId", c.ContactID); err != nil {
		return err
	}
	if err := wayOf(c.Way); err != nil {
		return err
	}
	if _, err := prose(c.Shown); err != nil {
		return err
	}
	_, err := prose(c.Text)
	return err
}

func (c *AnswerEstimate) record(tx Tx, env Env, l *Look) error {
	t, to := l.Ticket, StatusRejected
	if c.Yes {
		to = StatusApproved
	}
	if err := l.canAnswer(to); err != nil {
		return err
	}
	text, err := prose(c.Text)
	if err != nil {
		return err
	}
	shown, err := prose(c.Shown)
	if err != nil {
		return err
	}
	if t.Status != StatusInProgress { // ST-3
		if err := move(t, to, env); err != nil {
			return err
		}
	}
	t.Reason = ""
	if t.Status == StatusApproved && len(l.open("")) > 0 { // AP-2
		if err := move(t, StatusPlanned, env); err != nil { // its place on the plan was kept
			return err
		}
	}
	if c.Yes {
		t.ApprovedID, t.ApprovedNH = c.EstimateID, t.NH
	} else {
		t.Reason = text
	}
	if err := tx.Insert(&Approval{
		ID: env.DerivedID(1), TicketID: t.ID, EstimateID: c.EstimateID, Yes: c.Yes,
		ContactID: c.ContactID, By: env.Actor.ID, Way: c.Way, Text: text, Shown: shown, At: env.At,
	}); err != nil {
		return err
	}
	return putTouched(tx, t, env)
}
