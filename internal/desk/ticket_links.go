package desk

import "github.com/google/uuid"

// The verbs that join tickets (ST-7).
var (
	ticketMerge  = ticketVerb("ticket.merge", func() Command { return &MergeTicket{} })
	ticketSplit  = ticketVerb("ticket.split", func() Command { return &SplitTicket{} })
	ticketLink   = ticketVerb("ticket.link", func() Command { return &LinkTicket{} })
	ticketUnlink = ticketVerb("ticket.unlink", func() Command { return &UnlinkTicket{} })
)

// Kinds of a link: what the first ticket is to the other (ST-7).
const (
	LinkDuplicate = "duplicate"
	LinkCausedBy  = "caused_by"
	LinkFollowUp  = "follow_up"
	LinkWarranty  = "warranty" // it repairs our own work on the other (ST-8)
)

// maxMerges bounds how many pointers lead from a ticket to its survivor.
const maxMerges = 100

// survivor follows the pointers of merged tickets to the one that is left (ST-7). What is unknown is its own survivor.
func survivor(tx Getter, id ID) (ID, error) {
	for range maxMerges {
		t, ok, err := get(tx, &Ticket{ID: id})
		if err != nil {
			return "", err
		}
		if !ok || t.MergedIntoID == "" { // ST-7
			return id, nil
		}
		id = t.MergedIntoID
	}
	return id, nil
}

// notMerged refuses what is done to a ticket that is only a pointer, and names the one that it leads to.
func notMerged(tx Getter, t *Ticket) error {
	if t.MergedIntoID == "" { // ST-7
		return nil
	}
	id, err := survivor(tx, t.ID)
	if err != nil {
		return err
	}
	left, _, err := get(tx, &Ticket{ID: id})
	if err != nil {
		return err
	}
	return Errorf(CodeConflict, "ticket.merged", "ticketId", left.ID, "number", left.Number, "subject", left.Subject)
}

// watchID is the one id of a person's watch of a ticket, so that watching twice is one row.
func watchID(ticket, person ID) ID {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte(ticket+" "+person)).String()
}

// linksOf returns the links that a ticket has in either direction.
func linksOf(tx Getter, id ID) ([]*TicketLink, error) {
	from, err := find[TicketLink](tx, "ticket_id", id)
	if err != nil {
		return nil, err
	}
	to, err := find[TicketLink](tx, "other_id", id)
	return append(from, to...), err
}

// BilledNH is what a finished ticket costs the client: the approved n/h (BL-1), and nothing for warranty work (ST-8).
func BilledNH(t *Ticket) NH {
	if t.Warranty { // ST-8
		return 0
	}
	return t.ApprovedNH
}
