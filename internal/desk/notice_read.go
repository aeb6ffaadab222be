package desk

// MaxRead is how many notices one command marks as read.
const MaxRead = 500

// ReadNotices marks notices of the actor's own as read. They are named one by one: what arrives meanwhile stays unread.
type ReadNotices struct {
	IDs []ID `json:"ids"`
}

// Spec implements Command.
func (*ReadNotices) Spec() *Spec { return noticeRead }

// Apply implements Command. A notice that is not there any more, or read already, is passed over.
func (c *ReadNotices) Apply(tx Tx, env Env) error {
	if len(c.IDs) > MaxRead {
		return Errorf(CodeTooLarge, "notice.too_many", "length", len(c.IDs), "limit", MaxRead)
	}
	for _, id := range c.IDs {
		if err := checkID("ids", id); err != nil {
			return err
		}
		n, ok, err := get(tx, &Notice{ID: id})
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if n.PersonID != env.Actor.ID { // NT-2
			return Errorf(CodeForbidden, "notice.not_yours")
		}
		if n.ReadAt != 0 { // NT-2
			continue
		}
		n.ReadAt = env.At
		if err := tx.Put(n); err != nil {
			return err
		}
	}
	return nil
}
