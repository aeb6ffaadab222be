package store

import (
	"encoding/json"

	"naryad/internal/desk"
)

// ReplyDraft is an answer that somebody is typing. It never leaves this computer.
type ReplyDraft struct {
	TicketID desk.ID
	Audience desk.Audience
	Text     string
	At       desk.Instant
	Files    []DraftFile // that go with it; their bytes are in the replica's directory already
}

// DraftFile is a file that was chosen for an answer and not sent yet.
type DraftFile struct {
	SHA256 string `json:"sha256"`
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	Type   string `json:"type"`
}

// ReplyDraft returns the draft of a ticket.
func (r *Reader) ReplyDraft(ticketID desk.ID) (ReplyDraft, bool, error) {
	d := ReplyDraft{TicketID: ticketID}
	var files string
	found, err := r.c.row("SELECT audience, text, at, files FROM reply_draft WHERE ticket_id = ?", []any{ticketID}, &d.Audience, &d.Text, &d.At, &files)
	if found && err == nil {
		err = json.Unmarshal([]byte(files), &d.Files)
	}
	return d, found, translate("read a draft", err)
}

// DraftFiles are the files of all drafts.
func (r *Reader) DraftFiles() (out []DraftFile, err error) {
	err = r.each("SELECT files FROM reply_draft WHERE files <> '[]'", func(scan scan) error {
		var text string
		if err := scan(&text); err != nil {
			return err
		}
		var files []DraftFile
		err := json.Unmarshal([]byte(text), &files)
		out = append(out, files...)
		return err
	})
	return out, err
}

// SetReplyDraft keeps a draft; one without text and files is removed.
func (tx *Tx) SetReplyDraft(d ReplyDraft) error {
	if !storable(d.Text) {
		return ErrText
	}
	if d.Text == "" && len(d.Files) == 0 {
		return tx.exec("remove a draft", "DELETE FROM reply_draft WHERE ticket_id = ?", d.TicketID)
	}
	files, err := json.Marshal(append([]DraftFile{}, d.Files...))
	if err != nil {
		return err
	}
	if !storable(string(files)) {
		return ErrText
	}
	return tx.exec("keep a draft", `INSERT INTO reply_draft (ticket_id, audience, text, at, files) VALUES (?1, ?2, ?3, ?4, ?5)
		ON CONFLICT (ticket_id) DO UPDATE SET audience = ?2, text = ?3, at = ?4, files = ?5`, d.TicketID, d.Audience, d.Text, d.At, string(files))
}

// Heartbeat returns when something was alive last; the zero Instant: never.
func (r *Reader) Heartbeat(name string) (desk.Instant, error) {
	var at desk.Instant
	_, err := r.c.row("SELECT at FROM heartbeat WHERE name = ?", []any{name}, &at)
	return at, translate("read a heartbeat", err)
}

// SetHeartbeat notes that something is alive.
func (tx *Tx) SetHeartbeat(name string, at desk.Instant) error {
	return tx.exec("write a heartbeat", "INSERT INTO heartbeat (name, at) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET at = ?2", name, at)
}

// Local returns a value that is this replica's own, such as a person's settings on this computer; "" when there is none.
func (r *Reader) Local(name string) (string, error) { return r.value("local", name) }

// SetLocal writes a value of this replica's own.
func (tx *Tx) SetLocal(name, value string) error { return tx.setValue("local", name, value) }

// Admin returns a value of the authority's own that is never replicated; "" when there is none.
func (r *Reader) Admin(name string) (string, error) { return r.value("admin", name) }

// SetAdmin writes a value of the authority's own.
func (tx *Tx) SetAdmin(name, value string) error { return tx.setValue("admin", name, value) }

func (r *Reader) value(table, name string) (string, error) {
	var v string
	_, err := r.c.row("SELECT value FROM "+table+" WHERE name = ?", []any{name}, &v)
	return v, translate("read "+table, err)
}

func (tx *Tx) setValue(table, name, value string) error {
	if !storable(value) {
		return ErrText
	}
	return tx.exec("write "+table, "INSERT INTO "+table+" (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2", name, value)
}

// ids reads a list of ids.
func (r *Reader) ids(query string, args ...any) (out []desk.ID, err error) {
	err = r.each(query, func(scan scan) error {
		var id desk.ID
		err := scan(&id)
		out = append(out, id)
		return err
	}, args...)
	return out, err
}
