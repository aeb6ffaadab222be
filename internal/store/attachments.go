package store

import (
	"encoding/json"

	"naryad/internal/desk"
)

// AttachmentRow is a file with the name of who added it.
type AttachmentRow struct {
	desk.Attachment
	Author string
	Unsent bool // the authority has not confirmed it
}

// AttachmentPage is one page of a ticket's files, oldest first.
type AttachmentPage struct {
	Rows []AttachmentRow
	Next Key
}

// LooseFiles returns at most limit files of a ticket that belong to none of its messages, after a key, oldest first. Both
// audiences are in it: it is for our own people only (PR-2).
func (r *Reader) LooseFiles(ticketID desk.ID, after Key, limit int) (AttachmentPage, error) {
	from, id, err := place(after)
	if err != nil {
		return AttachmentPage{}, err
	}
	rows, err := r.attachments(`ticket_id = ? AND message_id = '' AND (at, attachment.id) > (?, ?) ORDER BY at, attachment.id LIMIT ?`,
		ticketID, from, id, limit+1)
	page := AttachmentPage{Rows: rows}
	if len(rows) > limit {
		page.Rows = rows[:limit]
		last := rows[limit-1]
		page.Next = makeKey(int64(last.At), last.ID)
	}
	return page, err
}

// MessageFiles returns the files of some messages, in the order in which they were added.
func (r *Reader) MessageFiles(messageIDs []desk.ID) ([]AttachmentRow, error) {
	if len(messageIDs) == 0 {
		return nil, nil
	}
	list, err := json.Marshal(messageIDs)
	if err != nil {
		return nil, err
	}
	return r.attachments(`message_id IN (SELECT value FROM json_each(?)) ORDER BY at, attachment.id`, string(list))
}

// Attachment returns one file.
func (r *Reader) Attachment(id desk.ID) (AttachmentRow, bool, error) {
	return one(r.attachments(`attachment.id = ?`, id))
}

// FilesWithout returns at most limit files whose bytes the authority has not said to have, the newest first. On a replica they
// are such as the authority knows of: before, it would not take them.
func (r *Reader) FilesWithout(limit int) ([]AttachmentRow, error) {
	sent := ""
	if r.side == Replica {
		sent = " AND NOT EXISTS (SELECT 1 FROM undo WHERE tbl = 'attachment' AND pk = attachment.id)"
	}
	return r.attachments("stored = 0"+sent+" ORDER BY at DESC, attachment.id DESC LIMIT ?", limit)
}

// FileNamed says whether any row names these bytes.
func (r *Reader) FileNamed(sha256 string) (bool, error) {
	var n int
	_, err := r.c.row("SELECT EXISTS (SELECT 1 FROM attachment WHERE sha256 = ?)", []any{sha256}, &n)
	return n > 0, translate("look for a file", err)
}

// StoredFiles returns at most limit files that the authority has said to have, one for each hash, after a hash.
func (r *Reader) StoredFiles(after string, limit int) ([]AttachmentRow, error) {
	return r.attachments("sha256 > ? AND stored = 1 GROUP BY sha256 ORDER BY sha256 LIMIT ?", after, limit)
}

func (r *Reader) attachments(where string, args ...any) (out []AttachmentRow, err error) {
	unsent := "0"
	if r.side == Replica {
		unsent = "EXISTS (SELECT 1 FROM undo WHERE tbl = 'attachment' AND pk = attachment.id)"
	}
	err = r.each(`SELECT attachment.id, ticket_id, message_id, audience, attachment.name, size, sha256, type, by_id, at, stored,
		coalesce(person.name, ''), `+unsent+` FROM attachment LEFT JOIN person ON person.id = by_id WHERE `+where, func(scan scan) error {
		var a AttachmentRow
		err := scan(&a.ID, &a.TicketID, &a.MessageID, &a.Audience, &a.Name, &a.Size, &a.SHA256, &a.Type, &a.By, &a.At, &a.Stored, &a.Author, &a.Unsent)
		out = append(out, a)
		return err
	}, args...)
	return out, err
}
