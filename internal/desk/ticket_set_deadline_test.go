package desk_test

import (
	"strings"
	"testing"
	"time"

	"naryad/internal/desk"
)

func TestDeadline(t *testing.T) {
	parts(t, map[string]func(b *bench){
		"a target needs no reason, a hard deadline does": func(b *bench) {
			id, when := b.newTicket(), b.at.Add(24*time.Hour)
			b.do(manager, &desk.SetDeadline{TicketID: id, At: when})
			b.equal("a target", b.ticket(id).DeadlineAt, when)
			b.refuses(manager, &desk.SetDeadline{TicketID: id, At: when, Hard: true, Reason: " "}, desk.CodeInvalid, "ticket.deadline_reason_blank")
			b.do(manager, &desk.SetDeadline{TicketID: id, At: when, Hard: true, Reason: "Сдача отчётности"})
			b.equal("hard", b.ticket(id).DeadlineHard, true)
			b.equal("reason", b.ticket(id).DeadlineReason, "Сдача отчётности")
		},
		"taking it away leaves nothing of it": func(b *bench) {
			id := b.newTicket()
			b.do(manager, &desk.SetDeadline{TicketID: id, At: b.at, Hard: true, Reason: "x"})
			b.do(manager, &desk.SetDeadline{TicketID: id, Hard: true, Reason: "x"})
			got := b.ticket(id)
			b.equal("deadline", []any{got.DeadlineAt, got.DeadlineHard, got.DeadlineReason}, []any{desk.Instant(0), false, ""})
		},
		"what is finished takes none": func(b *bench) {
			id := b.ticketAt(desk.StatusDone)
			b.refuses(manager, &desk.SetDeadline{TicketID: id, At: b.at}, desk.CodeConflict, "ticket.deadline_late")
		},
		"nonsense is refused": func(b *bench) {
			id := b.newTicket()
			b.refuses(manager, &desk.SetDeadline{TicketID: id, At: -1}, desk.CodeInvalid, "ticket.deadline_invalid")
			b.refuses(manager, &desk.SetDeadline{TicketID: id, At: b.at, Reason: strings.Repeat("я", desk.MaxSubject+1)}, desk.CodeTooLarge, "ticket.deadline_reason_too_long")
		},
	})
}
