package simtest

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"naryad/internal/desk"
	"naryad/internal/wire"
	"naryad/internal/workspace"
)

// Options say what is simulated. The zero value, with a seed, is an ordinary run.
type Options struct {
	Seed   uint64
	Steps  int       // 0: 40 to 80, by the seed
	Dir    string    // where the nodes' files are put; the caller removes it
	Replay bool      // only to compare the trace with an earlier run's: the invariants were checked then
	Break  *Breakage // what is broken on purpose; nil: nothing
	Crash  *Crash    // the only thing that goes wrong; nil: everything may
	Logger *slog.Logger
}

// Crash is one crash in a calm world, at one commit of one machine. Replicas begin empty there and are often told to take a
// snapshot.
type Crash struct {
	Node   int // 0 to 2: a replica, 3: the server
	Commit int // which one since the start, from 1
	After  bool
}

// Result is what became of a run.
type Result struct {
	Seed      uint64
	Violation *Violation // nil: every invariant held
	Hash      string     // of the trace
	Trace     string
	Counts    map[string]int // how often each thing happened, so that a test can see that faults do happen
}

// Crashed says whether a machine has crashed.
func (r Result) Crashed() bool {
	for what := range r.Counts {
		if strings.HasPrefix(what, "replica crash ") || strings.HasPrefix(what, "server crash ") {
			return true
		}
	}
	return false
}

// Violation is an invariant that did not hold.
type Violation struct {
	Invariant int // its number in the list of invariants; 0 for what is checked only at the end, and for internal errors
	Name      string
	Detail    string
}

func (v *Violation) Error() string {
	return fmt.Sprintf("invariant %d (%s): %s", v.Invariant, v.Name, v.Detail)
}

// habits are a run's rates: how bad the network is, how often machines crash, what people do. They differ from seed
// to seed, so that some runs are all crashes and others are one long partition.
type habits struct {
	network    [6]int // weights by fate
	truncated  int    // permille of pulls that are told to take a snapshot
	brokenFile int    // permille of snapshots that arrive damaged
	chaos      []int  // weights by disaster
	busy       int    // permille of steps in which a person does something
}

// world is one simulation.
type world struct {
	ctx      context.Context
	opts     Options
	dice     *dice
	trace    trace
	now      time.Time
	habits   habits
	healed   bool // no more faults: everything must come together now
	auth     *authority
	replicas []*replica
	letters  []letter
	ledger   *ledger
	hashes   map[place]string
	bad      *Violation
	counts   map[string]int
	words    int // texts given out so far: each is like no other
	base     *Template

	breakage     Breakage
	clientIDs    []string // every client id that a replica has had
	poison       map[desk.ID]bool
	nextIsPoison bool
	things       things // what people have made so far
}

// place is one point of the authority's log.
type place struct {
	epoch string
	rev   int64
}

// Run plays one simulation from its seed and says whether every invariant held.
func Run(ctx context.Context, base *Template, o Options) (res Result, err error) {
	w := &world{
		ctx: ctx, opts: o, dice: newDice(o.Seed), now: began, base: base,
		hashes: map[place]string{}, counts: map[string]int{}, poison: map[desk.ID]bool{},
	}
	if o.Break != nil {
		w.breakage = *o.Break
	}
	w.ledger = newLedger(w)
	if o.Steps == 0 {
		o.Steps = w.dice.between(40, 70)
	}
	w.habits = drawHabits(w.dice)
	if o.Crash != nil {
		w.habits = habits{busy: 500, network: [6]int{arrives: 1}, truncated: 150, chaos: make([]int, len(disasters))}
	}
	w.things = newThings(w)
	defer w.close()
	if err := w.populate(); err != nil {
		return Result{}, fmt.Errorf("seed %d: %w", o.Seed, err)
	}
	for w.trace.step = 1; w.trace.step <= o.Steps && w.bad == nil; w.trace.step++ {
		w.tick()
	}
	if w.bad == nil {
		w.heal()
	}
	return Result{Seed: o.Seed, Violation: w.bad, Hash: w.trace.hash(), Trace: w.trace.String(), Counts: w.counts}, nil
}

