package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"naryad/app"
	"naryad/internal/desk"
)

// TestOneTicketFromEndToEnd plays the story of a ticket on one desk and looks at every view on the way.
func TestOneTicketFromEndToEnd(t *testing.T) {
	s := newOffice(t).founder()
	me := must[app.Boot](t)(s.Boot()).Me
	id := s.ticket("Не проводится реализация", s.client("Луч"))

	v := s.show(id)
	if v.Number != 0 || !v.Unsent || v.Status != "new" || v.Client != "Луч" || v.Manager == nil || v.Manager.ID != me.ID || v.Messages != 1 {
		t.Errorf("ST-1, ST-2: just made: %+v", v)
	}
	s.settle()
	if v = s.show(id); v.Number != 1 || v.Unsent || v.Next != "ticket.estimate" {
		t.Errorf("ST-1: numbered by the authority: %d, unsent %v, next %s", v.Number, v.Unsent, v.Next)
	}

	must[app.Receipt](t)(s.DraftEstimate(id, 8, nil))
	if v = s.show(id); v.Draft == nil || v.Draft.NH != 8 || v.NH != 0 || v.Status != "new" {
		t.Errorf("EST-7: a draft counts for nothing: %+v, n/h %d, %s", v.Draft, v.NH, v.Status)
	}
	must[app.Receipt](t)(s.EstimateTicket(id, 5, nil, ""))
	v = s.show(id)
	if v.Status != "approved" || v.NH != 5 || len(v.Estimates) != 1 || v.Draft != nil {
		t.Fatalf("AP-1: estimated under the limit: %s, %d, %d versions", v.Status, v.NH, len(v.Estimates))
	}
	if e := v.Estimates[0]; e.No != 1 || e.Answer != "yes" || !e.Automatic || e.Rule != "default" || e.RuleNH != 10 || e.By != "Лебедева А." || e.Firm {
		t.Errorf("AP-1: the answer: %+v", e)
	}

	must[app.Receipt](t)(s.PlanTicket(app.PlanTicket{
		TicketID: id, EngineerID: me.ID, From: "2026-11-24T06:00:00Z", To: "2026-11-24T07:00:00.000Z", NH: 5, Criteria: "Проводится",
	}))
	v = s.show(id)
	if v.Status != "planned" || v.Assignee != "Лебедева А." || len(v.Plan) != 1 || v.PlanFrom != "2026-11-24T06:00:00.000Z" || v.Criteria != "Проводится" {
		t.Errorf("PL-2: planned: %+v", v.TicketRow)
	}
	if v.Next != "timer.start" {
		t.Errorf("the next sensible action is %s", v.Next)
	}

	must[app.Receipt](t)(s.StartTimer(id, ""))
	s.office.clock.forward(40 * time.Minute)
	if v = s.show(id); v.Status != "in_progress" || !v.Running {
		t.Errorf("TM-2: an assignee's start: %s, running %v", v.Status, v.Running)
	}
	must[app.Receipt](t)(s.StopTimer())
	must[app.Receipt](t)(s.Say(id, "client", "Готово, проверьте", nil))
	must[app.Receipt](t)(s.FinishTicket(id, "Исправлено проведение реализации"))
	if v = s.show(id); v.Status != "done" || v.Resolution == "" || v.FactSec != 2400 || v.Next != "ticket.confirm" {
		t.Errorf("ST-5: done: %s, %q, %d s, next %s", v.Status, v.Resolution, v.FactSec, v.Next)
	}
	must[app.Receipt](t)(s.ConfirmTicket(id, "", "call"))
	s.settle()
	if v = s.show(id); v.Status != "completed" || v.Unsent || v.Refused == nil || len(v.Refused) != 0 {
		t.Errorf("completed: %+v", v.TicketRow)
	}

	said := must[app.MessagePage](t)(s.Conversation(id, "", 0)).Rows
	if len(said) != 2 || said[0].Audience != "internal" || said[1].Audience != "client" || !said[1].Ours || said[1].Unsent || said[1].Author == "" {
		t.Errorf("the conversation: %+v", said)
	}
	lookAtHistory(t, s, id)
}

