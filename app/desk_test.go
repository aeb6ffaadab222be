package app_test

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"naryad/app"
	"naryad/internal/clock"
	"naryad/internal/desk"
	"naryad/internal/server"
	"naryad/internal/workspace"
)

// moscow is where the people of these tests sit: three hours before UTC's midnight their day begins.
var moscow = time.FixedZone("Europe/Moscow", 3*3600)

// ticking is a clock that a test moves, with entropy that is the same in every run.
type ticking struct {
	mu   sync.Mutex
	now  time.Time
	dice *rand.ChaCha8
}

func (c *ticking) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond) // no two commands at the same moment
	return c.now
}

func (c *ticking) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.dice.Read(p)
}

func (c *ticking) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// office is a company at work: an authority in this process and desks of its people.
type office struct {
	t      *testing.T
	clock  *ticking
	source clock.Source
	log    *slog.Logger
	srv    *server.Server
}

// seat is one person's desk: an app over a replica that the test keeps in step by hand.
type seat struct {
	*app.Desk
	office *office
	app    *app.App
	dir    string
	ws     *workspace.Workspace
	remote workspace.Remote
}

func newOffice(t *testing.T) *office {
	c := &ticking{now: time.Date(2026, 11, 23, 9, 0, 0, 0, moscow), dice: rand.NewChaCha8([32]byte{1})}
	o := &office{t: t, clock: c, source: clock.Source{Now: c.Now, Entropy: c}, log: slog.New(slog.DiscardHandler)}
	t.Cleanup(func() {
		if o.srv != nil {
			o.srv.Close()
		}
	})
	return o
}

// CreateAlone, Join and CheckInvitation make an office the Host of its first seat.
func (s *seat) CreateAlone(ctx context.Context, form app.CreateAlone) (*app.Opened, error) {
	o := s.office
	options := server.Options{Dir: filepath.Join(s.dir, "authority"), Clock: o.source, Log: o.log}
	options.Store.Fast = true
	srv, err := server.Create(ctx, options, form.Company, server.First{Name: form.Name, Email: form.Email})
	if err != nil {
		return nil, err
	}
	o.srv = srv
	device, err := srv.LocalDevice(ctx)
	if err != nil {
		return nil, err
	}
	return s.open(ctx, device)
}

func (s *seat) Join(_ context.Context, invitation string) (*app.Opened, error) {
	if invitation != "again" {
		return nil, desk.Errorf(desk.CodeInvalid, "invitation.none")
	}
	return &app.Opened{Workspace: s.ws}, nil
}

func (s *seat) CheckInvitation(string) (app.InvitationView, error) {
	return app.InvitationView{}, desk.Errorf(desk.CodeInvalid, "invitation.none")
}

func (s *seat) open(ctx context.Context, device server.Device) (*app.Opened, error) {
	o := s.office
	dir := filepath.Join(s.dir, "replica")
	options := workspace.Options{Dir: dir, Clock: o.source, Log: o.log}
	options.Store.Fast = true
	id := workspace.Identity{Workspace: o.srv.Workspace(), Name: o.srv.Name(), Person: device.Person}
	if err := workspace.Create(ctx, dir, id, options); err != nil {
		return nil, err
	}
	ws, err := workspace.Open(ctx, options)
	if err != nil {
		return nil, err
	}
	s.ws, s.remote = ws, o.srv.Session(device)
	s.settle()
	return &app.Opened{Workspace: ws, Alone: true}, nil
}

// settle exchanges with the authority until there is nothing left to do.
func (s *seat) settle() {
	s.office.t.Helper()
	for {
		did, err := s.ws.Step(context.Background(), s.remote)
		if err != nil {
			s.office.t.Fatal(err)
		}
		if did == workspace.DidNothing {
			return
		}
	}
}

func (o *office) app(s *seat, opened *app.Opened) {
	o.t.Helper()
	a, err := app.New(app.Options{Dir: s.dir, Host: s, Opened: opened, Clock: o.source, Zone: moscow, Log: o.log, Version: "test"})
	if err != nil {
		o.t.Fatal(err)
	}
	s.app, s.Desk = a, a.Desk()
	o.t.Cleanup(func() {
		a.Close()
		if s.ws != nil {
			s.ws.Close()
		}
	})
}

// firstRun is a program that was never started before.
func (o *office) firstRun() *seat {
	s := &seat{office: o, dir: o.t.TempDir()}
	o.app(s, nil)
	return s
}

// founder is the desk of Anna, who may do everything.
func (o *office) founder() *seat {
	o.t.Helper()
	s := o.firstRun()
	if _, err := s.CreateAloneForm(); err != nil {
		o.t.Fatal(err)
	}
	return s
}

// CreateAloneForm fills the first-run form.
func (s *seat) CreateAloneForm() (app.Boot, error) {
	return s.Desk.CreateAlone(app.CreateAlone{Company: "Наряд", Name: "Лебедева Анна Петровна", Email: "anna@desk.example"})
}

// colleague is the desk of somebody else.
func (o *office) colleague(name string, roles ...desk.Role) *seat {
	o.t.Helper()
	id, err := o.srv.AddPerson(o.t.Context(), name, "", roles, "Europe/Moscow")
	if err != nil {
		o.t.Fatal(err)
	}
	device, err := o.srv.NewLocalDevice(o.t.Context(), id, "test")
	if err != nil {
		o.t.Fatal(err)
	}
	s := &seat{office: o, dir: o.t.TempDir()}
	opened, err := s.open(o.t.Context(), device)
	if err != nil {
		o.t.Fatal(err)
	}
	opened.Alone = false
	o.app(s, opened)
	return s
}

