package workspace

import (
	"context"
	"errors"

	"naryad/internal/desk"
)

// Kind is the sync state in a word; which sentence it becomes is for the one who shows it.
type Kind string

const (
	Synced    Kind = "synced"    // everything is confirmed
	Sending   Kind = "sending"   // Pending commands wait for their confirmation
	Offline   Kind = "offline"   // no contact since Since; it is tried again
	Refused   Kind = "refused"   // confirmed, but Refused commands wait for their author
	SignedOut Kind = "signedOut" // the authority does not let this replica in; it has stopped until a person does something
	TooOld    Kind = "tooOld"    // this program or the server's must be renewed; it has stopped
	Snapshot  Kind = "snapshot"  // a whole copy is being downloaded: Done of Total bytes
)

// State says how the replica and the authority stand. Whatever it is, Execute and Read go on.
type State struct {
	Kind    Kind
	Since   desk.Instant // offline since, by this computer's clock
	Pending int          // commands that no pull has covered yet
	Refused int          // refused commands that nobody has dismissed
	Done    int64        // bytes of a snapshot
	Total   int64
	Problem *desk.Error // why it is offline, signedOut or tooOld, where there is a sentence for it
}

func (s State) same(o State) bool {
	same := s.Problem == o.Problem || (s.Problem != nil && o.Problem != nil && s.Problem.Error() == o.Problem.Error())
	s.Problem, o.Problem = nil, nil
	return same && s == o
}

// status is what the state is made of. It is guarded by Workspace.mu.
type status struct {
	online           bool
	since            desk.Instant
	pending, refused int
	loading          bool
	done, total      int64
	problem          *desk.Error
	told             State
}

// State returns the sync state of this moment.
func (w *Workspace) State() State {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.state()
}

func (w *Workspace) pending() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.status.pending
}

// state needs w.mu.
func (w *Workspace) state() State {
	st := &w.status
	s := State{Pending: st.pending, Refused: st.refused, Problem: st.problem}
	switch {
	case st.problem != nil && st.problem.Code == desk.CodeTooOld:
		s.Kind = TooOld
	case stops(problem(st.problem)):
		s.Kind = SignedOut
	case !st.online:
		s.Kind, s.Since = Offline, st.since
	case st.loading:
		s.Kind, s.Done, s.Total = Snapshot, st.done, st.total
	case st.pending > 0:
		s.Kind = Sending
	case st.refused > 0:
		s.Kind = Refused
	default:
		s.Kind = Synced
	}
	return s
}

func problem(e *desk.Error) error {
	if e == nil {
		return nil
	}
	return e
}

// errOtherWorkspace and errOtherPerson stop the replica: what the authority has is not what this directory is of (SY-21).
var (
	errOtherWorkspace = desk.Errorf(desk.CodeConflict, "sync.other_workspace")
	errOtherPerson    = desk.Errorf(desk.CodeSignedOut, "sync.other_person")
)

// stops says whether trying again is pointless until a person does something (SY-24).
func stops(err error) bool {
	e := desk.AsError(err)
	return e != nil && (e.Code == desk.CodeSignedOut || e.Code == desk.CodeTooOld || errors.Is(e, errOtherWorkspace))
}

// noteStep keeps what a step has shown of the connection.
func (w *Workspace) noteStep(ctx context.Context, err error) {
	if err != nil && ctx.Err() != nil {
		return // the caller has given up; that says nothing of the connection
	}
	now := w.now()
	w.mu.Lock()
	defer w.mu.Unlock()
	st := &w.status
	if err == nil {
		st.online, st.problem = true, nil
		return
	}
	if st.online {
		st.since = now
	}
	st.online, st.problem, st.loading = false, desk.AsError(err), false
}

// noteDownload keeps how far a snapshot is; total 0 ends it.
func (w *Workspace) noteDownload(done, total int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.status.loading, w.status.done, w.status.total = total > 0, done, total
}
