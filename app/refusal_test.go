package app_test

import (
	"slices"
	"strings"
	"testing"

	"naryad/app"
	"naryad/internal/desk"
)

// TestARefusedCommandIsToldWithWhatWasTyped: two people act on one ticket while they cannot see each other; the
// second is told by the authority, in words, and nothing that was typed is lost.
func TestARefusedCommandIsToldWithWhatWasTyped(t *testing.T) {
	o := newOffice(t)
	anna := o.founder()
	client := anna.client("Луч")
	id := anna.ticket("Не проводится", client)
	anna.settle()
	boris := o.colleague("Борисов Борис", desk.RoleManager)

	must[app.Receipt](t)(anna.CloseTicket(id, "Дубль"))
	anna.settle()
	must[app.Receipt](t)(boris.EstimateTicket(id, 30, nil, "Много документов"))
	if v := boris.show(id); v.Status != "estimated" || !v.Unsent {
		t.Fatalf("on Boris' own replica it took effect: %s", v.Status)
	}
	boris.settle()

	v := boris.show(id)
	if v.Status != "irrelevant" || v.TicketRow.Refused != 1 || len(v.Refused) != 1 || v.Unsent {
		t.Fatalf("after the authority's word: %s, %d refused", v.Status, v.TicketRow.Refused)
	}
	if s := must[app.SyncState](t)(boris.Sync()); s.State != "refused" || s.Refused != 1 || s.Pending != 0 {
		t.Errorf("the sync state: %+v", s)
	}
	all := must[[]app.Refusal](t)(boris.Refusals())
	if len(all) != 1 {
		t.Fatalf("%d refusals", len(all))
	}
	r := all[0]
	if r.TicketID != id || r.Number != 1 || r.Subject != "Не проводится" || r.VerbName != "Оценить" || r.At == "" || !r.Again {
		t.Errorf("got %+v", r)
	}
	if r.Problem.Key != "ticket.move_forbidden" || !strings.Contains(r.Problem.Text, "Неактуально") {
		t.Errorf("ST-3: the sentence names the statuses: %+v", r.Problem)
	}
	typed := func(name, value string) bool {
		return slices.ContainsFunc(r.Typed, func(f app.FieldChange) bool { return f.Name == name && f.New == value })
	}
	if !typed("Н/ч", "3 н/ч") || !typed("Причина", "Много документов") || len(r.Typed) != 2 {
		t.Errorf("what was typed: %+v", r.Typed)
	}

	if _, err := boris.RetryRefusal(r.CmdID); keyOf(err) != "ticket.move_forbidden" {
		t.Errorf("the ticket is still closed: %v", err)
	}
	if left := must[[]app.Refusal](t)(boris.Refusals()); len(left) != 1 {
		t.Error("a retry that was refused lost what was typed")
	}
	must[app.Receipt](t)(anna.RestoreTicket(id))
	anna.settle()
	boris.SyncNow()
	if _, err := boris.ws.Step(t.Context(), boris.remote); err != nil {
		t.Fatal(err)
	}
	boris.settle()
	must[app.Receipt](t)(boris.RetryRefusal(r.CmdID))
	boris.settle()
	if v := boris.show(id); v.Status != "estimated" || v.NH != 30 || len(v.Refused) != 0 {
		t.Errorf("tried again: %s, %d", v.Status, v.NH)
	}
}

func TestARefusalCanBeDismissed(t *testing.T) {
	o := newOffice(t)
	anna := o.founder()
	id := anna.ticket("Не проводится", anna.client("Луч"))
	anna.settle()
	boris := o.colleague("Борисов Борис", desk.RoleManager)
	must[app.Receipt](t)(anna.CloseTicket(id, "Дубль"))
	anna.settle()
	must[app.Receipt](t)(boris.CloseTicket(id, "Уже не нужно"))
	boris.settle()
	all := must[[]app.Refusal](t)(boris.Refusals())
	if len(all) != 1 || len(all[0].Typed) != 1 || all[0].Typed[0].New != "Уже не нужно" {
		t.Fatalf("got %+v", all)
	}
	if err := boris.DismissRefusal(all[0].CmdID); err != nil {
		t.Fatal(err)
	}
	if left := must[[]app.Refusal](t)(boris.Refusals()); len(left) != 0 {
		t.Errorf("still there: %+v", left)
	}
	if err := boris.DismissRefusal(all[0].CmdID); keyOf(err) != "sync.no_such_refusal" {
		t.Errorf("a second time: %v", err)
	}
}
