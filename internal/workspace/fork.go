package workspace

import (
	"context"
	"errors"

	"naryad/internal/store"
)

// fork gives this replica a client id of its own and numbers what is pending from 1: it is a copy of another replica, or
// the authority has forgotten commands that are here no longer, so that its numbers cannot go on (SY-18). The cmd_ids stay: what the
// authority knows already has no second effect. The rows are not concerned.
func (w *Workspace) fork(ctx context.Context) error {
	id := w.newID()
	err := w.write(ctx, "fork", func(tx *store.Tx) error { return tx.Renumber(id, 1) })
	if err != nil {
		return err
	}
	w.opts.Log.Warn("replica renumbered", "clientId", id)
	w.talk.hangUp()
	return nil
}

// leaveByPush is the fault of that name.
func (w *Workspace) leaveByPush(ctx context.Context, lastSeq int64) error {
	n := 0
	err := w.write(ctx, "rebase", func(tx *store.Tx) error {
		before, err := tx.OutboxCount()
		if err != nil {
			return err
		}
		if err := tx.DropOutbox(lastSeq); err != nil {
			return err
		}
		after, err := tx.OutboxCount()
		n = before - after
		return err
	})
	if err == nil {
		w.mu.Lock()
		w.status.pending -= n
		w.mu.Unlock()
	}
	return err
}

// resendAsNew is the fault of that name; it returns the push's own error.
func (w *Workspace) resendAsNew(ctx context.Context, pushed error) error {
	err := w.write(ctx, "fork", func(tx *store.Tx) error {
		rows, err := tx.Outbox(0, 0)
		if err != nil || len(rows) == 0 {
			return err
		}
		st, err := tx.SyncState()
		if err != nil {
			return err
		}
		if err := tx.DropOutbox(rows[len(rows)-1].Seq); err != nil {
			return err
		}
		st.ClientID, st.NextSeq = w.newID(), 1
		for _, row := range rows {
			row.Seq, row.CmdID = st.NextSeq, w.newID()
			st.NextSeq++
			if err := tx.Enqueue(row); err != nil {
				return err
			}
		}
		return tx.SetSyncState(st)
	})
	return errors.Join(pushed, err)
}
