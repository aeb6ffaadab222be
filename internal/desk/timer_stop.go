package desk

// StopTimer ends the actor's entry at the moment of the command. It always succeeds (TM-3): the raw stop is kept also
// where another device's start has cut the entry (TM-10), and what looks wrong is marked for review.
type StopTimer struct {
	EntryID ID `json:"entryId"`
}

// Spec implements Command.
func (*StopTimer) Spec() *Spec { return timerStop }

// Apply implements Command. Of two stops of one entry the earlier counts. A stop whose start has not come, or never
// will, is kept as an entry of no length until it does.
func (c *StopTimer) Apply(tx Tx, env Env) error {
	if err := checkID("entryId", c.EntryID); err != nil {
		return err
	}
	e, ok, err := get(tx, &TimeEntry{ID: c.EntryID})
	if err != nil {
		return err
	}
	if !ok { // TM-3
		return tx.Insert(&TimeEntry{
			ID: c.EntryID, PersonID: env.Actor.ID, Kind: KindWork, StoppedAt: env.At, Review: ReviewNoStart,
		})
	}
	if e.PersonID != env.Actor.ID { // PR-3
		return Errorf(CodeForbidden, "timer.not_yours")
	}
	if e.StoppedAt != 0 && e.StoppedAt <= env.At { // TM-3
		return nil
	}
	e.StoppedAt = env.At
	if e.StartedAt == 0 { // TM-3
		return tx.Put(e)
	}
	return settle(tx, e)
}