// lookAtHistory: ST-4 in words, in both languages, with no code of ours in it.
func lookAtHistory(t *testing.T, s *seat, id string) {
	t.Helper()
	page := must[app.HistoryPage](t)(s.History(id, "", 0))
	find := func(field, old, new string) bool {
		return slices.ContainsFunc(page.Rows, func(h app.HistoryLine) bool {
			return slices.ContainsFunc(h.Fields, func(f app.FieldChange) bool {
				return f.Name == field && f.Old == old && f.New == new
			})
		})
	}
	for _, want := range [][3]string{
		{"Статус", "Новый", "Согласовано"}, {"Статус", "Запланировано", "В работе"}, {"Статус", "Выполнено", "Завершено"},
		{"Н/ч", "", "0,5 н/ч"}, {"Исполнитель", "", "Лебедева Анна Петровна"}, {"Клиент", "", "Луч"}, {"Начало", "", "24.11.2026, 09:00"},
		{"Кому", "", "клиенту"}, {"Вид", "", "ошибка"}, {"Номер", "", "1"},
	} {
		if !find(want[0], want[1], want[2]) {
			t.Errorf("ST-4: the history does not say %v", want)
		}
	}
	for _, h := range page.Rows {
		if h.By == "" || h.At == "" || h.VerbName == "" || h.VerbName == h.Verb {
			t.Errorf("ST-4: a line without who, when or what: %+v", h)
		}
		for _, f := range h.Fields {
			if f.Name == "" || f.Name == f.Field || desk.ValidID(f.New) || desk.ValidID(f.Old) {
				t.Errorf("ST-4: %s: not in words: %+v", h.Verb, f)
			}
		}
	}
}

