package cli_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"naryad/app"
)

// shown is what `ticket show --json` prints.
type shown struct {
	app.TicketDetail
	Conversation []app.Message     `json:"conversation"`
	Times        []app.TimeEntry   `json:"times"`
	History      []app.HistoryLine `json:"history"`
}

type checked struct {
	OK       bool             `json:"ok"`
	Checksum string           `json:"checksum"`
	Rev      int64            `json:"rev"`
	Pending  int              `json:"pending"`
	Problems []map[string]any `json:"problems"`
}

// team is a server with TLS and two desktops that joined it by invitation.
type team struct {
	t                testing.TB
	base             string
	server           *daemon
	listen           string
	mary, lev        *daemon
	maryDir, levDir  string
	marina, engineer string // names
}

func newTeam(t testing.TB) *team {
	base := t.TempDir()
	x := &team{t: t, base: filepath.Join(base, "server"), maryDir: filepath.Join(base, "mary"), levDir: filepath.Join(base, "lev"),
		marina: "Зимина Татьяна", engineer: "Лебедев Артём"}
	x.server = start(t, "serve", "--data", x.base, "--listen", "127.0.0.1:0", "--company", "Ромашка")
	x.listen = strings.TrimPrefix(x.server.Address, "https://")
	must(t, nil, "user", "add", x.marina, "--email", "zimina@example.org", "--role", "manager,lead", "--data", x.base)
	must(t, nil, "user", "add", x.engineer, "--email", "lebedev@example.org", "--role", "engineer", "--data", x.base)
	x.join("zimina@example.org", x.maryDir)
	x.join("lebedev@example.org", x.levDir)
	x.mary, x.lev = x.openDesk(x.maryDir), x.openDesk(x.levDir)
	return x
}

func (x *team) invite(person string) string {
	x.t.Helper()
	var inv struct{ Invitation string }
	must(x.t, &inv, "user", "invite", person, "--data", x.base)
	return inv.Invitation
}

func (x *team) join(person, dir string) {
	x.t.Helper()
	must(x.t, nil, "join", x.invite(person), "--data", dir)
}

func (x *team) openDesk(dir string) *daemon { return start(x.t, "--browser", "--data", dir) }

// restartServer starts the server again on the port that it had.
func (x *team) restartServer() {
	x.t.Helper()
	x.server = start(x.t, "serve", "--data", x.base, "--listen", x.listen)
}

func (x *team) show(dir string, number int64) shown {
	x.t.Helper()
	var s shown
	must(x.t, &s, "ticket", "show", fmt.Sprint(number), "--data", dir)
	return s
}

func (x *team) check(dir string) checked {
	x.t.Helper()
	var c checked
	must(x.t, &c, "check", "--data", dir)
	return c
}

// equal waits until both replicas have nothing pending and are, as the server is, the same by checksum.
func (x *team) equal() {
	x.t.Helper()
	var server, a, b checked
	eventually(x.t, "both replicas and the server are equal", func() bool {
		must(x.t, nil, "sync", "--data", x.maryDir)
		must(x.t, nil, "sync", "--data", x.levDir)
		server, a, b = x.check(x.base), x.check(x.maryDir), x.check(x.levDir)
		return a.Pending+b.Pending == 0 && a.Checksum == server.Checksum && b.Checksum == server.Checksum
	})
	if !server.OK || !a.OK || !b.OK || server.Checksum == "" {
		x.t.Errorf("check: server %+v, replicas %+v %+v", server, a, b)
	}
	x.t.Logf("rev %d, checksum %s on all three", server.Rev, server.Checksum)
}

// TestStory plays one ticket's life on two desktops and a server, all of them real processes: ST-1, ST-2, ST-3,
// ST-4, EST-1, AP-1, PL-2, TM-1, TM-2.
func TestStory(t *testing.T) {
	x := newTeam(t)
	must(t, nil, "client", "add", "Синий Шуруп", "--data", x.maryDir)
	var made shown
	must(t, &made, "ticket", "new", "Не проводится реализация", "Машина уже под погрузкой.", "--client", "Синий Шуруп",
		"--kind", "error", "--source", "phone", "--data", x.maryDir)
	if made.Number != 1 || made.Status != "new" {
		t.Fatalf("ST-1: the new ticket is %d %s", made.Number, made.Status)
	}
	must(t, nil, "ticket", "estimate", "1", "0,5", "--data", x.maryDir)
	if s := x.show(x.maryDir, 1); s.Status != "approved" || !s.Estimates[0].Automatic {
		t.Fatalf("AP-1: under the limit, but %s", s.Status)
	}
	must(t, nil, "ticket", "plan", "1", "--engineer", x.engineer, "--from", "2026-11-24T10:00", "--to", "2026-11-24T11:00",
		"--criteria", "№ 411 проводится", "--data", x.maryDir)
	must(t, nil, "ticket", "say", "1", "У них своя роль «Кладовщик+»", "--data", x.maryDir)
	eventually(t, "the engineer has the plan", func() bool {
		s := run(t, "", "ticket", "show", "1", "--json", "--data", x.levDir)
		return s.code == 0 && strings.Contains(s.out, `"status":"planned"`) && strings.Contains(s.out, "Кладовщик+")
	})

	must(t, nil, "timer", "start", "1", "--data", x.levDir)
	x.server.kill() // the engineer is offline from here on
	must(t, nil, "ticket", "say", "1", "Воспроизвёл на копии", "--client", "--data", x.levDir)
	must(t, nil, "timer", "stop", "--data", x.levDir)
	must(t, nil, "ticket", "done", "1", "Роли добавлен доступ к новым складам", "--data", x.levDir)
	x.lev.kill() // and has a power cut
	x.lev = x.openDesk(x.levDir)
	var offline shown
	must(t, &offline, "ticket", "new", "Записано без сети", "--data", x.levDir)
	if offline.Number != 0 {
		t.Errorf("ST-1: a ticket made offline has the number %d", offline.Number)
	}
	if s := x.show(x.levDir, 1); s.Status != "done" {
		t.Errorf("offline the ticket is %s, want done", s.Status)
	}

	x.restartServer()
	eventually(t, "the manager sees it done", func() bool {
		must(t, nil, "sync", "--data", x.levDir)
		must(t, nil, "sync", "--data", x.maryDir)
		return x.show(x.maryDir, 1).Status == "done"
	})
	must(t, nil, "ticket", "confirm", "1", "--data", x.maryDir)
	x.equal()

	end := x.show(x.levDir, 1)
	if end.Status != "completed" || len(end.Conversation) != 3 || len(end.Times) != 1 || end.Resolution == "" {
		t.Errorf("at the end: %s, %d messages, %d time entries, resolution %q", end.Status, len(end.Conversation), len(end.Times), end.Resolution)
	}
	var report app.EfficiencyReport
	must(t, &report, "report", "efficiency", "--data", x.maryDir)
	if report.Team.NH != 5 || report.Team.Tickets != 1 || len(report.People) != 1 || report.People[0].Person.Name != x.engineer {
		t.Errorf("RP-1: %+v", report)
	}
	verbs := map[string]bool{}
	for _, h := range end.History {
		verbs[h.Verb] = true
	}
	for _, v := range []string{"ticket.create", "ticket.estimate", "ticket.plan", "ticket.say", "timer.start", "timer.stop", "ticket.finish", "ticket.confirm"} {
		if !verbs[v] {
			t.Errorf("ST-4: %s is not in the history", v)
		}
	}
	if late := x.show(x.maryDir, 2); late.Subject != "Записано без сети" {
		t.Errorf("ST-1: ticket 2 is %q", late.Subject)
	}
}
