package workspace

import (
	"context"
	"errors"
	"slices"

	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/wire"
)

// hello finds out where the authority stands, and whether it is the right one (SY-14, SY-21).
func (w *Workspace) hello(ctx context.Context, r Remote, s stand) (Did, error) {
	before := w.now()
	reply, err := r.Hello(ctx, wire.Hello{
		Protocol: wire.Protocol, Schema: wire.Schema, Workspace: s.Workspace, ClientID: s.ClientID,
		Cursor: wire.Cursor(s.Cursor), NextSeq: s.NextSeq,
	})
	if err != nil {
		return DidHello, err
	}
	offset := w.offset(before, reply.Now)
	if err := wire.CheckHelloReply(reply); err != nil {
		return DidHello, err
	}
	if s.Workspace != "" && reply.Workspace != s.Workspace {
		return DidHello, errOtherWorkspace
	}
	if reply.Person != s.Person {
		return DidHello, errOtherPerson
	}
	if err := w.keepOffset(ctx, s, offset); err != nil {
		return DidHello, err
	}
	t := &w.talk
	t.greeted, t.acked = true, reply.LastSeq
	if s.Cursor.Epoch != reply.Epoch || !sameScopes(s.Scopes, reply.Scopes) {
		t.snapshot = true // SY-16; an empty replica's epoch is ""
	}
	w.noteHead(reply.Head, true)
	w.wantPull(true) // the hash at our cursor is looked at by a pull only
	return DidHello, nil
}

// clockSlack is how far, in milliseconds, the offset may be off before it is written down anew: less is the network's delay.
const clockSlack = 100

// offset is what must be added to this computer's clock to have the authority's, in milliseconds (SY-3). The answer is taken
// to have been given in the middle of the exchange.
func (w *Workspace) offset(before, authority desk.Instant) int64 {
	after := w.now()
	return int64(authority - (before + (after-before)/2))
}

func (w *Workspace) keepOffset(ctx context.Context, s stand, offset int64) error {
	if d := offset - s.ClockOffset; d > -clockSlack && d < clockSlack {
		return nil
	}
	return w.write(ctx, "clock", func(tx *store.Tx) error {
		st, err := tx.SyncState()
		if err != nil {
			return err
		}
		st.ClockOffset = offset
		return tx.SetSyncState(st)
	})
}

func sameScopes(a, b []desk.Scope) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// errFork says that the authority knows this client's numbers under other commands: this replica is a copy (SY-18).
var errFork = errors.New("workspace: this replica is a copy")