func TestListsAndCounts(t *testing.T) {
	s := newOffice(t).founder()
	client := s.client("Луч")
	var ids []string
	for _, subject := range []string{"Первая", "Вторая", "Третья"} {
		ids = append(ids, s.ticket(subject, client))
	}
	must[app.Receipt](t)(s.CreateTicket(app.NewTicket{Subject: "Из мессенджера", Source: "messenger"}))
	must[app.Receipt](t)(s.EstimateTicket(ids[0], 30, nil, ""))
	must[app.Receipt](t)(s.CloseTicket(ids[1], "Дубль"))
	s.settle()

	c := must[app.Counts](t)(s.Counts())
	if c.Inbox != 1 || c.Status["new"] != 2 || c.Status["estimated"] != 1 || c.Status["irrelevant"] != 1 || c.Status["done"] != 0 || len(c.Status) != 10 {
		t.Errorf("counts: %+v", c)
	}
	for _, want := range []struct {
		query app.TicketQuery
		found []string
	}{
		{app.TicketQuery{View: "all"}, []string{"Вторая", "Первая", "Из мессенджера", "Третья"}},
		{app.TicketQuery{View: "open"}, []string{"Первая", "Из мессенджера", "Третья"}},
		{app.TicketQuery{View: "open", Statuses: []string{"estimated", "done"}}, []string{"Первая"}},
		{app.TicketQuery{View: "open", Statuses: []string{"done"}}, nil},
		{app.TicketQuery{View: "done"}, []string{"Вторая"}},
		{app.TicketQuery{View: "stale"}, nil},
		{app.TicketQuery{View: "stale", Statuses: []string{"new"}}, nil},
		{app.TicketQuery{View: "inbox"}, []string{"Из мессенджера"}},
		{app.TicketQuery{View: "all", ClientID: client, Sort: "number"}, []string{"Третья", "Вторая", "Первая"}},
		{app.TicketQuery{View: "all", Search: "трет"}, []string{"Третья"}},
		{app.TicketQuery{View: "today"}, []string{"Первая", "Третья"}},
	} {
		page := must[app.TicketPage](t)(s.Tickets(want.query))
		var got []string
		for _, row := range page.Rows {
			got = append(got, row.Subject)
		}
		if !slices.Equal(got, want.found) || page.Total != len(want.found) || page.Next != "" {
			t.Errorf("%+v: got %v, total %d, want %v", want.query, got, page.Total, want.found)
		}
	}

	first := must[app.TicketPage](t)(s.Tickets(app.TicketQuery{View: "all", Limit: 3}))
	second := must[app.TicketPage](t)(s.Tickets(app.TicketQuery{View: "all", Limit: 3, After: first.Next}))
	if len(first.Rows) != 3 || first.Next == "" || len(second.Rows) != 1 || second.Next != "" || second.Total != 4 {
		t.Errorf("pages of %d and %d", len(first.Rows), len(second.Rows))
	}
	for _, bad := range []app.TicketQuery{{View: "nothing"}, {View: "all", Sort: "x"}, {View: "all", Statuses: []string{"x"}}, {View: "all", After: "x"}} {
		if _, err := s.Tickets(bad); keyOf(err) == "" || desk.AsError(err).Code != desk.CodeInvalid {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

func TestWhatIsOfferedIsSaidInWords(t *testing.T) {
	o := newOffice(t)
	anna := o.founder()
	id := anna.ticket("Не проводится", anna.client("Луч"))
	anna.settle()
	boris := o.colleague("Борисов Борис", desk.RoleEngineer)
	v := boris.show(id)
	i := slices.IndexFunc(v.Actions, func(a app.Action) bool { return a.Verb == "ticket.estimate" })
	if i < 0 || v.Actions[i].Enabled || v.Actions[i].Why == "" || strings.Contains(v.Actions[i].Why, "ticket.") {
		t.Errorf("PR-3: an engineer on somebody else's ticket: %+v", v.Actions)
	}
	if slices.ContainsFunc(v.Actions, func(a app.Action) bool { return a.Verb == "ticket.release" }) {
		t.Error("a verb is offered that no button gives")
	}
	_, err := boris.EstimateTicket(id, 5, nil, "")
	if keyOf(err) != "ticket.not_yours" {
		t.Errorf("PR-3: what is not offered is refused: %v", err)
	}
	if _, err := boris.Ticket("00000000-0000-4000-8000-000000000000"); keyOf(err) != "app.no_ticket" {
		t.Errorf("an unknown ticket: %v", err)
	}
}

func TestAFormIsTakenAsAWhole(t *testing.T) {
	s := newOffice(t).founder()
	if _, err := s.AddClient("Луч", "ООО «Луч»", "12"); keyOf(err) != "client.inn_malformed" {
		t.Errorf("got %v", err)
	}
	if all := must[[]app.ClientRow](t)(s.Clients()); len(all) != 0 {
		t.Errorf("CL-1: half a form was taken: %+v", all)
	}
	id := must[app.Receipt](t)(s.AddClient("Луч", "", "7701234567")).ID
	contact := must[app.Receipt](t)(s.AddContact(id, "Мария", "maria@luch.example", "")).ID
	base := must[app.Receipt](t)(s.AddInfobase(id, "УТ 11")).ID
	all := must[[]app.ClientRow](t)(s.Clients())
	if len(all) != 1 || all[0].LegalEntities[0].Name != "Луч" || all[0].Contacts[0].ID != contact || all[0].Infobases[0].ID != base {
		t.Errorf("CL-1: got %+v", all)
	}
	if people := must[[]app.Person](t)(s.People()); len(people) != 1 || people[0].Short != "Лебедева А." {
		t.Errorf("people: %+v", people)
	}
}

func TestUndoTakesBackAndDoesAgain(t *testing.T) {
	s := newOffice(t).founder()
	id := s.ticket("Не проводится", s.client("Луч"))
	closed := must[app.Receipt](t)(s.CloseTicket(id, "Дубль"))
	if !closed.Undoable || s.show(id).Status != "irrelevant" {
		t.Fatalf("got %+v", closed)
	}
	must[app.Receipt](t)(s.Undo(closed.CmdID))
	if got := s.show(id).Status; got != "new" {
		t.Errorf("after undo: %s", got)
	}
	if _, err := s.Undo(closed.CmdID); keyOf(err) != "sync.not_undoable" {
		t.Errorf("a second undo: %v", err)
	}
	if said := must[app.Receipt](t)(s.Say(id, "client", "Привет", nil)); said.Undoable || said.ID == "" {
		t.Errorf("a message can be undone: %+v", said)
	}
}

func TestAReplyDraftIsKept(t *testing.T) {
	s := newOffice(t).founder()
	id := s.ticket("Не проводится", s.client("Луч"))
	if got := must[app.ReplyDraft](t)(s.ReplyDraft(id)); got != (app.ReplyDraft{Audience: "internal"}) {
		t.Errorf("none yet: %+v", got)
	}
	for _, want := range []app.ReplyDraft{{Audience: "client", Text: "Добрый день"}, {Audience: "internal", Text: "Спросить Бориса"}} {
		if err := s.SetReplyDraft(id, want.Audience, want.Text); err != nil {
			t.Fatal(err)
		}
		if got := must[app.ReplyDraft](t)(s.ReplyDraft(id)); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	if err := s.SetReplyDraft(id, "everybody", "Секрет"); err != nil {
		t.Fatal(err)
	}
	if got := must[app.ReplyDraft](t)(s.ReplyDraft(id)); got.Audience != "internal" {
		t.Errorf("PR-2: an unknown audience became %s", got.Audience)
	}
	if err := s.SetReplyDraft(id, "client", strings.Repeat("я", desk.MaxText)); keyOf(err) != "app.draft_too_large" {
		t.Errorf("got %v", err)
	}
	if err := s.SetReplyDraft("../x", "client", "x"); keyOf(err) != "app.no_ticket" {
		t.Errorf("got %v", err)
	}
	if err := s.SetReplyDraft(id, "client", ""); err != nil {
		t.Fatal(err)
	}
	if got := must[app.ReplyDraft](t)(s.ReplyDraft(id)); got.Text != "" {
		t.Errorf("not forgotten: %+v", got)
	}
}
