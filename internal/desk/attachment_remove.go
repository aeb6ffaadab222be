package desk

// RemoveFile takes a file away. The history keeps its name; its bytes are deleted once nothing names them any more (FL-4).
type RemoveFile struct {
	ID ID `json:"id"`
}

// Spec implements Command.
func (*RemoveFile) Spec() *Spec { return attachmentRemove }

// Apply implements Command. Who added a file removes it, and managers and above do. One that is not there any more is removed
// already.
func (c *RemoveFile) Apply(tx Tx, env Env) error {
	f, ok, err := c.file(tx)
	if err != nil || !ok {
		return err
	}
	if f.By != env.Actor.ID && !env.Actor.Has(managers...) { // FL-4
		return Errorf(CodeForbidden, "attachment.not_yours")
	}
	l, err := LookAt(tx, env.Actor, env.At, f.TicketID)
	if err != nil {
		return err
	}
	if err := tx.Delete(f); err != nil {
		return err
	}
	return putTouched(tx, l.Ticket, env)
}

func (c *RemoveFile) file(tx Getter) (*Attachment, bool, error) {
	if err := checkID("id", c.ID); err != nil {
		return nil, false, err
	}
	return get(tx, &Attachment{ID: c.ID})
}

// Inverse implements Undoable. Adding a file again makes it the actor's, so only who added it can take the removal back.
func (c *RemoveFile) Inverse(tx Tx, env Env) (Command, error) {
	f, ok, err := c.file(tx)
	if err != nil || !ok || f.By != env.Actor.ID { // FL-4
		return nil, err
	}
	return &AttachFile{
		ID: f.ID, TicketID: f.TicketID, MessageID: f.MessageID, Audience: f.Audience, Name: f.Name,
		Size: f.Size, SHA256: f.SHA256, Type: f.Type,
	}, nil
}
