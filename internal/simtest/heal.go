package simtest

import (
	"time"

	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/workspace"
)

// heal ends all faults and lets everything come together. Then it asks whether it has.
func (w *world) heal() {
	w.trace.say("--- the world is healed")
	w.healed = true
	for _, r := range w.replicas {
		r.link.cut = false
		r.fuse = fuse{}
	}
	w.auth.fuse = fuse{}
	w.recover()
	for len(w.letters) > 0 && w.bad == nil {
		l := w.letters[0]
		w.letters = w.letters[1:]
		l.deliver()
	}
	for round := 0; round < 6 && w.bad == nil && !w.together(); round++ {
		for _, r := range w.replicas {
			w.drain(r)
		}
	}
	if w.bad == nil {
		w.final()
	}
}

// drain lets one replica do all that it wants to do.
func (w *world) drain(r *replica) {
	r.ws.SyncNow()
	for range 300 {
		w.now = w.now.Add(300 * time.Millisecond)
		if r.step() == workspace.DidNothing || w.bad != nil {
			return
		}
	}
}

// together says whether every replica stands at the head with nothing pending.
func (w *world) together() bool {
	for _, r := range w.replicas {
		if r.state.cursor.Rev != w.auth.head || len(r.state.pending) > 0 {
			return false
		}
	}
	return true
}

// final are the promises that hold when everything has come together.
func (w *world) final() {
	for _, r := range w.replicas {
		w.drained(r)
		w.compare(r)
	}
	if w.bad != nil {
		return
	}
	w.auth.read(func(r *store.Reader) error {
		sum, err := r.Checksum(scopes(true))
		w.trace.say("--- together at rev %d, %s", w.auth.head, short(sum))
		return err
	})
	if w.opts.Replay {
		return
	}
	w.ledger.check()
	w.checkFiles()
	w.auth.read(func(r *store.Reader) error {
		_, rows, err := r.ChangesSince(0, scopes(true), 1<<30)
		if err != nil {
			return err
		}
		w.ledger.checkTexts(rows)
		return w.checkRows(rows)
	})
	w.sameChecksums()
}

func (w *world) drained(r *replica) {
	for id := range r.state.pending {
		if w.isPoison(id) || w.behindPoison(r) {
			w.violate(7, "%s: command %s waits behind a poison command", r.name, short(id))
			return
		}
	}
	if len(r.state.pending) > 0 {
		w.violate(7, "%s: %d commands wait with nothing in their way", r.name, len(r.state.pending))
	}
	if r.state.cursor.Rev != w.auth.head {
		w.violate(0, "%s stands at rev %d, the authority at %d", r.name, r.state.cursor.Rev, w.auth.head)
	}
}

func (w *world) behindPoison(r *replica) bool {
	for id := range r.state.pending {
		if w.isPoison(id) {
			return true
		}
	}
	return false
}

// sameChecksums compares what people see, on every replica, with the authority.
func (w *world) sameChecksums() {
	for _, r := range w.replicas {
		r.read(func(rd *store.Reader) error {
			sum, err := rd.Checksum(r.state.scopes)
			if want := w.auth.sums[sumKey{w.auth.head, len(r.state.scopes) > 1}]; err == nil && sum != want {
				w.violate(0, "%s shows other rows than the authority has", r.name)
			}
			return err
		})
	}
}

// checkFiles runs the store's own examination of every file, as `naryad check` does: counters, undo, the chain of hashes, numbers.
func (w *world) checkFiles() {
	report, err := w.auth.srv.Store().Check(w.ctx)
	if err != nil {
		w.fault("check the authority", err)
	}
	w.report("authority", report.Problems)
	if w.opts.Seed%4 != 0 {
		return // the authority holds all rows; the replicas' own tables are looked at now and then
	}
	for _, r := range w.replicas {
		report, err := r.ws.Check(w.ctx)
		if err != nil {
			w.fault("check "+r.name, err)
		}
		w.report(r.name, report.Problems)
	}
}

// problems says which invariant a problem of a file is about; the rest are 0.
var problems = map[string]int{
	"check.rev_gap": 4, "check.head": 4, "check.hash": 5, "check.stray_change": 4, "check.last_seq": 3, "check.applied_twice": 3,
	"check.undo_switch": 1, "check.undo_without_pending": 1, "check.outbox": 3, "check.counter": 8, "check.search_key": 8,
}

func (w *world) report(name string, found []store.Problem) {
	for _, p := range found {
		w.violate(problems[p.Key], "%s: %s", name, p)
	}
}

// oneTimer is TM-1: whatever came together from how many computers, nobody has two running timers.
func (w *world) oneTimer(entries []*desk.TimeEntry) {
	running := map[desk.ID]int{}
	for _, e := range entries {
		if e.Running() {
			if running[e.PersonID]++; running[e.PersonID] > 1 {
				w.violate(0, "TM-1: a person has two running timers")
			}
		}
	}
}
