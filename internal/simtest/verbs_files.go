package simtest

import (
	"strings"

	"naryad/internal/desk"
)

// hash is one of a few hashes, so that the same bytes are often attached twice.
func (t *things) hash() string {
	return strings.Repeat(pick(t.w.dice, []string{"0a", "1b", "2c", "3d"}), 32)
}

// filing is what people do to files: adding them to a ticket or to a message, which may be somebody else's, and removing them.
func (t *things) filing(r *replica, id desk.ID) desk.Command {
	d := t.w.dice
	if len(t.files) > 0 && d.chance(300) {
		return &desk.RemoveFile{ID: pick(d, t.files)}
	}
	cmd := &desk.AttachFile{
		ID: t.newID(), TicketID: id, Audience: pick(d, []desk.Audience{desk.ToInternal, desk.ToInternal, desk.ToClient}),
		Name: t.w.text("файл") + ".pdf", Size: 1, SHA256: t.hash(), Type: "application/pdf",
	}
	if messages := r.messagesOf(id); len(messages) > 0 && d.chance(500) {
		cmd.MessageID = pick(d, messages)
	}
	t.files = append(t.files, cmd.ID)
	return cmd
}

// bytesArrive lets the authority say that it has some file's bytes.
func (w *world) bytesArrive() { w.auth.do(&desk.MarkStored{SHA256: w.things.hash(), Size: 1}) }
