package desk

// SetTemplate makes a reply template, or changes the one with the id.
type SetTemplate struct {
	ID       ID       `json:"id"`
	Name     string   `json:"name"`
	Audience Audience `json:"audience"`
	Text     string   `json:"text"`
}

// Spec implements Command.
func (*SetTemplate) Spec() *Spec { return templateSet }

// Apply implements Command.
func (c *SetTemplate) Apply(tx Tx, env Env) error {
	if err := checkID("id", c.ID); err != nil {
		return err
	}
	name, err := neededLine("template.name", c.Name, MaxName)
	if err != nil {
		return err
	}
	if err := checkAudience(c.Audience); err != nil {
		return err
	}
	text, err := neededProse("template.text", c.Text)
	if err != nil {
		return err
	}
	if len(text) > MaxTemplateText {
		return Errorf(CodeTooLarge, "text.too_large", "textBytes", len(text), "limitBytes", MaxTemplateText)
	}
	return tx.Put(&ReplyTemplate{ID: c.ID, Name: name, Audience: c.Audience, Text: text, By: env.Actor.ID})
}

// Inverse implements Undoable.
func (c *SetTemplate) Inverse(tx Tx, _ Env) (Command, error) {
	old, ok, err := get(tx, &ReplyTemplate{ID: c.ID})
	if err != nil {
		return nil, err
	}
	if !ok {
		return &RemoveTemplate{ID: c.ID}, nil
	}
	return &SetTemplate{ID: old.ID, Name: old.Name, Audience: old.Audience, Text: old.Text}, nil
}
