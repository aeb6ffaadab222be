package desk

// moveAll gives a ticket's messages, files, time, links, watchers and notices to another (ST-7).
func moveAll(tx Tx, from, to ID) error {
	messages, err := find[Message](tx, "ticket_id", from)
	if err != nil {
		return err
	}
	for _, m := range messages {
		if err := moveMessage(tx, m, to); err != nil {
			return err
		}
	}
	files, err := find[Attachment](tx, "ticket_id", from)
	if err != nil {
		return err
	}
	for _, f := range files {
		f.TicketID = to
		if err := tx.Put(f); err != nil {
			return err
		}
	}
	times, err := find[TimeEntry](tx, "ticket_id", from)
	if err != nil {
		return err
	}
	for _, e := range times {
		e.TicketID, e.StageNo = to, 0
		if err := tx.Put(e); err != nil {
			return err
		}
	}
	notices, err := find[Notice](tx, "ticket_id", from)
	if err != nil {
		return err
	}
	for _, n := range notices {
		n.TicketID = to
		if err := tx.Put(n); err != nil {
			return err
		}
	}
	if err := moveLinks(tx, from, to); err != nil {
		return err
	}
	return moveWatches(tx, from, to)
}

// moveMessage gives a message to another ticket; it remembers the one that it was written to.
func moveMessage(tx Tx, m *Message, to ID) error {
	if m.OriginID == "" { // ST-7
		m.OriginID = m.TicketID
	}
	m.TicketID = to
	return tx.Put(m)
}

// moveLinks turns the links over. Those that would join a ticket with itself, or stand twice, go.
func moveLinks(tx Tx, from, to ID) error {
	links, err := linksOf(tx, from)
	if err != nil {
		return err
	}
	for _, l := range links {
		if l.TicketID == from { // ST-7
			l.TicketID = to
		} else {
			l.OtherID = to
		}
		same, err := (&LinkTicket{TicketID: l.TicketID, Kind: l.Kind}).same(tx, l.OtherID)
		if err != nil {
			return err
		}
		if l.TicketID == l.OtherID || same != nil { // ST-7
			err = tx.Delete(l)
		} else {
			err = tx.Put(l)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func moveWatches(tx Tx, from, to ID) error {
	watches, err := find[Watch](tx, "ticket_id", from)
	if err != nil {
		return err
	}
	for _, w := range watches {
		if err := tx.Delete(w); err != nil {
			return err
		}
		moved := *w
		moved.ID, moved.TicketID = watchID(to, w.PersonID), to
		if err := tx.Put(&moved); err != nil {
			return err
		}
	}
	return nil
}
