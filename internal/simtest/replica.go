package simtest

import (
	"errors"
	"fmt"
	"time"

	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/wire"
	"naryad/internal/workspace"
)

// replica is one person's computer: the real workspace, on real files.
type replica struct {
	home
	w      *world
	device device
	watch  watch
	dice   *dice
	fuse   fuse
	link   *link
	ws     *workspace.Workspace // nil while it is down
	until  int                  // the step in which it is started again

	commits  map[string]int // of the action that is running, by label
	state    standing       // as of the end of the last action
	undoable []desk.ID
}

// standing is what can be read of a replica's place.
type standing struct {
	client  string
	cursor  store.Cursor
	scopes  []desk.Scope
	pending map[desk.ID]int64 // seq by command
	first   int64
}

func (w *world) newReplica(d device, from string) (*replica, error) {
	r := &replica{w: w, device: d, watch: watch{world: &w.now}, dice: w.dice.split()}
	if w.dice.chance(500) {
		r.watch.skew = time.Duration(w.dice.between(-600_000, 600_000)) * time.Millisecond
	}
	r.link = &link{w: w, r: r}
	r.home = home{w: w, name: fmt.Sprintf("%s-%d", d.name, len(w.replicas))}
	if len(w.replicas) > 2 {
		r.name = d.name + "-copy"
	} else {
		r.name = d.name
	}
	r.dir = r.next()
	if err := copyDir(from, r.dir); err != nil {
		return nil, err
	}
	return r, r.open()
}

func (r *replica) up() bool { return r.ws != nil }

func (r *replica) open() error {
	r.fuse = fuse{}
	ws, err := workspace.Open(r.w.ctx, workspace.Options{
		Dir: r.dir, Clock: r.watch.source(r.dice), Log: r.w.opts.Logger, Faults: r.w.breakage.workspace,
		Store: store.Options{Fast: true, Hooks: store.Hooks{BeforeCommit: r.beforeCommit, AfterCommit: r.afterCommit}},
	})
	if err != nil {
		return err
	}
	r.ws = ws
	r.look()
	r.w.ledger.adopt(r)
	return nil
}

func (r *replica) beforeCommit(label string) error {
	if err := r.fuse.commit(r.dir, label, false); err != nil {
		return err
	}
	if label == "execute" || label == "rebase" {
		r.readMeanwhile(label)
	}
	return nil
}

func (r *replica) afterCommit(label string) error {
	if r.commits != nil {
		r.commits[label]++
	}
	return r.fuse.commit(r.dir, label, true)
}

func (r *replica) arm() {
	d := r.w.dice
	r.fuse = fuse{lit: true, after: d.chance(500), in: d.between(1, 3), files: r.next()}
}

// perform runs one action of the person or of the sync loop, and says whether the machine survived it.
func (r *replica) perform(what string, action func() error) (alive bool) {
	r.commits = map[string]int{}
	err := action()
	if r.fuse.blown {
		r.fall()
		r.w.trace.say("%s: %s, crash %s", r.name, what, r.fuse.what)
		return false
	}
	commits := r.commits
	r.commits = nil
	r.look()
	r.w.trace.say("%s: %s%s  c%d p%d", r.name, what, failed(plain(err)), r.state.cursor.Rev, len(r.state.pending))
	r.w.oneCommit(r, what, commits)
	if err != nil && unexpected(err) && !r.w.behindPoison(r) { // whether poison blocks is asked at the end (invariant 7)
		r.w.fault(r.name+" "+what, err)
	}
	return true
}

// step lets the replica do the one next thing of its sync.
func (r *replica) step() workspace.Did {
	if !r.up() || r.w.bad != nil {
		return workspace.DidNothing
	}
	r.link.last = "nothing"
	before := r.state
	var did workspace.Did
	alive := r.perform("sync", func() (err error) {
		did, err = r.ws.Step(r.w.ctx, r.link)
		r.w.count("step " + string(did))
		return err
	})
	if n := len(r.w.trace.lines); n > 0 {
		r.w.trace.lines[n-1] += " [" + r.link.last + "]"
	}
	if alive {
		r.w.left(r, before)
		// Where something is pending, rows were undone and replayed; without, a part of the pulls is enough.
		often := len(r.state.pending) > 0 || did == workspace.DidSnapshot
		if often || (did == workspace.DidPull && !r.w.healed && r.w.trace.step%3 == 0) {
			r.w.compare(r)
		}
	}
	return did
}

