package store

import (
	"encoding/json"

	"naryad/internal/desk"
)

// MessageRow is a message with its author's name.
type MessageRow struct {
	desk.Message
	Author string // of a person of ours or of the client's contact
	Unsent bool   // the authority has not confirmed it
}

// MessagePage is one page of a conversation, oldest first.
type MessagePage struct {
	Rows []MessageRow
	Next Key
}

// Conversation returns at most limit messages of a ticket after a key, oldest first. Both audiences are in it: it is for
// our own people only (PR-2).
func (r *Reader) Conversation(ticketID desk.ID, after Key, limit int) (MessagePage, error) {
	from, id, err := place(after)
	if err != nil {
		return MessagePage{}, err
	}
	// What is unconfirmed has an undo image that says it did not exist; an authority has no undo.
	unsent := "0"
	if r.side == Replica {
		unsent = "EXISTS (SELECT 1 FROM undo WHERE tbl = 'message' AND pk = message.id)"
	}
	var page MessagePage
	err = r.each(`SELECT message.id, ticket_id, audience, author_id, contact_id, source, text, at, mentions, origin_id, coalesce(person.name, contact.name, ''), `+unsent+`
		FROM message LEFT JOIN person ON person.id = author_id LEFT JOIN contact ON contact.id = contact_id
		WHERE ticket_id = ? AND (at, message.id) > (?, ?) ORDER BY at, message.id LIMIT ?`, func(scan scan) error {
		var m MessageRow
		var mentions string
		err := scan(&m.ID, &m.TicketID, &m.Audience, &m.AuthorID, &m.ContactID, &m.Source, &m.Text, &m.At, &mentions, &m.OriginID, &m.Author, &m.Unsent)
		if err == nil {
			err = json.Unmarshal([]byte(mentions), &m.Mentions)
		}
		page.Rows = append(page.Rows, m)
		return err
	}, ticketID, from, id, limit+1)
	if len(page.Rows) > limit {
		page.Rows = page.Rows[:limit]
		last := page.Rows[limit-1]
		page.Next = makeKey(int64(last.At), last.ID)
	}
	return page, err
}

// place is where a page that goes forward begins.
func place(after Key) (int64, desk.ID, error) {
	if after == "" {
		return -1 << 63, "", nil
	}
	return parseKey(after)
}
