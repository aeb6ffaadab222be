package app_test

import (
	"strings"
	"testing"

	"naryad/app"
	"naryad/internal/desk"
)

// TestWhoIsAskedHearsOfIt: a note of one desk is a notice on another, and reading it is told back.
func TestWhoIsAskedHearsOfIt(t *testing.T) {
	o := newOffice(t)
	boss := o.founder()
	boris := o.colleague("Борисов Пётр", desk.RoleEngineer)
	her := must[app.Boot](t)(boris.Boot()).Me
	id := boss.ticket("Отпускные без премии", boss.client("Луч"))
	boss.settle() // what is sent brings what is new
	must[app.Receipt](t)(boss.Say(id, "internal", "@Борисов П. глянешь расчёт? "+strings.Repeat("я", 200), []string{her.ID}))
	boss.settle()
	if err := boris.SyncNow(); err != nil {
		t.Fatal(err)
	}
	boris.settle()

	page := must[app.NoticePage](t)(boris.Notices("", 10))
	if len(page.Rows) != 1 {
		t.Fatalf("NT-1: %d notices", len(page.Rows))
	}
	n := page.Rows[0]
	if n.Kind != desk.NoticeMention || n.TicketID != id || n.Number != 1 || !n.Unread || n.By != "Лебедева А." || !strings.HasSuffix(n.Text, "…") || len([]rune(n.Text)) != 161 {
		t.Errorf("NT-1: %+v", n)
	}
	if c := must[app.Counts](t)(boris.Counts()); c.Notices != 1 || boris.show(id).Unread != 1 {
		t.Errorf("%d notices are counted, %d on the ticket", c.Notices, boris.show(id).Unread)
	}
	if c := must[app.Counts](t)(boss.Counts()); c.Notices != 0 {
		t.Errorf("NT-1: the author is told of %d", c.Notices)
	}
	said := must[app.MessagePage](t)(boris.Conversation(id, "", 0)).Rows
	if last := said[len(said)-1]; len(last.Mentions) != 1 || last.Mentions[0] != her.Short {
		t.Errorf("the message asks %v", last.Mentions)
	}

	if r := must[app.Receipt](t)(boris.ReadNotices(id)); r.CmdID == "" {
		t.Error("nothing was read")
	}
	if r := must[app.Receipt](t)(boris.ReadNotices("")); r.CmdID != "" {
		t.Error("NT-2: what is read was read again")
	}
	if c := must[app.Counts](t)(boris.Counts()); c.Notices != 0 || boris.show(id).Unread != 0 {
		t.Errorf("%d notices are left", c.Notices)
	}

	must[app.Receipt](t)(boris.WatchTicket(id))
	if v := boris.show(id); !v.Watching || len(v.Watchers) != 1 || v.Watchers[0].ID != her.ID {
		t.Errorf("NT-3: %+v", v.Watchers)
	}
	must[app.Receipt](t)(boris.UnwatchTicket(id))
	if v := boris.show(id); v.Watching || len(v.Watchers) != 0 {
		t.Errorf("NT-3: %+v", v.Watchers)
	}
}

// TestTemplates: a template is filled for the ticket that it is used on.
func TestTemplates(t *testing.T) {
	s := newOffice(t).founder()
	id := s.ticket("Отчёт по марже", s.client("Луч"))
	s.settle()
	form := app.Template{Name: "Приняли", Audience: "client", Text: "{client}, № {number} «{subject}» у нас. {me}{contact}"}
	made := must[app.Receipt](t)(s.SetTemplate(form))
	raw := must[[]app.Template](t)(s.Templates(""))
	if len(raw) != 1 || raw[0].ID != made.ID || raw[0].Text != form.Text {
		t.Errorf("kept: %+v", raw)
	}
	me := must[app.Boot](t)(s.Boot()).Me
	if filled := must[[]app.Template](t)(s.Templates(id)); filled[0].Text != "Луч, № 1 «Отчёт по марже» у нас. "+me.Name {
		t.Errorf("filled: %q", filled[0].Text)
	}
	must[app.Receipt](t)(s.Undo(made.CmdID))
	if left := must[[]app.Template](t)(s.Templates("")); len(left) != 0 {
		t.Errorf("left: %+v", left)
	}
}
