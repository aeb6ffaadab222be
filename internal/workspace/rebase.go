package workspace

import (
	"context"
	"errors"
	"slices"

	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/wire"
)

// settled is a command that a pull has covered, with what became of it.
type settled struct {
	store.OutboxRow
	result wire.Result
}

// cover divides the outbox into what the authority has covered up to lastSeq and what is still pending. errFork when
// it has covered another command under one of our numbers, one that we never made, or one that it has no word on: then
// this replica's numbers are not its own, and nothing may leave the outbox by them (SY-8, SY-18).
func cover(rows []store.OutboxRow, nextSeq, lastSeq int64, results []wire.Result) (done []settled, pending []store.OutboxRow, err error) {
	if lastSeq >= nextSeq {
		return nil, nil, errFork
	}
	bySeq := make(map[int64]wire.Result, len(results))
	for _, r := range results {
		bySeq[r.Seq] = r
	}
	for i, row := range rows {
		if row.Seq > lastSeq {
			return done, rows[i:], nil
		}
		r, known := bySeq[row.Seq]
		if !known || r.ID != row.CmdID {
			return nil, nil, errFork
		}
		done = append(done, settled{row, r})
	}
	return done, nil, nil
}

// rebased is what a rebase has changed.
type rebased struct {
	touched           touched
	covered, rejected int
	seen              map[desk.ID]touched // of what is pending now
	forget            []desk.ID           // commands that are pending no longer
}

// rebase puts the authority's rows under the pending commands, in one transaction (SY-9): undo all, apply the changes, move the
// cursor, take out what is covered, replay the rest in order. Readers see the replica before it or after it.
func (w *Workspace) rebase(ctx context.Context, s stand, m wire.PullReply, offset int64) error {
	var out rebased
	work := func(tx *store.Tx, apply, move bool) error {
		st, err := tx.SyncState()
		if err != nil {
			return err
		}
		if wire.Cursor(st.Cursor) != wire.Cursor(s.Cursor) || st.ClientID != s.ClientID {
			return errors.New("workspace: the cursor has moved during a pull")
		}
		rows, err := tx.Outbox(0, 0)
		if err != nil {
			return err
		}
		done, pending, err := cover(rows, st.NextSeq, m.LastSeq, m.Results)
		if err != nil {
			return err
		}
		out = rebased{}
		moved := len(m.Changes) > 0 || len(done) > 0 // otherwise only the cursor moves
		if moved && apply {
			if err := tx.UndoAll(); err != nil {
				return err
			}
			if err := tx.ApplyChanges(w.changes(m.Changes)); err != nil {
				return err
			}
			out.touched.add(w.touchedBy(m.Changes, done, pending))
		}
		if !move {
			return nil
		}
		st.Cursor = store.Cursor(m.To)
		if d := offset - st.ClockOffset; d <= -clockSlack || d >= clockSlack {
			st.ClockOffset = offset
		}
		if err := tx.SetSyncState(st); err != nil {
			return err
		}
		if err := w.settle(tx, done, &out); err != nil || !moved {
			return err
		}
		if w.opts.Faults.ReplayOutOfOrder {
			slices.Reverse(pending)
		}
		return w.replay(tx, st, pending, &out)
	}
	var err error
	if w.opts.Faults.SplitRebase {
		if err = w.write(ctx, "apply", func(tx *store.Tx) error { return work(tx, true, false) }); err == nil {
			err = w.write(ctx, "rebase", func(tx *store.Tx) error { return work(tx, false, true) })
		}
	} else {
		err = w.write(ctx, "rebase", func(tx *store.Tx) error { return work(tx, true, true) })
	}
	if err == nil {
		w.noteRebased(out)
	}
	return err
}

// settle takes covered commands out of the outbox. A rejected one is kept with all that was typed until its author dismisses
// it (SY-7).
func (w *Workspace) settle(tx *store.Tx, done []settled, out *rebased) error {
	if len(done) == 0 {
		return nil
	}
	for _, d := range done {
		out.forget = append(out.forget, d.CmdID)
		if d.result.Status != wire.Rejected {
			continue
		}
		row := d.OutboxRow
		row.State, row.Error = store.Rejected, d.result.Error
		if row.Error == nil {
			row.Error = desk.Errorf(desk.CodeInternal, "internal")
		}
		if w.opts.Faults.DropRejectedArgs {
			row.Args = []byte("{}")
		}
		if err := tx.KeepRejected(row); err != nil {
			return err
		}
		if err := dropInverse(tx, row.CmdID); err != nil {
			return err
		}
		out.rejected++
	}
	out.covered += len(done)
	return tx.DropOutbox(done[len(done)-1].Seq)
}

// replay runs the pending commands again, in order, on the rows below them. One that is refused now stays pending, at odds,
// and without effect: whether it is refused is for the authority to say (SY-11).
func (w *Workspace) replay(tx *store.Tx, st store.SyncState, pending []store.OutboxRow, out *rebased) error {
	out.seen = make(map[desk.ID]touched, len(pending))
	for _, row := range pending {
		var a attempt
		cmd, err := desk.Decode(row.Name, row.Ver, row.Args)
		if err != nil {
			a.refusal = desk.AsError(err)
		} else if a, err = w.try(tx, w.call(st, row.CmdID, row.At, cmd), false); err != nil {
			return err
		}
		out.seen[row.CmdID] = a.touched
		out.touched.add(a.touched)
		if sameError(a.refusal, row.Error) {
			continue
		}
		if err := tx.SetState(row.Seq, store.Pending, a.refusal); err != nil {
			return err
		}
	}
	return nil
}

func sameError(a, b *desk.Error) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Code == b.Code && a.Key == b.Key
}

// touchedBy is what a rebase may change: the authority's rows, and all that pending commands had changed before it.
func (w *Workspace) touchedBy(rows []wire.Change, done []settled, pending []store.OutboxRow) touched {
	var t touched
	for _, c := range rows {
		t.change(c)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, d := range done {
		t.add(w.before(d.OutboxRow))
	}
	if len(rows) > 0 || len(done) > 0 {
		for _, row := range pending {
			t.add(w.before(row))
		}
	}
	return t
}

// before is what a pending command had changed; after a restart that is not known. It needs w.mu.
func (w *Workspace) before(row store.OutboxRow) touched {
	if t, ok := w.seen[row.CmdID]; ok {
		return t
	}
	return touched{all: true}
}

func (w *Workspace) noteRebased(out rebased) {
	w.talk.touched.add(out.touched)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.status.pending -= out.covered
	w.status.refused += out.rejected
	for _, id := range out.forget {
		delete(w.seen, id)
	}
	for id, t := range out.seen {
		w.seen[id] = t
	}
}

func (w *Workspace) changes(rows []wire.Change) []store.Change {
	if w.opts.Faults.LoseRow && len(rows) > 0 {
		rows = rows[:len(rows)-1]
	}
	out := make([]store.Change, len(rows))
	for i, c := range rows {
		out[i] = store.Change{Table: c.Table, Key: c.Key, Cols: c.Cols}
	}
	return out
}
