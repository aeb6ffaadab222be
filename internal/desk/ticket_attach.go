package desk

// AttachFile adds a file to a ticket, or to a message of the actor's. The bytes are known by their hash and travel apart from
// the command, which never waits for them (FL-3).
type AttachFile struct {
	ID        ID       `json:"id"`
	TicketID  ID       `json:"ticketId"`
	MessageID ID       `json:"messageId,omitempty"`
	Audience  Audience `json:"audience"`
	Name      string   `json:"name"`
	Size      int64    `json:"size"` // bytes
	SHA256    string   `json:"sha256"`
	Type      string   `json:"type"` // media type, as found in the bytes
}

// Spec implements Command.
func (*AttachFile) Spec() *Spec { return ticketAttach }

// Apply implements Command. Files for colleagues may be added by everybody, files for the client by who may act on the ticket.
func (c *AttachFile) Apply(tx Tx, env Env) error {
	if err := c.check(); err != nil {
		return err
	}
	id, err := c.place(tx, env)
	if err != nil {
		return err
	}
	l, err := LookAt(tx, env.Actor, env.At, id)
	if err != nil {
		return err
	}
	if c.Audience == ToClient { // FL-2
		if err := l.mayAct(); err != nil {
			return err
		}
	}
	f := &Attachment{
		ID: c.ID, TicketID: id, MessageID: c.MessageID, Audience: c.Audience, Name: SafeFileName(c.Name),
		Size: c.Size, SHA256: c.SHA256, Type: c.Type, By: env.Actor.ID, At: env.At,
	}
	if f.Stored, err = isStored(tx, f); err != nil {
		return err
	}
	if err := tx.Insert(f); err != nil {
		return err
	}
	return putTouched(tx, l.Ticket, env)
}

func (c *AttachFile) check() error {
	if err := checkID("id", c.ID); err != nil {
		return err
	}
	if err := optionalID("messageId", c.MessageID); err != nil {
		return err
	}
	if err := checkAudience(c.Audience); err != nil {
		return err
	}
	if !ValidSHA256(c.SHA256) || len(c.Type) > maxMediaType || !mediaType.MatchString(c.Type) { // FL-1
		return Errorf(CodeInvalid, "attachment.malformed")
	}
	return CheckFileSize(c.Name, c.Size)
}

// place is the ticket that the file goes to: its message's, wherever that has moved, else the one that was named, or what it
// was merged into (ST-7).
func (c *AttachFile) place(tx Getter, env Env) (ID, error) {
	if c.MessageID == "" {
		return survivor(tx, c.TicketID)
	}
	m, ok, err := get(tx, &Message{ID: c.MessageID})
	if err != nil {
		return "", err
	}
	if !ok { // FL-1
		return "", Errorf(CodeNotFound, "attachment.message_unknown")
	}
	if m.AuthorID != env.Actor.ID { // FL-1
		return "", Errorf(CodeForbidden, "attachment.not_author")
	}
	if m.Audience != c.Audience { // FL-2 PR-2
		return "", Errorf(CodeInvalid, "attachment.audience_differs")
	}
	there, err := find[Attachment](tx, "message_id", c.MessageID)
	if err == nil && len(there) >= MaxMessageFiles { // FL-1
		err = Errorf(CodeTooLarge, "attachment.too_many", "limit", MaxMessageFiles)
	}
	return m.TicketID, err
}

// isStored says whether the authority has the bytes already, because another file has the same.
func isStored(tx Getter, f *Attachment) (bool, error) {
	same, err := sameBytes(tx, f.SHA256, f.Size)
	for _, s := range same {
		if s.Stored { // FL-3
			return true, err
		}
	}
	return false, err
}

// Inverse implements Undoable.
func (c *AttachFile) Inverse(Tx, Env) (Command, error) { return &RemoveFile{ID: c.ID}, nil }