// must returns what a call has made and fails the test when it was refused.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func keyOf(err error) string {
	if e := desk.AsError(err); e != nil {
		return e.Key
	}
	return ""
}

// client adds a client and returns its id.
func (s *seat) client(name string) string {
	s.office.t.Helper()
	return must[app.Receipt](s.office.t)(s.AddClient(name, "ООО «"+name+"»", "7701234567")).ID
}

// ticket makes a classified ticket and returns its id.
func (s *seat) ticket(subject, client string) string {
	s.office.t.Helper()
	return must[app.Receipt](s.office.t)(s.CreateTicket(app.NewTicket{
		Subject: subject, ClientID: client, Kind: "error", Source: "desktop", Text: "Звонил главный бухгалтер",
	})).ID
}

func (s *seat) show(id string) app.TicketDetail {
	s.office.t.Helper()
	return must[app.TicketDetail](s.office.t)(s.Ticket(id))
}

func TestBeforeTheFirstRunNothingIsOpen(t *testing.T) {
	o := newOffice(t)
	s := o.firstRun()
	b := must[app.Boot](t)(s.Boot())
	if b.Stage != "firstRun" || b.Today != "2026-11-23" || b.TimeZone != "Europe/Moscow" || b.Version != "test" || b.Me != nil {
		t.Errorf("got %+v", b)
	}
	_, err := s.Counts()
	if keyOf(err) != "app.not_ready" {
		t.Errorf("got %v", err)
	}
	_, err = s.Desk.CreateAlone(app.CreateAlone{Company: "Наряд", Name: " "})
	if p := s.app.Problem(err); keyOf(err) == "" || p.Text == "" || strings.Contains(p.Text, p.Key) {
		t.Errorf("a blank name: %v, %+v", err, p)
	}
	if b := must[app.Boot](t)(s.Boot()); b.Stage != "firstRun" {
		t.Errorf("after a refusal: %s", b.Stage)
	}
	b = must[app.Boot](t)(s.CreateAloneForm())
	if b.Stage != "ready" || !b.Alone || b.Company != "Наряд" || b.Me == nil || b.Me.Short != "Лебедева А." || len(b.Me.Roles) != 4 {
		t.Errorf("got %+v", b)
	}
	if len(b.Scale) != 11 || b.Scale[0] != 1 || b.Scale[10] != 130 || len(b.Kinds) == 0 {
		t.Errorf("scale %v, kinds %v", b.Scale, b.Kinds)
	}
	if _, err := s.CreateAloneForm(); keyOf(err) != "app.already_open" {
		t.Errorf("a second workspace: %v", err)
	}
}

func TestWhoWasSignedOutSignsInAnew(t *testing.T) {
	s := newOffice(t).founder()
	if _, err := s.Desk.CheckInvitation("x"); keyOf(err) != "invitation.none" {
		t.Errorf("got %v", err)
	}
	if _, err := s.Desk.Join("x"); keyOf(err) != "invitation.none" {
		t.Errorf("got %v", err)
	}
	if b := must[app.Boot](t)(s.Desk.Join("again")); b.Stage != "ready" || !b.Alone || b.Company != "Наряд" {
		t.Errorf("the replica that is open stays: %+v", b)
	}
}

func TestADamagedWorkspaceIsToldInWords(t *testing.T) {
	o := newOffice(t)
	a, err := app.New(app.Options{
		Dir: t.TempDir(), Failed: desk.Errorf(desk.CodeDamaged, "store.damaged"), Clock: o.source, Zone: moscow, Log: o.log,
	})
	if err != nil {
		t.Fatal(err)
	}
	b := must[app.Boot](t)(a.Desk().Boot())
	if b.Stage != "damaged" || b.Problem == nil || b.Problem.Key != "store.damaged" || b.Problem.Text == "" {
		t.Errorf("got %+v", b)
	}
	for name, call := range map[string]func() error{
		"a list":          func() error { _, err := a.Desk().Tickets(app.TicketQuery{}); return err },
		"a new workspace": func() error { _, err := a.Desk().CreateAlone(app.CreateAlone{}); return err },
		"an invitation":   func() error { _, err := a.Desk().Join("x"); return err },
	} {
		if err := call(); keyOf(err) != "store.damaged" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSettingsStayOnThisComputer(t *testing.T) {
	o := newOffice(t)
	s := o.firstRun()
	b := must[app.Boot](t)(s.SetSettings(app.Settings{Language: "en", Theme: "dark"}))
	if b.Language != "en" || b.Theme != "dark" {
		t.Errorf("got %+v", b)
	}
	_, err := s.Counts()
	if p := s.app.Problem(err); !strings.HasPrefix(p.Text, "No workspace") {
		t.Errorf("not in English: %s", p.Text)
	}
	for _, bad := range []app.Settings{{Language: "de", Theme: "dark"}, {Language: "ru", Theme: "pink"}, {}} {
		if _, err := s.SetSettings(bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
	again := &seat{office: o, dir: s.dir}
	o.app(again, nil)
	if got := must[app.Settings](t)(again.Settings()); got != (app.Settings{Language: "en", Theme: "dark"}) {
		t.Errorf("after a restart: %+v", got)
	}
}
