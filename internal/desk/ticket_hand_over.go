package desk

import (
	"cmp"
	"slices"
)

// HandOverTicket notes that a finished ticket was shown to the client for confirmation (HO-1). Handing over again, or to
// somebody else, dates it anew.
type HandOverTicket struct {
	TicketID  ID `json:"ticketId"`
	ContactID ID `json:"contactId,omitempty"` // to whom; where the client has contacts who may confirm, one of them
}

// Spec implements Command.
func (*HandOverTicket) Spec() *Spec { return ticketHandOver }

// canHandOver: only what is done, and not yet confirmed, is handed over.
func (l *Look) canHandOver() error {
	if err := l.mayAct(); err != nil {
		return err
	}
	if l.Ticket.Status != StatusDone { // HO-1
		return Errorf(CodeConflict, "ticket.hand_over_not_done", "status", l.Ticket.Status)
	}
	return nil
}

// Apply implements Command.
func (c *HandOverTicket) Apply(tx Tx, env Env) error {
	l, err := LookAt(tx, env.Actor, env.At, c.TicketID)
	if err != nil {
		return err
	}
	if err := l.canHandOver(); err != nil {
		return err
	}
	if err := optionalID("contactId", c.ContactID); err != nil {
		return err
	}
	t := l.Ticket
	if err := contactOf(tx, t.ClientID, c.ContactID); err != nil {
		return err
	}
	if err := contactMay(tx, t.ClientID, c.ContactID, RightConfirm); err != nil {
		return err
	}
	t.HandedAt, t.HandedTo = env.At, c.ContactID
	return putTouched(tx, t, env)
}

// contactMay refuses a contact who lacks a right that others of the client hold (CL-2).
func contactMay(tx Getter, clientID, contactID ID, right ContactRight) error {
	if contactID == "" {
		return nil
	}
	contacts, err := find[Contact](tx, "client_id", clientID)
	if err != nil {
		return err
	}
	who := holders(contacts, right)
	if len(who) == 0 || slices.ContainsFunc(who, func(c *Contact) bool { return c.ID == contactID }) { // CL-2
		return nil
	}
	return Errorf(CodeForbidden, "contact.may_not", "right", string(right), "name", who[0].Name)
}

// ContactsWho lists who of a client may use a right, by name: those who hold it or, where nobody does, everybody, because the
// client has not said who may (CL-2).
func ContactsWho(tx Getter, clientID ID, right ContactRight) ([]*Contact, error) {
	contacts, err := find[Contact](tx, "client_id", clientID)
	if err != nil {
		return nil, err
	}
	who := holders(contacts, right)
	if len(who) == 0 { // CL-2
		who = slices.DeleteFunc(contacts, func(c *Contact) bool { return c.Archived })
	}
	slices.SortFunc(who, func(a, b *Contact) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return who, nil
}

func holders(contacts []*Contact, right ContactRight) (who []*Contact) {
	for _, c := range contacts {
		if !c.Archived && slices.Contains(c.Rights, right) { // CL-2
			who = append(who, c)
		}
	}
	return who
}
