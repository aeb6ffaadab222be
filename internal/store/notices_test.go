package store

import (
	"testing"

	"naryad/internal/desk"
	"naryad/internal/desk/desktest"
)

func TestNotices(t *testing.T) {
	db := mustOpen(t, Replica)
	me, colleague, first, second := desktest.ID(1), desktest.ID(2), desktest.ID(11), desktest.ID(12)
	write(t, db, func(tx *Tx) error {
		if err := tx.SetSyncState(SyncState{Person: me}); err != nil {
			return err
		}
		rows := []desk.Row{
			&desk.Person{ID: me, Name: "Анна", Active: true}, &desk.Person{ID: colleague, Name: "Борис", Active: true},
			&desk.Ticket{ID: first, Number: 7, Subject: "тема", Status: desk.StatusNew}, &desk.Ticket{ID: second, Status: desk.StatusNew},
			&desk.Message{ID: desktest.ID(30), TicketID: first, Text: "посмотри", Mentions: []desk.ID{me}},
			&desk.Watch{ID: desktest.ID(31), TicketID: first, PersonID: colleague}, &desk.Watch{ID: desktest.ID(32), TicketID: first, PersonID: me},
			&desk.ReplyTemplate{ID: desktest.ID(33), Name: "Я"}, &desk.ReplyTemplate{ID: desktest.ID(34), Name: "А"},
		}
		for i := range 5 {
			n := &desk.Notice{ID: desktest.ID(40 + i), PersonID: me, TicketID: first, Kind: "mention", RefID: desktest.ID(30), By: colleague, At: desk.Instant(100 + i)}
			switch i {
			case 1:
				n.ReadAt = 200
			case 2:
				n.PersonID = colleague
			case 3:
				n.TicketID = second
			}
			rows = append(rows, n)
		}
		for _, row := range rows {
			if err := tx.Insert(row); err != nil {
				return err
			}
		}
		return tx.exec("confirm everything", "DELETE FROM undo")
	})
	read(t, db, func(r *Reader) error {
		page, err := r.Notices(me, "", 3)
		must(t, err)
		if len(page.Rows) != 3 || page.Rows[0].ID != desktest.ID(44) || page.Next == "" {
			t.Errorf("the newest three are %+v, next %q", page.Rows, page.Next)
		}
		if n := page.Rows[0]; n.Number != 7 || n.Subject != "тема" || n.Name != "Борис" || n.Text != "посмотри" {
			t.Errorf("a notice is %+v", n)
		}
		rest, err := r.Notices(me, page.Next, 3)
		must(t, err)
		if len(rest.Rows) != 1 || rest.Rows[0].ID != desktest.ID(40) || rest.Next != "" {
			t.Errorf("the rest is %+v", rest)
		}
		if _, err := r.Notices(me, "nonsense", 3); err == nil {
			t.Error("a nonsensical key was taken")
		}
		for name, c := range map[string]struct {
			ticket desk.ID
			limit  int
			want   int
		}{"all": {"", 10, 3}, "of one ticket": {first, 10, 2}, "at most one": {"", 1, 1}} {
			ids, err := r.UnreadNotices(me, c.ticket, c.limit)
			must(t, err)
			if len(ids) != c.want {
				t.Errorf("%s: %v", name, ids)
			}
		}
		n, err := r.UnreadCount(me)
		must(t, err)
		row, _, err := r.Ticket(first)
		must(t, err)
		if n != 3 || row.Unread != 2 {
			t.Errorf("%d unread, %d of the ticket", n, row.Unread)
		}
		watchers, err := r.Watchers(first)
		must(t, err)
		if len(watchers) != 2 || watchers[0] != me {
			t.Errorf("the watchers are %v", watchers)
		}
		templates, err := r.Templates()
		must(t, err)
		if len(templates) != 2 || templates[0].Name != "А" {
			t.Errorf("the templates are %v", templates)
		}
		talk, err := r.Conversation(first, "", 10)
		must(t, err)
		if len(talk.Rows) != 1 || len(talk.Rows[0].Mentions) != 1 {
			t.Errorf("the conversation is %+v", talk.Rows)
		}
		return nil
	})
}
