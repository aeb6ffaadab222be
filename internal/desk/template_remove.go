package desk

// RemoveTemplate removes a reply template. What was written with it stays.
type RemoveTemplate struct {
	ID ID `json:"id"`
}

// Spec implements Command.
func (*RemoveTemplate) Spec() *Spec { return templateRemove }

// Apply implements Command. One that is not there any more is removed already.
func (c *RemoveTemplate) Apply(tx Tx, _ Env) error {
	if err := checkID("id", c.ID); err != nil {
		return err
	}
	return tx.Delete(&ReplyTemplate{ID: c.ID})
}

// Inverse implements Undoable.
func (c *RemoveTemplate) Inverse(tx Tx, _ Env) (Command, error) {
	old, ok, err := get(tx, &ReplyTemplate{ID: c.ID})
	if err != nil || !ok {
		return nil, err
	}
	return &SetTemplate{ID: old.ID, Name: old.Name, Audience: old.Audience, Text: old.Text}, nil
}
