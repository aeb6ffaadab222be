package workspace

import (
	"context"
	"errors"

	"naryad/internal/wire"
)

// pullRows is how many rows a page of a pull has at most, unless one rev alone has more.
const pullRows = 2000

// pull asks for what has changed after the cursor and rebases on it.
func (w *Workspace) pull(ctx context.Context, r Remote, s stand) (Did, error) {
	w.wantPull(false) // whoever wants one while this is on its way is asked again
	before := w.now()
	reply, err := r.Pull(ctx, wire.Pull{
		ClientID: s.ClientID, Schema: wire.Schema, Cursor: wire.Cursor(s.Cursor), SinceSeq: s.covered, Limit: pullRows,
	})
	if err == nil {
		err = reply.Check(wire.Cursor(s.Cursor))
	}
	if err != nil {
		w.wantPull(true)
		return DidPull, err
	}
	t := &w.talk
	t.pulledAt = w.now()
	w.noteHead(reply.Head, false)
	if reply.Gone != "" {
		w.opts.Log.Info("snapshot needed", "reason", string(reply.Gone))
		t.snapshot = true
		return DidPull, nil
	}
	err = w.rebase(ctx, s, reply, w.offset(before, reply.Now))
	if errors.Is(err, errFork) {
		w.wantPull(true)
		return DidFork, w.fork(ctx)
	}
	if err != nil {
		w.wantPull(true)
		return DidPull, err
	}
	t.acked = max(t.acked, reply.LastSeq)
	return DidPull, nil
}
