package store

import (
	"strings"
	"testing"

	"naryad/internal/desk"
	"naryad/internal/desk/desktest"
)

func TestAttachments(t *testing.T) {
	db := mustOpen(t, Replica)
	anna, ticket, message := desktest.ID(1), desktest.ID(11), desktest.ID(12)
	a, b := strings.Repeat("a", 64), strings.Repeat("b", 64)
	file := func(n int, message desk.ID, sha string, stored bool) *desk.Attachment {
		return &desk.Attachment{ID: desktest.ID(n), TicketID: ticket, MessageID: message, Name: "акт.pdf", Size: 5, SHA256: sha, By: anna, At: desk.Instant(n), Stored: stored}
	}
	write(t, db, func(tx *Tx) error {
		for _, row := range []desk.Row{
			&desk.Person{ID: anna, Name: "Анна", Active: true}, &desk.Ticket{ID: ticket, Status: desk.StatusNew},
			&desk.Message{ID: message, TicketID: ticket},
			file(20, "", a, true), file(21, message, a, true), file(22, "", b, false), file(23, message, b, false),
		} {
			if err := tx.Insert(row); err != nil {
				return err
			}
		}
		return tx.exec("confirm everything", "DELETE FROM undo")
	})
	write(t, db, func(tx *Tx) error { return tx.Insert(file(24, "", b, false)) }) // the authority does not know it yet
	ids := func(rows []AttachmentRow) (out []desk.ID) {
		for _, r := range rows {
			out = append(out, r.ID)
		}
		return out
	}
	same := func(what string, got []AttachmentRow, want ...int) {
		t.Helper()
		var list []desk.ID
		for _, n := range want {
			list = append(list, desktest.ID(n))
		}
		if strings.Join(ids(got), " ") != strings.Join(list, " ") {
			t.Errorf("%s: %v", what, ids(got))
		}
	}
	read(t, db, func(r *Reader) error {
		page, err := r.LooseFiles(ticket, "", 2)
		must(t, err)
		same("loose", page.Rows, 20, 22)
		rest, err := r.LooseFiles(ticket, page.Next, 2)
		must(t, err)
		same("the rest", rest.Rows, 24)
		if rest.Next != "" || !rest.Rows[0].Unsent || page.Rows[0].Unsent || page.Rows[0].Author != "Анна" {
			t.Errorf("%+v, next %q", rest.Rows, rest.Next)
		}
		of, err := r.MessageFiles([]desk.ID{message, desktest.ID(99)})
		must(t, err)
		same("of the message", of, 21, 23)
		without, err := r.FilesWithout(10)
		must(t, err)
		same("FL-3 without bytes, as far as the authority knows of them", without, 23, 22)
		stored, err := r.StoredFiles("", 10)
		must(t, err)
		if len(stored) != 1 || stored[0].SHA256 != a {
			t.Errorf("stored: %v", stored)
		}
		if named, _ := r.FileNamed(b); !named {
			t.Error("a named file is not")
		}
		if named, _ := r.FileNamed(strings.Repeat("c", 64)); named {
			t.Error("a file that nobody named is")
		}
		for query, index := range map[string]string{
			"SELECT id FROM attachment WHERE ticket_id = 'x' AND message_id = '' AND (at, id) > (1, 'x') ORDER BY at, id LIMIT 5": "attachment_loose",
			"SELECT id FROM attachment WHERE stored = 0 ORDER BY at DESC, id DESC LIMIT 5":                                        "attachment_without",
			"SELECT id FROM attachment WHERE sha256 > 'x' AND stored = 1 GROUP BY sha256 ORDER BY sha256 LIMIT 5":                 "attachment_sha256",
		} {
			plan := ""
			must(t, r.each("EXPLAIN QUERY PLAN "+query, func(scan scan) error {
				var id, parent, unused int
				var detail string
				err := scan(&id, &parent, &unused, &detail)
				plan += detail + "; "
				return err
			}))
			if !strings.Contains(plan, index) || strings.Contains(plan, "TEMP B-TREE") {
				t.Errorf("%s: %s", query, plan)
			}
		}
		return nil
	})
	write(t, db, func(tx *Tx) error { return tx.exec("confirm everything", "DELETE FROM undo") })
}
