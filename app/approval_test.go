package app_test

import (
	"testing"

	"naryad/app"
)

// What the window knows of an estimate that the client answered and of the one after it.
func TestAnAnswerIsShownWithWhatStandsBehindIt(t *testing.T) {
	s := newOffice(t).founder()
	client := s.client("Луч")
	olga := must[app.Receipt](t)(s.AddContact(client, "Ольга", "", "")).ID
	id := s.ticket("Отчёт", client)
	must[app.Receipt](t)(s.EstimateTicket(id, 30, nil, ""))
	v := s.show(id)
	if len(v.Approvers) != 1 || v.Approvers[0].ID != olga || len(v.Confirmers) != 1 {
		t.Fatalf("CL-2 nobody holds the right, so everybody may: %+v, %+v", v.Approvers, v.Confirmers)
	}
	first := v.Estimates[0].ID
	must[app.Receipt](t)(s.AnswerEstimate(id, first, true, olga, "call", "Делайте", "«Отчёт»: 3 н/ч"))
	e := s.show(id).Estimates[0]
	if e.Answer != "yes" || e.AnswerBy != "Ольга" || e.Way != "call" || e.Text != "Делайте" || e.Shown != "«Отчёт»: 3 н/ч" {
		t.Errorf("AP-3 got %+v", e)
	}
	must[app.Receipt](t)(s.ReestimateTicket(app.Reestimate{TicketID: id, NH: 65, Cause: "hidden_work", Evidence: "Нет индекса", Absorbed: true}))
	v = s.show(id)
	if e := v.Estimates[0]; e.No != 2 || e.Cause != "hidden_work" || e.Evidence != "Нет индекса" || !e.Absorbed || e.Rule != "absorbed" {
		t.Errorf("EST-4 got %+v", e)
	}
	if v.NH != 65 || v.ApprovedNH != 30 || v.Status != "approved" {
		t.Errorf("EST-4 absorbed: %d of %d, %s", v.NH, v.ApprovedNH, v.Status)
	}
	if _, err := s.AnswerEstimate(id, first, false, olga, "mail", "Передумали", ""); keyOf(err) != "estimate.not_current" {
		t.Errorf("AP-4 an answer to an old version: %v", err)
	}
}