func drawHabits(d *dice) habits {
	h := habits{busy: d.between(300, 600)}
	bad := pick(d, []int{0, 3, 10, 25})
	h.network = [6]int{arrives: 100, dropped: d.n(bad + 1), answerLost: d.n(bad + 1), twice: d.n(bad + 1), again: d.n(bad + 1), late: d.n(bad + 1)}
	h.truncated = pick(d, []int{0, 0, 0, 0, 0, 60})
	h.brokenFile = pick(d, []int{0, 200, 500})
	for _, each := range disasters {
		h.chaos = append(h.chaos, d.n(each.weight+1))
	}
	return h
}

// tick is one step: time goes on, what is due arrives, then one thing happens.
func (w *world) tick() {
	w.now = w.now.Add(time.Duration(w.dice.between(1, 90_000)) * time.Millisecond)
	if w.dice.chance(30) {
		w.now = w.now.Add(time.Duration(w.dice.between(1, 20)) * time.Hour)
	}
	w.recover()
	w.deliver()
	switch {
	case w.dice.chance(w.habits.busy):
		w.someoneActs()
	case w.dice.chance(850):
		w.sync(pick(w.dice, w.replicas))
	default:
		w.disaster()
	}
	w.check()
}

// sync lets a replica do the next things of its sync, mostly after a poke that something has happened elsewhere.
func (w *world) sync(r *replica) {
	if !r.up() {
		return
	}
	if w.dice.chance(700) {
		r.ws.SyncNow()
	}
	for range w.dice.between(1, 5) {
		if r.step() == workspace.DidNothing {
			return
		}
	}
}

// deliver hands over the requests that were delayed until now.
func (w *world) deliver() {
	var rest, due []letter
	for _, l := range w.letters {
		if l.due <= w.trace.step {
			due = append(due, l)
		} else {
			rest = append(rest, l)
		}
	}
	w.letters = rest
	for _, l := range due {
		w.count("late request")
		l.deliver()
	}
}

// recover starts what has been down for long enough.
func (w *world) recover() {
	w.auth.recover()
	for _, r := range w.replicas {
		r.recover()
	}
}

func (w *world) count(what string) { w.counts[what]++ }

// violate notes the first invariant that does not hold; the run ends with the step.
func (w *world) violate(invariant int, format string, args ...any) {
	if w.bad != nil {
		return
	}
	w.bad = &Violation{Invariant: invariant, Name: invariantNames[invariant], Detail: fmt.Sprintf(format, args...)}
	w.trace.say("VIOLATED %s", w.bad.Error())
}

// fault notes an error that nobody caused on purpose.
func (w *world) fault(where string, err error) { w.violate(0, "%s: %v", where, err) }

// sawHash is told of every hash that anybody states for a place in the log.
func (w *world) sawHash(who string, c wire.Cursor) {
	p := place{c.Epoch, c.Rev}
	if known, ok := w.hashes[p]; ok && known != c.Hash {
		w.violate(5, "%s has hash %s at rev %d, elsewhere it is %s", who, short(c.Hash), c.Rev, short(known))
		return
	}
	w.hashes[p] = c.Hash
}

// text makes a text that occurs nowhere else, so that it can be looked for later.
func (w *world) text(about string) string {
	w.words++
	return fmt.Sprintf("%s №%d-%x", about, w.words, w.opts.Seed&0xffff)
}

// populate makes the server and three replicas. Some have never been in touch with the server yet.
func (w *world) populate() error {
	var err error
	if w.auth, err = w.newAuthority(); err != nil {
		return err
	}
	for _, i := range pick(w.dice, [][]int{{0, 1, 2}, {0, 2, 3}, {0, 1, 3}, {1, 2, 3}}) {
		from := w.base.synced(i)
		if w.dice.chance(60) || w.opts.Crash != nil {
			from = w.base.empty(i)
		}
		r, err := w.newReplica(w.base.devices[i], from)
		if err != nil {
			return err
		}
		w.replicas = append(w.replicas, r)
	}
	if c := w.opts.Crash; c != nil {
		f, home := &w.auth.fuse, &w.auth.home
		if c.Node < len(w.replicas) {
			f, home = &w.replicas[c.Node].fuse, &w.replicas[c.Node].home
		}
		*f = fuse{lit: true, after: c.After, in: c.Commit, files: home.next()}
	}
	return nil
}

func (w *world) path(name string) string { return filepath.Join(w.opts.Dir, name) }

func (w *world) close() {
	for _, r := range w.replicas {
		r.close()
	}
	if w.auth != nil {
		w.auth.close()
	}
}
