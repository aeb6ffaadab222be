package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"naryad/internal/clock"
	"naryad/internal/config"
	"naryad/internal/desk"
	"naryad/internal/i18n"
	"naryad/internal/workspace"
)

// Deadlines of bound calls. A call that needs the network says so; all others only touch the replica.
const (
	callDeadline    = 20 * time.Second
	networkDeadline = 90 * time.Second
)

// Host makes and joins workspaces in this program's directory. The wiring implements it: it alone sees both the
// replica's side and the authority's.
type Host interface {
	// CreateAlone makes a new workspace whose authority lives in this process.
	CreateAlone(ctx context.Context, form CreateAlone) (*Opened, error)
	// Join redeems an invitation and makes a replica of the workspace it invites to.
	Join(ctx context.Context, invitation string) (*Opened, error)
	// CheckInvitation reads an invitation without using it.
	CheckInvitation(text string) (InvitationView, error)
}

// Opened is a workspace that stands open and whose sync loop runs; the host closes it.
type Opened struct {
	Workspace *workspace.Workspace
	Alone     bool // the authority is in this process
}

// Options of an App.
type Options struct {
	Dir     string // the program's directory: settings and reply drafts are kept there
	Host    Host
	Opened  *Opened // nil: first run, or Failed
	Failed  error   // why the workspace that is there could not be opened
	Clock   clock.Source
	Zone    *time.Location // nil: the machine's
	Log     *slog.Logger
	Version string
}

// App is the desktop side of one process: one bound struct, one stream of events. It outlives no workspace and
// owns none.
type App struct {
	opts Options
	desk *Desk
	hub  *hub

	mu       sync.Mutex
	settings config.Config
	text     *i18n.Text
	opened   *Opened
	failed   error
	entering bool // a workspace is being created or joined
	ids      sync.Mutex
	cancel   func()
}

// Desk is what is bound: every exported method can be called by the frontend, so nothing else is exported on it.
type Desk struct{ app *App }

// New returns an App over what the options bring.
func New(o Options) (*App, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Zone == nil {
		o.Zone = time.Local
	}
	settings, err := config.Load(o.Dir)
	if err != nil { // unreadable settings are not worth refusing to start for: config gives the defaults
		o.Log.Warn("settings were not read", "error", err)
	}
	if settings.Language == "" { // nothing chosen yet: what the system speaks
		settings.Language = i18n.Match(config.SystemLocale())
	}
	a := &App{opts: o, settings: settings, failed: o.Failed, hub: newHub(coalesce)}
	a.desk = &Desk{app: a}
	a.text = i18n.New(settings.Language).In(o.Zone)
	if o.Opened != nil {
		a.enter(o.Opened)
	}
	return a, nil
}

// Desk returns the struct to bind.
func (a *App) Desk() *Desk { return a.desk }

// Subscribe hands every event to fn, in order and one at a time, until cancel is called; one that is on its way then may
// still arrive. fn must not block.
func (a *App) Subscribe(fn func(Event)) (cancel func()) { return a.hub.subscribe(fn) }

// Show asks the frontend to come to the front: somebody started the program again.
func (a *App) Show() { a.hub.show() }

// Settings returns the person's own settings.
func (a *App) Settings() Settings {
	a.mu.Lock()
	defer a.mu.Unlock()
	return Settings{Language: a.settings.Language, Theme: a.settings.Theme}
}

// Close ends the stream of events. Bound calls that still run finish by themselves.
func (a *App) Close() {
	a.mu.Lock()
	cancel := a.cancel
	a.cancel = nil
	a.mu.Unlock()
	if cancel != nil {
		cancel()
	}
	a.hub.close()
}

// enter starts to work on an open workspace; the one that is open already stays.
func (a *App) enter(o *Opened) {
	a.mu.Lock()
	same := a.opened != nil && a.opened.Workspace == o.Workspace
	a.mu.Unlock()
	if same {
		return
	}
	cancel := a.watch(o.Workspace)
	a.mu.Lock()
	a.opened, a.failed, a.cancel = o, nil, cancel
	a.mu.Unlock()
	a.hub.changed(nil, true)
}

var errNotReady = desk.Errorf(desk.CodeConflict, "app.not_ready")

// open returns the workspace, or why there is none: errNotReady before the first run.
func (a *App) open() (*Opened, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.opened != nil {
		return a.opened, nil
	}
	if a.failed != nil {
		return nil, a.failed
	}
	return nil, errNotReady
}

func (a *App) texts() *i18n.Text {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.text
}

// Problem is what the frontend gets for an error. Both transports use it, and nothing else tells of errors.
func (a *App) Problem(err error) Problem {
	e := desk.AsError(err)
	if e == nil {
		e = desk.Errorf(desk.CodeInternal, "internal")
	}
	return a.problem(e)
}

func (a *App) problem(e *desk.Error) Problem {
	params := e.Params
	if params == nil {
		params = map[string]any{}
	}
	return Problem{Code: string(e.Code), Key: e.Key, Params: params, Text: a.texts().Problem(string(e.Code), e.Key, e.Params)}
}

// call runs the body of a bound method under a deadline. Whatever goes wrong comes out as an *desk.Error: a panic
// would leave the frontend's promise unsettled for ever, and an internal error is logged and never shown.
func call[T any](d *Desk, method string, fn func(ctx context.Context) (T, error)) (result T, err error) {
	return callWithin(d, callDeadline, method, fn)
}

func callWithin[T any](d *Desk, deadline time.Duration, method string, fn func(ctx context.Context) (T, error)) (result T, err error) {
	log := d.app.opts.Log
	defer func() {
		if p := recover(); p != nil {
			log.Error("bound method panicked", "method", method, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			var none T
			result, err = none, desk.Errorf(desk.CodeInternal, "internal")
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	result, err = fn(ctx)
	if err == nil {
		return result, nil
	}
	if e := desk.AsError(err); e != nil {
		return result, e
	}
	if errors.Is(err, context.DeadlineExceeded) {
		log.Warn("bound method ran out of time", "method", method, "error", err)
		return result, desk.Errorf(desk.CodeUnavailable, "app.timeout")
	}
	log.Error("bound method failed", "method", method, "error", err)
	return result, desk.Errorf(desk.CodeInternal, "internal")
}

// perform is call for methods that return nothing.
func perform(d *Desk, method string, fn func(ctx context.Context) error) error {
	_, err := call(d, method, func(ctx context.Context) (struct{}, error) { return struct{}{}, fn(ctx) })
	return err
}

// now is the present moment.
func (a *App) now() desk.Instant { return desk.At(a.opts.Clock.Now()) }