// fall is a crash: the process is gone, its files stay as they were at that commit.
func (r *replica) fall() {
	r.w.count("replica crash " + r.fuse.what)
	if r.fuse.failed != nil {
		r.w.fault("copy the replica's files", r.fuse.failed)
	}
	_ = r.ws.Close()
	r.ws, r.commits = nil, nil
	r.until = r.w.trace.step + r.w.dice.n(6)
	if err := r.move(r.fuse.files); err != nil {
		r.w.fault("leave the replica's files", err)
	}
}

// recover starts it again when it has been down for long enough.
func (r *replica) recover() {
	if r.up() || (r.w.trace.step < r.until && !r.w.healed) {
		return
	}
	before := r.state
	if err := r.open(); err != nil {
		r.w.fault("start "+r.name+" again", err)
		return
	}
	r.w.trace.say("%s: up again  c%d p%d", r.name, r.state.cursor.Rev, len(r.state.pending))
	r.w.left(r, before)
	r.w.compare(r)
}

// stop ends the process in good order.
func (r *replica) stop() {
	if err := r.ws.Close(); err != nil {
		r.w.fault("stop "+r.name, err)
	}
	r.ws = nil
	r.until = r.w.trace.step + r.w.dice.n(6)
}

// read reads as a person's window does. It must never be refused or made to wait (invariant 7).
func (r *replica) read(fn func(*store.Reader) error) {
	if err := r.ws.Read(r.w.ctx, fn); err != nil {
		r.w.violate(7, "%s cannot be read: %v", r.name, err)
	}
}

// look notes where the replica stands.
func (r *replica) look() {
	r.read(func(rd *store.Reader) (err error) {
		r.state, err = standingOf(rd)
		return err
	})
	r.w.noteClient(r.state.client)
	if r.state.cursor.Epoch != "" {
		r.w.sawHash(r.name, wire.Cursor(r.state.cursor))
	}
}

func standingOf(rd *store.Reader) (standing, error) {
	st, err := rd.SyncState()
	if err != nil {
		return standing{}, err
	}
	rows, err := rd.Outbox(0, 0)
	s := standing{client: st.ClientID, cursor: st.Cursor, scopes: st.Scopes, pending: map[desk.ID]int64{}, first: st.NextSeq}
	for i, row := range rows {
		if i == 0 {
			s.first = row.Seq
		}
		s.pending[row.CmdID] = row.Seq
	}
	return s, err
}

// readMeanwhile reads while a commit is under way: the reader must not wait for it, and sees the replica as it was before
// (invariant 7). Real time is looked at only when that fails.
func (r *replica) readMeanwhile(label string) {
	if !r.w.dice.chance(150) {
		return
	}
	type seen struct {
		standing
		err error
	}
	answer := make(chan seen, 1)
	go func() {
		var s seen
		s.err = r.ws.Read(r.w.ctx, func(rd *store.Reader) (err error) {
			s.standing, err = standingOf(rd)
			return err
		})
		answer <- s
	}()
	select {
	case s := <-answer:
		r.w.count("read during " + label)
		if s.err != nil {
			r.w.violate(7, "%s cannot be read during %s: %v", r.name, label, s.err)
		} else if s.cursor != r.state.cursor || len(s.pending) != len(r.state.pending) {
			r.w.violate(7, "a reader of %s saw half of a commit (%s)", r.name, label)
		}
	case <-time.After(20 * time.Second):
		r.w.violate(7, "a reader of %s waited for a commit (%s)", r.name, label)
	}
}

func (r *replica) close() {
	if r.ws != nil {
		_ = r.ws.Close()
		r.ws = nil
	}
}

// unexpected says whether an error is one of ours: neither a refusal nor a fault of the simulated world.
func unexpected(err error) bool {
	if errors.Is(err, errUnreachable) || errors.Is(err, errTimeout) || errors.Is(err, errCrash) {
		return false
	}
	e := desk.AsError(err)
	return e == nil || e.Code == desk.CodeInternal || e.Code == desk.CodeDamaged
}

// plain is an error as the trace tells it: without what differs from run to run, such as paths.
func plain(err error) error {
	switch e := desk.AsError(err); {
	case err == nil:
		return nil
	case e != nil:
		return errors.New(e.Key)
	case errors.Is(err, errUnreachable):
		return errUnreachable
	case errors.Is(err, errTimeout):
		return errTimeout
	case errors.Is(err, errCrash):
		return errCrash
	}
	return errors.New("internal")
}
