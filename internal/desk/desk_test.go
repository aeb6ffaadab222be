package desk_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"naryad/internal/desk"
	"naryad/internal/desk/desktest"
)

// People and things that every test's bench begins with.
var (
	lead     = desktest.ID(1) // engineer too
	manager  = desktest.ID(2)
	anna     = desktest.ID(3) // an engineer
	boris    = desktest.ID(4) // another
	admin    = desktest.ID(5)
	former   = desktest.ID(6) // an engineer who has left
	vega     = desktest.ID(10)
	vegaLLC  = desktest.ID(11)
	olga     = desktest.ID(12) // a contact of vega
	base     = desktest.ID(13)
	other    = desktest.ID(20) // another client
	otherLLC = desktest.ID(21)
	petr     = desktest.ID(22) // a contact of other
	start    = desk.At(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
)

// bench is a workspace in memory in which commands are given one after another, a minute apart.
type bench struct {
	t         *testing.T
	tx        *desktest.MemTx
	authority bool
	at        desk.Instant
	n         int
}

func newBench(t *testing.T) *bench { return newBenchOn(t, true) }

func newBenchOn(t *testing.T, authority bool) *bench {
	b := &bench{t: t, tx: desktest.NewMemTx(authority), authority: authority, at: start, n: 1000}
	person := func(id desk.ID, name string, roles ...desk.Role) {
		b.put(&desk.Person{ID: id, Name: name, Email: name + "@example.ru", Roles: roles, TimeZone: "Europe/Moscow", Active: id != former})
	}
	person(lead, "lead", desk.RoleLead, desk.RoleEngineer)
	person(manager, "manager", desk.RoleManager)
	person(anna, "anna", desk.RoleEngineer)
	person(boris, "boris", desk.RoleEngineer)
	person(admin, "admin", desk.RoleAdmin)
	person(former, "former", desk.RoleEngineer)
	b.put(&desk.Client{ID: vega, Name: "Вега"})
	b.put(&desk.LegalEntity{ID: vegaLLC, ClientID: vega, Name: "ООО «Вега»"})
	b.put(&desk.Contact{ID: olga, ClientID: vega, Name: "Ольга"})
	b.put(&desk.Infobase{ID: base, ClientID: vega, Name: "ERP"})
	b.put(&desk.Client{ID: other, Name: "Другой"})
	b.put(&desk.LegalEntity{ID: otherLLC, ClientID: other, Name: "АО «Другой»"})
	b.put(&desk.Contact{ID: petr, ClientID: other, Name: "Пётр"})
	return b
}

func (b *bench) put(row desk.Row) {
	b.t.Helper()
	if err := b.tx.Put(row); err != nil {
		b.t.Fatal(err)
	}
}

// id makes a new id.
func (b *bench) id() desk.ID {
	b.n++
	return desktest.ID(b.n)
}

// try gives a command and returns what came of it; a refused one leaves no trace.
func (b *bench) try(actor desk.ID, cmd desk.Command) error {
	b.at = b.at.Add(time.Minute)
	return b.run(desk.Call{ID: b.id(), Actor: actor, Source: desk.SourceDesktop, At: b.at, Authority: b.authority, Command: cmd})
}

func (b *bench) run(call desk.Call) error {
	return b.tx.Savepoint(func() error { return desk.Run(b.tx, call) })
}

// system gives a command of the authority itself.
func (b *bench) system(cmd desk.Command) error {
	b.at = b.at.Add(time.Minute)
	return b.run(desk.Call{ID: b.id(), Actor: "system", System: true, Source: desk.SourceSystem, At: b.at, Authority: b.authority, Command: cmd})
}

// do gives a command that must be accepted.
func (b *bench) do(actor desk.ID, cmd desk.Command) {
	b.t.Helper()
	if err := b.try(actor, cmd); err != nil {
		b.t.Fatalf("%s: %v", cmd.Spec().Name, err)
	}
}

// refuses gives a command that must be refused with this code and key, and returns the refusal.
func (b *bench) refuses(actor desk.ID, cmd desk.Command, code desk.Code, key string) *desk.Error {
	b.t.Helper()
	return refused(b.t, b.try(actor, cmd), code, key)
}

func refused(t *testing.T, err error, code desk.Code, key string) *desk.Error {
	t.Helper()
	if !errors.Is(err, &desk.Error{Code: code, Key: key}) {
		t.Fatalf("got %v, want %s: %s", err, code, key)
	}
	return desk.AsError(err)
}

func (b *bench) ticket(id desk.ID) *desk.Ticket {
	b.t.Helper()
	t := &desk.Ticket{ID: id}
	if ok, err := b.tx.Get(t); !ok || err != nil {
		b.t.Fatalf("ticket: %v %v", ok, err)
	}
	return t
}

func (b *bench) is(id desk.ID, want desk.Status) {
	b.t.Helper()
	if got := b.ticket(id).Status; got != want {
		b.t.Fatalf("the ticket is %s, want %s", got, want)
	}
}

func rows[P desk.Row](b *bench, table, column string, value any) []P {
	b.t.Helper()
	found, err := b.tx.Find(table, column, value)
	if err != nil {
		b.t.Fatal(err)
	}
	var out []P
	for _, r := range found {
		out = append(out, r.(P))
	}
	return out
}

func (b *bench) entries(ticket desk.ID) []*desk.PlanEntry {
	return rows[*desk.PlanEntry](b, "plan_entry", "ticket_id", ticket)
}

func (b *bench) approvals(ticket desk.ID) []*desk.Approval {
	return rows[*desk.Approval](b, "approval", "ticket_id", ticket)
}

func about() desk.About {
	return desk.About{Subject: "Не проводится реализация", ClientID: vega, LegalEntityID: vegaLLC, ContactID: olga, InfobaseID: base, Kind: "error"}
}

func urgent() desk.About {
	a := about()
	a.Urgent, a.UrgentReason = true, "стоит отгрузка"
	return a
}

// newTicket is a classified ticket that the manager made.
func (b *bench) newTicket() desk.ID {
	b.t.Helper()
	id := b.id()
	b.do(manager, &desk.CreateTicket{ID: id, About: about()})
	return id
}

func (b *bench) plan(ticket, engineer desk.ID) *desk.PlanTicket {
	return &desk.PlanTicket{ID: b.id(), TicketID: ticket, EngineerID: engineer, StartAt: start, EndAt: start.Add(time.Hour), NH: 5, Criteria: "проводится"}
}

// at brings a fresh ticket to a status by the verbs alone; anna is its assignee from planned on.
func (b *bench) ticketAt(s desk.Status) desk.ID {
	b.t.Helper()
	id := b.newTicket()
	b.bring(id, s)
	return id
}

func (b *bench) bring(id desk.ID, s desk.Status) {
	b.t.Helper()
	estimate := func(nh desk.NH) { b.do(manager, &desk.EstimateTicket{TicketID: id, NH: nh}) }
	steps := []func(){
		func() { estimate(5) },
		func() { b.do(lead, b.plan(id, anna)) },
		func() { b.do(anna, &desk.TakeTicket{TicketID: id}) },
		func() { b.do(anna, &desk.FinishTicket{TicketID: id, Resolution: "исправлено"}) },
		func() { b.do(manager, &desk.ConfirmTicket{TicketID: id, Way: "call", ContactID: olga}) },
	}
	switch s {
	case desk.StatusNew:
		steps = nil
	case desk.StatusEstimated:
		steps = []func(){func() { estimate(20) }}
	case desk.StatusRejected:
		steps = []func(){func() { estimate(20) }, func() {
			b.do(manager, &desk.AnswerEstimate{TicketID: id, EstimateID: b.ticket(id).EstimateID, Way: "call", Text: "дорого"})
		}}
	case desk.StatusApproved:
		steps = steps[:1]
	case desk.StatusPlanned:
		steps = steps[:2]
	case desk.StatusInProgress:
		steps = steps[:3]
	case desk.StatusDone:
		steps = steps[:4]
	case desk.StatusCompleted:
	case desk.StatusStale:
		steps = []func(){func() {
			b.at = b.at.Add(40 * 24 * time.Hour)
			if err := b.system(&desk.MarkStale{TicketID: id}); err != nil {
				b.t.Fatal(err)
			}
		}}
	case desk.StatusIrrelevant:
		steps = []func(){func() { b.do(manager, &desk.CloseTicket{TicketID: id, Reason: "передумали"}) }}
	}
	for _, step := range steps {
		step()
	}
	b.is(id, s)
}

func TestStory(t *testing.T) {
	t.Run("one ticket from the first word to the client's yes", func(t *testing.T) { story(newBench(t)) })
}

func story(b *bench) {
	id := b.id()
	b.do(anna, &desk.CreateTicket{ID: id, About: about(), Source: desk.SourceMessenger, Text: "Не проводится документ"})
	b.do(manager, &desk.AcceptTicket{TicketID: id})
	b.do(manager, &desk.DraftEstimate{TicketID: id, NH: 3})
	b.do(manager, &desk.EstimateTicket{TicketID: id, NH: 5})
	b.is(id, desk.StatusApproved)
	b.do(lead, b.plan(id, anna))
	b.is(id, desk.StatusPlanned)
	entry := b.id()
	b.do(anna, &desk.StartTimer{ID: entry, TicketID: id})
	b.is(id, desk.StatusInProgress)
	b.do(anna, &desk.Say{ID: b.id(), TicketID: id, Audience: desk.ToClient, Text: "Смотрю"})
	b.do(anna, &desk.StopTimer{EntryID: entry})
	b.do(anna, &desk.FinishTicket{TicketID: id, Resolution: "Исправлен счёт учёта"})
	b.is(id, desk.StatusDone)
	b.do(manager, &desk.ConfirmTicket{TicketID: id, ContactID: olga, Way: "call"})
	b.is(id, desk.StatusCompleted)
	b.equal("number", b.ticket(id).Number, int64(1))
}

// parts runs each named part of a test on a bench of its own.
func parts(t *testing.T, all map[string]func(b *bench)) {
	t.Helper()
	for name, part := range all {
		t.Run(name, func(t *testing.T) { part(newBench(t)) })
	}
}

func (b *bench) equal(what string, got, want any) {
	b.t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		b.t.Errorf("%s: %s", what, d)
	}
}
