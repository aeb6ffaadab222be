package simtest

import (
	"encoding/json"
	"fmt"

	"naryad/internal/desk"
	"naryad/internal/server"
	"naryad/internal/store"
	"naryad/internal/workspace"
)

// authority is the server of a run: the real one, on real files, that may crash at a commit and be started again.
type authority struct {
	home
	w       *world
	watch   watch
	dice    *dice
	fuse    fuse
	srv     *server.Server // nil while it is down
	until   int            // the step in which it is started again
	head    int64          // the last rev that was looked at
	sums    map[sumKey]string
	log     map[int64][]rowRef // what each rev has changed
	results map[desk.ID]*verdict
	seqs    map[string]int64 // by client: the last result that was looked at
}

// sumKey names a checksum that the authority had: at a rev, over the rows that a reader may see.
type sumKey struct {
	rev   int64
	money bool
}

// rowRef names a row in the log.
type rowRef struct {
	table string
	key   desk.ID
	scope desk.Scope
}

// verdict is what the authority has said of a command.
type verdict struct {
	applied  int // how often it took effect
	rejected bool
	rev      int64 // of its first result
}

func (w *world) newAuthority() (*authority, error) {
	a := &authority{
		w: w, watch: watch{world: &w.now}, dice: w.dice.split(),
		sums: map[sumKey]string{}, log: map[int64][]rowRef{}, results: map[desk.ID]*verdict{}, seqs: map[string]int64{},
	}
	a.home = home{w: w, name: "authority"}
	a.dir = a.next()
	if err := copyDir(w.base.authority(), a.dir); err != nil {
		return nil, err
	}
	if err := a.open(); err != nil {
		return nil, err
	}
	a.observe()
	return a, nil
}

func (a *authority) up() bool { return a.srv != nil }

func (a *authority) open() error {
	a.fuse = fuse{}
	faults := a.w.breakage.server
	faults.Panics = func(_ string, id desk.ID) bool { return a.w.isPoison(id) }
	srv, err := server.Open(a.w.ctx, server.Options{
		Dir: a.dir, Clock: a.watch.source(a.dice), Log: a.w.opts.Logger, Faults: faults,
		Store: store.Options{Fast: true, Hooks: store.Hooks{
			BeforeCommit: func(label string) error { return a.fuse.commit(a.dir, label, false) },
			AfterCommit:  func(label string) error { return a.fuse.commit(a.dir, label, true) },
		}},
	})
	if err != nil {
		return err
	}
	a.srv = srv
	return nil
}

// session is the authority as a device meets it; nil while it is down.
func (a *authority) session(d device) workspace.Remote {
	if !a.up() {
		return nil
	}
	return a.srv.Session(d.Device)
}

// arm makes it crash at a commit in the near future.
func (a *authority) arm() {
	d := a.w.dice
	a.fuse = fuse{lit: true, after: d.chance(500), in: d.between(1, 3), files: a.next()}
}

// settle is called after every request: it says whether the server has crashed on it, and looks at what it has written.
func (a *authority) settle() (crashed bool) {
	if !a.fuse.blown {
		a.observe()
		return false
	}
	a.w.count("server crash " + a.fuse.what)
	a.w.trace.say("server: crashes %s", a.fuse.what)
	if a.fuse.failed != nil {
		a.w.fault("copy the server's files", a.fuse.failed)
	}
	_ = a.srv.Close()
	a.srv = nil
	a.until = a.w.trace.step + a.w.dice.n(6)
	if err := a.move(a.fuse.files); err != nil {
		a.w.fault("leave the server's files", err)
	}
	return true
}

// recover starts it again when it has been down for long enough.
func (a *authority) recover() {
	if a.up() || (a.w.trace.step < a.until && !a.w.healed) {
		return
	}
	if err := a.open(); err != nil {
		a.w.fault("start the server again", err)
		return
	}
	a.w.trace.say("server: up again")
	a.observe()
}

// restart stops it in good order and starts it again.
func (a *authority) restart() {
	if !a.up() {
		return
	}
	if err := a.srv.Close(); err != nil {
		a.w.fault("stop the server", err)
	}
	a.srv = nil
	a.until = a.w.trace.step + a.w.dice.n(6)
}

func (a *authority) read(fn func(*store.Reader) error) {
	if err := a.srv.Store().Read(a.w.ctx, fn); err != nil {
		a.w.fault("read the authority", err)
	}
}

