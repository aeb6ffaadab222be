package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"naryad/app"
	"naryad/internal/config"
	"naryad/internal/control"
	"naryad/internal/desk"
	"naryad/internal/remote"
	"naryad/internal/server"
	"naryad/internal/store"
	"naryad/internal/workspace"
)

// settleTime is how long a command in a terminal waits for the authority's word on what it did.
const settleTime = 2 * time.Second

// host is what this process owns: a desktop's directory, an authority's, or, when the desktop is alone, both.
// It implements app.Host.
type host struct {
	p   *program
	dir string

	owners    []*control.Owner
	authority authority // of the replica, wherever it is
	desk      *app.Desk
	app       *app.App

	mu      sync.Mutex
	srv     *server.Server       // the authority, if it is here
	ws      *workspace.Workspace // the replica, if there is one
	alone   bool
	stays   bool          // the desk stays open; a command in a terminal ends at once and runs no loop
	address string        // where this process serves replicas, once it does
	shown   bool          // the desk has a window
	fresh   func() string // a new one-time address of the desk in the browser
	stop    func()        // ends the sync loop and waits for it
	untick  func()        // ends the authority's clock and waits for it
}

var _ app.Host = (*host)(nil)

// authority is the other side of a replica: over the network, in this process, or nowhere yet.
type authority interface {
	workspace.Remote
	workspace.FileRemote
}

// owns says whether dir is one of the directories that this process holds.
func (h *host) owns(dir string) bool {
	return sameDir(dir, h.dir) || sameDir(dir, config.AuthorityDir(h.dir))
}

