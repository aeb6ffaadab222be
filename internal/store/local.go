package store

import "naryad/internal/desk"

// ReplyDraft is an answer that somebody is typing. It never leaves this computer.
type ReplyDraft struct {
	TicketID desk.ID
	Audience desk.Audience
	Text     string
	At       desk.Instant
}

// ReplyDraft returns the draft of a ticket.
func (r *Reader) ReplyDraft(ticketID desk.ID) (ReplyDraft, bool, error) {
	d := ReplyDraft{TicketID: ticketID}
	found, err := r.c.row("SELECT audience, text, at FROM reply_draft WHERE ticket_id = ?", []any{ticketID}, &d.Audience, &d.Text, &d.At)
	return d, found, translate("read a draft", err)
}

// SetReplyDraft keeps a draft; an empty text removes it.
func (tx *Tx) SetReplyDraft(d ReplyDraft) error {
	if !storable(d.Text) {
		return ErrText
	}
	if d.Text == "" {
		return tx.exec("remove a draft", "DELETE FROM reply_draft WHERE ticket_id = ?", d.TicketID)
	}
	return tx.exec("keep a draft", `INSERT INTO reply_draft (ticket_id, audience, text, at) VALUES (?1, ?2, ?3, ?4)
		ON CONFLICT (ticket_id) DO UPDATE SET audience = ?2, text = ?3, at = ?4`, d.TicketID, d.Audience, d.Text, d.At)
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
