package desk

// MarkStored says that the authority has the bytes of these files. The authority gives it once they have arrived whole (FL-3).
type MarkStored struct {
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}

// Spec implements Command.
func (*MarkStored) Spec() *Spec { return attachmentMarkStored }

// Apply implements Command. It is no change by a person: the ticket is not touched (ST-6).
func (c *MarkStored) Apply(tx Tx, _ Env) error {
	files, err := sameBytes(tx, c.SHA256, c.Size)
	if err != nil {
		return err
	}
	for _, f := range files {
		if f.Stored { // FL-3
			continue
		}
		f.Stored = true
		if err := tx.Put(f); err != nil {
			return err
		}
	}
	return nil
}