func sameDir(a, b string) bool {
	if a == b {
		return true
	}
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// take makes this process the owner of dir, or fails with control.ErrOwned.
func (h *host) take(dir string) error {
	o, err := control.Take(dir)
	if errors.Is(err, control.ErrOwned) {
		return err
	}
	if err != nil {
		h.p.Log.Error("directory not taken", "error", err)
		return desk.Errorf(desk.CodeUnavailable, "cli.dir_unusable", "dir", dir)
	}
	h.owners = append(h.owners, o)
	return nil
}

// listen lets others reach this process through every directory that it owns. Where that fails, on a full disk say,
// the work itself goes on.
func (h *host) listen() {
	for _, o := range h.owners {
		if err := o.Listen(h.p.Clock.NewID()+h.p.Clock.NewID(), h.p.serveControl(h)); err != nil {
			h.p.Log.Warn("control channel not opened", "error", err)
		}
	}
}

// openHost takes a desktop's directory and opens what is in it; an empty one waits for the first run.
func (p *program) openHost(ctx context.Context, dir string, stays bool) (*host, error) {
	h := &host{p: p, dir: dir, stays: stays}
	if err := h.take(dir); err != nil {
		return nil, err
	}
	opened, err := h.open(ctx)
	if errors.Is(err, control.ErrOwned) {
		h.close()
		return nil, err
	}
	h.app, err = app.New(app.Options{
		Dir: dir, Host: h, Opened: opened, Failed: failure(p, err), Clock: p.Clock, Log: p.Log, Version: p.Version,
	})
	if err != nil {
		h.close()
		return nil, err
	}
	h.desk = h.app.Desk()
	return h, nil
}

// failure is why a workspace could not be opened, as people may know it.
func failure(p *program, err error) error {
	if err == nil || desk.AsError(err) != nil {
		return err
	}
	p.Log.Error("workspace not opened", "error", err)
	return desk.Errorf(desk.CodeInternal, "internal")
}

// open opens the workspace that stands in the directory; nil when there is none yet.
func (h *host) open(ctx context.Context) (*app.Opened, error) {
	if exists(filepath.Join(config.AuthorityDir(h.dir), store.AuthorityFile)) {
		return h.openAlone(ctx)
	}
	joined, ok, err := config.LoadServer(h.dir)
	if err != nil {
		return nil, err
	}
	copied := exists(filepath.Join(config.ReplicaDir(h.dir), store.ReplicaFile))
	switch {
	case !ok && !copied:
		return nil, nil
	case !ok: // its authority was moved to a server: work goes on until it joins
		return h.openReplica(ctx, unjoined{}, false)
	case !copied:
		return nil, desk.Errorf(desk.CodeDamaged, "cli.replica_missing", "dir", config.ReplicaDir(h.dir))
	}
	token, err := config.LoadToken(h.dir)
	if err != nil {
		h.p.Log.Error("device token not read", "error", err) // the loop says signed out; work goes on offline
	}
	return h.openReplica(ctx, h.client(joined, token), false)
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

func (h *host) client(s config.Server, token string) *remote.Client {
	return remote.New(remote.Options{Address: s.Address, Fingerprint: s.Fingerprint, Token: token})
}

func (h *host) storeOptions() store.Options { return store.Options{Clock: h.p.Clock, Log: h.p.Log} }

func (h *host) serverOptions(dir string) server.Options {
	return server.Options{Dir: dir, Clock: h.p.Clock, Log: h.p.Log, Store: h.storeOptions()}
}

// openAuthority takes and opens the authority in dir.
func (h *host) openAuthority(ctx context.Context, dir string) error {
	if !sameDir(dir, h.dir) {
		if err := h.take(dir); err != nil {
			return err
		}
	}
	srv, err := server.Open(ctx, h.serverOptions(dir))
	if err != nil {
		return err
	}
	h.srv = srv
	return nil
}

// openAlone opens an authority and its only replica, in one process.
func (h *host) openAlone(ctx context.Context) (*app.Opened, error) {
	if h.srv == nil {
		if err := h.openAuthority(ctx, config.AuthorityDir(h.dir)); err != nil {
			return nil, err
		}
	}
	own, err := h.ownReplica(ctx)
	if err != nil {
		return nil, err
	}
	return h.openReplica(ctx, own, true)
}

// ownReplica gives the alone desktop its device, and its replica when a crash has left it without one.
func (h *host) ownReplica(ctx context.Context) (authority, error) {
	device, err := h.srv.LocalDevice(ctx)
	if err != nil {
		return nil, err
	}
	if !exists(filepath.Join(config.ReplicaDir(h.dir), store.ReplicaFile)) {
		id := workspace.Identity{Workspace: h.srv.Workspace(), Name: h.srv.Name(), Person: device.Person}
		if err := workspace.Create(ctx, config.ReplicaDir(h.dir), id, h.replicaOptions()); err != nil {
			return nil, err
		}
	}
	return h.srv.Session(device), nil
}

// computer is this computer's name, for the list of devices.
func computer() string {
	name, err := os.Hostname()
	if err != nil {
		return "desktop"
	}
	return name
}

func (h *host) replicaOptions() workspace.Options {
	return workspace.Options{
		Dir: config.ReplicaDir(h.dir), Clock: h.p.Clock, Log: h.p.Log, Source: desk.SourceDesktop, Store: h.storeOptions(),
	}
}

// openReplica opens the replica and starts its sync loop.
func (h *host) openReplica(ctx context.Context, r authority, alone bool) (*app.Opened, error) {
	ws, err := workspace.Open(ctx, h.replicaOptions())
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ws, h.alone = ws, alone
	if alone && h.stays {
		h.keepTime()
	}
	h.follow(r)
	return &app.Opened{Workspace: ws, Alone: alone}, nil
}

// follow turns to an authority, in place of the one before; in a desk that stays open the sync loop follows it too, and the
// bytes of files beside it. h.mu is held.
func (h *host) follow(r authority) {
	h.authority = r
	if h.stop != nil {
		h.stop()
	}
	if !h.stays {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	var loops sync.WaitGroup
	loops.Go(func() {
		if err := h.ws.Run(ctx, r); err != nil && desk.AsError(err) == nil { // an Error is told by the sync state
			h.p.Log.Error("sync loop ended", "error", err)
		}
	})
	loops.Go(func() { h.ws.RunFiles(ctx, r) })
	h.stop = func() {
		cancel()
		loops.Wait()
	}
}

// keepTime starts the clock of the authority that is here. h.mu is held.
func (h *host) keepTime() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.srv.KeepTime(ctx)
	}()
	h.untick = func() {
		cancel()
		<-done
	}
}

// close ends everything that this process holds, in the order that loses nothing.
func (h *host) close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	var errs []error
	if h.untick != nil {
		h.untick()
	}
	if h.stop != nil {
		h.stop()
	}
	if h.app != nil {
		h.app.Close()
	}
	if h.ws != nil {
		errs = append(errs, h.ws.Close())
	}
	if h.srv != nil {
		errs = append(errs, h.srv.Close())
	}
	for i := len(h.owners) - 1; i >= 0; i-- {
		errs = append(errs, h.owners[i].Close())
	}
	return errors.Join(errs...)
}

// exchange sends and fetches until there is nothing left to do, or an error says why not; files are sent too.
func (h *host) exchange(ctx context.Context) error {
	h.mu.Lock()
	r := h.authority
	h.mu.Unlock()
	for {
		did, err := h.ws.Step(ctx, r)
		if err != nil {
			return err
		}
		if did != workspace.DidNothing {
			continue
		}
		if h.stays { // its own loop sends them
			return nil
		}
		return h.ws.SendFiles(ctx, r)
	}
}

// settle waits a moment for the authority's word on what was just done; what is not sent by then goes later.
func (h *host) settle(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	if err := h.exchange(ctx); err != nil {
		h.p.Log.Info("not sent yet", "error", err)
	}
}
