package desk

import "slices"

// StartTimer starts the actor's timer at the moment of the command and ends the one that ran (TM-1). It is refused for
// nothing that a ticket is or has become (TM-3): time on a ticket that does not exist is kept and marked for review.
type StartTimer struct {
	ID       ID     `json:"id"`                 // of the new time entry
	TicketID ID     `json:"ticketId,omitempty"` // empty: internal work
	StageNo  int    `json:"stageNo,omitempty"`
	Kind     string `json:"kind,omitempty"` // empty: work for an assignee, analysis for others
	Note     string `json:"note,omitempty"`
}

// Spec implements Command.
func (*StartTimer) Spec() *Spec { return timerStart }

// Apply implements Command. Only what the arguments themselves say can be refused, so that a start which one replica
// has accepted is accepted everywhere.
func (c *StartTimer) Apply(tx Tx, env Env) error {
	note, err := c.check()
	if err != nil {
		return err
	}
	e, _, err := get(tx, &TimeEntry{ID: c.ID})
	if err != nil {
		return err
	}
	stopCameFirst := e.PersonID == env.Actor.ID && e.Review == ReviewNoStart
	if e.PersonID != "" && !stopCameFirst { // TM-3
		return Errorf(CodeConflict, "command.id_taken")
	}
	e.PersonID, e.TicketID, e.StageNo, e.Kind = env.Actor.ID, c.TicketID, c.StageNo, c.Kind
	e.StartedAt, e.Note, e.Review = env.At, note, ""
	if err := c.onTicket(tx, env, e); err != nil {
		return err
	}
	return settle(tx, e)
}

func (c *StartTimer) check() (note string, err error) {
	if err := checkID("id", c.ID); err != nil {
		return "", err
	}
	if err := optionalID("ticketId", c.TicketID); err != nil {
		return "", err
	}
	if c.Kind != "" && !slices.Contains([]string{KindWork, KindAnalysis, KindTalk, KindHelp, KindInternal}, c.Kind) { // TM-2
		return "", Errorf(CodeInvalid, "timer.kind_unknown")
	}
	if c.StageNo < 0 || c.StageNo > maxStages { // TM-2
		return "", Errorf(CodeInvalid, "plan.stage_unknown", "stage", c.StageNo)
	}
	return line("timer.note", c.Note, MaxSubject)
}

// onTicket is TM-2: an assignee's start on a planned or approved ticket makes it in progress; any other start only
// records time of a kind.
func (c *StartTimer) onTicket(tx Tx, env Env, e *TimeEntry) error {
	if c.TicketID == "" { // TM-2
		e.Kind = KindInternal
		return nil
	}
	id, err := survivor(tx, c.TicketID) // time for a merged ticket counts on the one that is left (ST-7)
	if err != nil {
		return err
	}
	e.TicketID = id
	l, err := LookAt(tx, env.Actor, env.At, id)
	if AsError(err) != nil { // TM-3
		e.Review = ReviewNoTicket
		e.Kind = orKind(c.Kind, KindAnalysis)
		return nil
	}
	if err != nil {
		return err
	}
	t := l.Ticket
	if len(l.open(env.Actor.ID)) == 0 { // TM-2
		e.Kind = orKind(c.Kind, KindAnalysis)
		return putTouched(tx, t, env)
	}
	e.Kind = orKind(c.Kind, KindWork)
	if t.Status == StatusPlanned || t.Status == StatusApproved { // TM-2
		if err := move(t, StatusInProgress, env); err != nil {
			return err
		}
	}
	return putTouched(tx, t, env)
}

func orKind(kind, standard string) string {
	if kind == "" { // TM-2
		return standard
	}
	return kind
}