// do runs a command of the authority's own.
func (a *authority) do(cmd desk.Command) {
	if !a.up() {
		return
	}
	_, err := a.srv.Do(a.w.ctx, "admin", cmd)
	a.w.trace.say("server: %s%s", cmd.Spec().Name, failed(plain(err)))
	a.settle()
}

// observe looks at the batches that have come since the last time.
func (a *authority) observe() {
	if !a.up() {
		return
	}
	a.read(func(r *store.Reader) error {
		m, err := r.Meta()
		if err != nil || m.Head == a.head {
			return err
		}
		if err := a.observeBatches(r, m); err != nil {
			return err
		}
		if err := a.observeResults(r, m.Head); err != nil {
			return err
		}
		a.head = m.Head
		if a.w.opts.Replay {
			return nil
		}
		for _, money := range []bool{false, true} {
			sum, err := r.Checksum(scopes(money))
			if err != nil {
				return err
			}
			a.sums[sumKey{m.Head, money}] = sum
		}
		return nil
	})
}

func scopes(money bool) []desk.Scope {
	if money {
		return []desk.Scope{desk.ScopeAll, desk.ScopeMoney}
	}
	return []desk.Scope{desk.ScopeAll}
}

// observeBatches checks the log's numbering and hashes, and notes what each new rev has changed.
func (a *authority) observeBatches(r *store.Reader, m store.Meta) error {
	if m.Head < a.head {
		a.w.violate(4, "the head went back from %d to %d", a.head, m.Head)
	}
	if a.head > 0 && m.Head > a.head+1 {
		a.w.violate(4, "one request moved the head from %d to %d", a.head, m.Head)
	}
	for rev := a.head + 1; rev <= m.Head; rev++ {
		b, ok, err := r.BatchAt(rev)
		if err != nil {
			return err
		}
		if !ok {
			a.w.violate(4, "there is no batch %d below head %d", rev, m.Head)
			continue
		}
		a.w.sawHash("the log", cursorAt(m.Epoch, b))
	}
	_, rows, err := r.ChangesSince(a.head, scopes(true), 1<<30)
	if err != nil {
		return err
	}
	for _, c := range rows {
		a.log[m.Head] = append(a.log[m.Head], rowRef{c.Table, c.Key, c.Scope})
		if c.Table == "history" && a.head > 0 {
			if err := a.observeEffect(r, c, m.Head); err != nil {
				return err
			}
		}
	}
	return nil
}

// observeEffect checks that what a command has changed stands in the log together with its result (invariant 3).
func (a *authority) observeEffect(r *store.Reader, c store.Change, rev int64) error {
	var h struct {
		Cmd desk.ID `json:"cmd_id"`
	}
	if err := json.Unmarshal(c.Cols, &h); err != nil {
		return fmt.Errorf("history row %s: %w", c.Key, err)
	}
	res, ok, err := r.ResultByCmd(h.Cmd)
	if err != nil {
		return err
	}
	if !ok || res.Rev != rev || res.Status != "applied" {
		a.w.violate(3, "rev %d holds an effect of command %s, whose result is %q at rev %d", rev, short(h.Cmd), res.Status, res.Rev)
	}
	return nil
}

// observeResults checks that each client's commands are answered in seq order, without holes, together with last_seq, and
// that none is applied twice, whoever sends it (invariant 3).
func (a *authority) observeResults(r *store.Reader, head int64) error {
	for _, client := range a.w.clientIDs {
		rows, err := r.ResultsSince(client, a.seqs[client], head)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if row.Seq != a.seqs[client]+1 {
				a.w.violate(3, "client %s has results %d and %d and none between", short(client), a.seqs[client], row.Seq)
			}
			a.seqs[client] = row.Seq
			a.note(row)
		}
		c, _, err := r.ClientSeq(client)
		if err != nil {
			return err
		}
		if c.LastSeq != a.seqs[client] {
			a.w.violate(3, "client %s has results up to %d, but last_seq %d", short(client), a.seqs[client], c.LastSeq)
		}
	}
	return nil
}

func (a *authority) note(row store.ResultRow) {
	a.w.count("result " + row.Status)
	v := a.results[row.CmdID]
	if v == nil {
		v = &verdict{rev: row.Rev}
		a.results[row.CmdID] = v
	}
	switch row.Status {
	case "applied":
		if v.applied++; v.applied > 1 {
			a.w.violate(3, "command %s was applied twice", short(row.CmdID))
		}
	case "rejected":
		v.rejected = true
	}
}

func (a *authority) close() {
	if a.srv != nil {
		_ = a.srv.Close()
		a.srv = nil
	}
}
