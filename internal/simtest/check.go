package simtest

import (
	"fmt"
	"reflect"
	"slices"

	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/wire"
)

// invariantNames are the numbered promises of the protocol; 0 is what holds at the end only, and errors of ours.
var invariantNames = [...]string{
	0: "all comes together in the end",
	1: "a replica without what is pending equals the authority at its cursor",
	2: "a command leaves the outbox by a pull only",
	3: "each command takes effect at most once, in order, together with last_seq",
	4: "revs have no gaps and stand in the order of their commits",
	5: "one place in the log has one hash",
	6: "no text of a person is lost",
	7: "nobody waits for the outbox, and the outbox waits for no poison",
	8: "what belongs together is one commit of one file",
}

// compare is invariant 1: what is left of a replica when all that is pending is undone has the checksum that the authority had
// when its log stood at the replica's cursor. What the replica can know of the invariants by itself is asked for too.
func (w *world) compare(r *replica) {
	if !r.up() || w.bad != nil || w.opts.Replay || r.state.cursor.Epoch == "" {
		return
	}
	v, err := r.ws.CheckInvariants(w.ctx)
	if err != nil {
		w.fault("examine "+r.name, err)
		return
	}
	for _, b := range v.Broken {
		w.violate(b.Invariant, "%s: %s", r.name, b.Detail)
	}
	want, ok := w.auth.sums[sumKey{v.Cursor.Rev, slices.Contains(v.Scopes, desk.ScopeMoney)}]
	if !ok {
		w.violate(4, "%s stands at rev %d, which the authority never had", r.name, v.Cursor.Rev)
	} else if v.Checksum != want {
		w.violate(1, "%s differs from the authority at rev %d%s", r.name, v.Cursor.Rev, w.differing(r))
	}
	if n := r.ws.State().Pending; n != v.Pending {
		w.violate(0, "%s says that %d commands are pending, its outbox has %d", r.name, n, v.Pending)
	}
	if n := r.ws.State().Refused; n != v.Refused {
		w.violate(0, "%s says that %d commands are refused, it keeps %d", r.name, n, v.Refused)
	}
	w.count("checksum compared")
}

// differing names the first row that a replica shows otherwise than the authority has it now. Where something is pending or the
// replica is behind, that may be a rightful difference; it helps to find the wrong one.
func (w *world) differing(r *replica) (text string) {
	w.auth.read(func(a *store.Reader) error {
		_, rows, err := a.ChangesSince(0, r.state.scopes, 1<<30)
		if err != nil {
			return err
		}
		for _, c := range rows {
			if c.Cols == nil {
				continue
			}
			want, err := decodeRow(c)
			if err != nil {
				return err
			}
			got := reflect.New(reflect.TypeOf(want).Elem()).Interface().(desk.Row)
			reflect.ValueOf(got).Elem().Field(0).SetString(c.Key)
			r.read(func(rd *store.Reader) error { _, err := rd.Get(got); return err })
			if !reflect.DeepEqual(want, got) {
				text = fmt.Sprintf(": %s is %+v, the authority has %+v", c.Table, got, want)
				return nil
			}
		}
		theirs, err := a.Checksums(r.state.scopes)
		if err != nil {
			return err
		}
		r.read(func(rd *store.Reader) error {
			ours, err := rd.Checksums(r.state.scopes)
			for table, sum := range ours {
				if sum != theirs[table] && text == "" {
					text = fmt.Sprintf(": it has rows of %s that the authority has not", table)
				}
			}
			return err
		})
		return nil
	})
	return text
}

// left is invariant 2: what was pending before and is so no longer must have been covered by a pull: the authority's word on it is
// not later than the replica's cursor. It is invariant 3, too, that nothing leaves out of order.
func (w *world) left(r *replica, before standing) {
	if !r.up() {
		return
	}
	for id, seq := range before.pending {
		if _, still := r.state.pending[id]; still {
			continue
		}
		v := w.auth.results[id]
		switch {
		case v == nil:
			w.violate(2, "%s: command %s (%d) has left the outbox unknown to the authority", r.name, short(id), seq)
		case v.rev > r.state.cursor.Rev:
			w.violate(2, "%s: command %s (%d) has left the outbox at rev %d, the authority's word is of rev %d",
				r.name, short(id), seq, r.state.cursor.Rev, v.rev)
		}
	}
	if r.state.client != before.client {
		return // renumbered
	}
	for id, seq := range r.state.pending {
		if was, ok := before.pending[id]; ok && was != seq {
			w.violate(3, "%s: command %s was number %d and is now %d", r.name, short(id), was, seq)
		}
	}
}

// oneCommit is invariant 8: what a person did is one commit, its effects and its place in the outbox together; rows of the authority
// and the cursor are one commit, too.
func (w *world) oneCommit(r *replica, what string, commits map[string]int) {
	total := 0
	for label, n := range commits {
		if n > 1 {
			w.violate(8, "%s: %s committed %q %d times", r.name, what, label, n)
		}
		switch label {
		case "clock", "fork": // facts of their own, that nothing else depends on
		case "swap": // of the new file, which is nobody's until it is renamed
		default:
			total += n
		}
	}
	if total > 1 {
		w.violate(8, "%s: %s took %d commits", r.name, what, total)
	}
}

// checkPage is invariant 4 as a reader sees it: a page holds every row that any rev of it has changed.
func (w *world) checkPage(r *replica, from wire.Cursor, p wire.PullReply) {
	type key struct {
		table string
		key   desk.ID
	}
	brought := map[key]bool{}
	for _, c := range p.Changes {
		brought[key{c.Table, c.Key}] = true
	}
	money := slices.Contains(r.state.scopes, desk.ScopeMoney)
	for rev := from.Rev + 1; rev <= p.To.Rev; rev++ {
		for _, row := range w.auth.log[rev] {
			if !brought[key{row.table, row.key}] && (row.scope == desk.ScopeAll || money) {
				w.violate(4, "a page from %d to %d for %s leaves out what rev %d did to %s", from.Rev, p.To.Rev, r.name, rev, row.table)
				return
			}
		}
	}
	for _, res := range p.Results {
		if res.Rev > p.To.Rev {
			w.violate(2, "a page up to rev %d tells %s a result of rev %d", p.To.Rev, r.name, res.Rev)
		}
	}
}

// check is what is looked at after every step, and what is too dear for that now and then.
func (w *world) check() {
	if w.bad != nil || w.opts.Replay || w.trace.step%8 != 0 {
		return
	}
	if !w.auth.up() || slices.ContainsFunc(w.replicas, func(r *replica) bool { return !r.up() }) {
		return
	}
	w.ledger.check()
}

// noteClient remembers every client id that a replica has ever had.
func (w *world) noteClient(id string) {
	if id != "" && !slices.Contains(w.clientIDs, id) {
		w.clientIDs = append(w.clientIDs, id)
	}
}

func cursorAt(epoch string, b store.BatchRow) wire.Cursor {
	return wire.Cursor{Epoch: epoch, Rev: b.Rev, Hash: b.Hash}
}
