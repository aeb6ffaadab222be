package workspace

import (
	"context"

	"naryad/internal/desk"
	"naryad/internal/store"
)

// Did is what a step has done.
type Did string

const (
	DidNothing  Did = "nothing" // there is nothing to do until somebody acts, here or elsewhere
	DidHello    Did = "hello"
	DidPush     Did = "push"
	DidPull     Did = "pull"
	DidSnapshot Did = "snapshot" // a part of one, or the last part and the swap
	DidFork     Did = "fork"     // this replica was a copy and goes on under a new client id
)

// While more than crowd commands are pending, a pull waits until they are all sent, or drainMillis since the last one:
// each pull replays all that is pending, and one after each push would make the replay quadratic (SY-15).
const (
	crowd       = 100
	drainMillis = 250
)

// talk is the conversation with the authority. Nothing of it outlives the process: a hello finds it all out again.
type talk struct {
	greeted  bool
	acked    int64 // the authority's last_seq of this client, as its last answer said
	snapshot bool  // the log cannot bring this replica up to date
	down     *download
	pulledAt desk.Instant
	last     Did
	touched  touched // by the step that is running, for its event
}

// hangUp forgets the conversation after an error; the next step begins with a hello. That a snapshot is needed
// stays true.
func (t *talk) hangUp() {
	t.down.discard()
	*t = talk{snapshot: t.snapshot, pulledAt: t.pulledAt}
}

// stand is where the replica stands at the beginning of a step.
type stand struct {
	store.SyncState
	covered int64 // every command up to this seq has been covered by a pull
}

func (s stand) lastSeq() int64 { return s.NextSeq - 1 }
func (s stand) pending() int64 { return s.lastSeq() - s.covered }

// Step does the one next thing that brings replica and authority together (SY-13): hello, then a snapshot where one is
// needed, then pushes and pulls. It sets no timer and sleeps never. After an error the conversation begins anew with a hello,
// and may be repeated at once or later: nothing is lost either way. Errors with code signed_out or too_old, and
// sync.other_workspace, will not go away by themselves (SY-24).
func (w *Workspace) Step(ctx context.Context, r Remote) (Did, error) {
	w.stepMu.Lock()
	did, err := w.step(ctx, r)
	if err != nil {
		w.talk.hangUp()
		if w.opts.Faults.ResendAsNew && did == DidPush {
			err = w.resendAsNew(ctx, err)
		}
	}
	w.talk.last = did
	t := w.talk.touched
	w.talk.touched = touched{}
	w.stepMu.Unlock()
	w.noteStep(ctx, err)
	w.tell(t)
	return did, err
}

func (w *Workspace) step(ctx context.Context, r Remote) (Did, error) {
	s, err := w.stand(ctx)
	if err != nil {
		return DidNothing, err
	}
	t := &w.talk
	switch {
	case !t.greeted:
		return w.hello(ctx, r, s)
	case t.snapshot:
		return DidSnapshot, w.takeSnapshot(ctx, r, s)
	case t.acked < s.covered || t.acked > s.lastSeq():
		return DidFork, w.fork(ctx) // SY-18
	}
	push := s.lastSeq() > t.acked && !w.poisoned(ctx)
	pull := w.wantsPull(s.Cursor.Rev)
	if push && pull {
		pull = t.last != DidPull
		if since := w.now() - t.pulledAt; s.pending() > crowd && since >= 0 && since < drainMillis {
			pull = false
		}
		push = !pull
	}
	switch {
	case push:
		return w.push(ctx, r, s)
	case pull:
		return w.pull(ctx, r, s)
	}
	return DidNothing, nil
}

func (w *Workspace) stand(ctx context.Context) (stand, error) {
	var s stand
	w.dbMu.RLock()
	defer w.dbMu.RUnlock()
	if w.db == nil {
		return s, errClosed
	}
	return s, w.db.Read(ctx, func(r *store.Reader) (err error) {
		s, err = standOf(r)
		return err
	})
}

func standOf(r *store.Reader) (s stand, err error) {
	if s.SyncState, err = r.SyncState(); err != nil {
		return s, err
	}
	first, err := r.Outbox(0, 1)
	if err != nil {
		return s, err
	}
	s.covered = s.lastSeq()
	if len(first) > 0 {
		s.covered = first[0].Seq - 1
	}
	return s, nil
}

// wantsPull says whether the authority has, or may have, more than the replica at rev.
func (w *Workspace) wantsPull(rev int64) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.wanted.pull || w.wanted.head > rev
}

// noteHead keeps the authority's head; a hello sets it, because a restored authority's is lower.
func (w *Workspace) noteHead(head int64, set bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if set || head > w.wanted.head {
		w.wanted.head = head
	}
}

func (w *Workspace) wantPull(want bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wanted.pull = want
}

// SyncNow asks for a pull at once, even if no change is known of, and cuts a back-off of Run short.
func (w *Workspace) SyncNow() {
	w.wantPull(true)
	poke(w.kick)
	poke(w.wake)
}

// poke leaves a token in c unless there is one.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
