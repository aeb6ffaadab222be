package workspace

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"naryad/internal/store"
	"naryad/internal/wire"
)

// push sends what the authority has not acknowledged, at most MaxPushCommands and MaxPushBytes of it. Its answer takes nothing
// out of the outbox: only a pull that covers a command does (SY-8).
func (w *Workspace) push(ctx context.Context, r Remote, s stand) (Did, error) {
	t := &w.talk
	rows, err := w.unsent(ctx, t.acked)
	if err != nil {
		return DidPush, err
	}
	if len(rows) == 0 || rows[0].Seq != t.acked+1 {
		return DidPush, fmt.Errorf("workspace: the outbox has no command %d", t.acked+1)
	}
	m := wire.Push{ClientID: s.ClientID, Epoch: s.Cursor.Epoch}
	size := 0
	for _, row := range rows {
		c := wire.Command{Seq: row.Seq, ID: row.CmdID, Group: row.GroupID, Name: row.Name, Ver: row.Ver, At: row.At, Args: row.Args}
		if size += c.Size(); size > wire.MaxPushBytes && len(m.Commands) > 0 {
			break
		}
		m.Commands = append(m.Commands, c)
	}
	reply, err := r.Push(ctx, m)
	if err != nil {
		return DidPush, err
	}
	w.noteHead(reply.Head, false)
	switch {
	case reply.Fork:
		return DidFork, w.fork(ctx)
	case reply.Gap && reply.LastSeq < t.acked: // it has forgotten what it had acknowledged: go on from where it stands (SY-17)
		t.acked = reply.LastSeq
		return DidPush, nil
	case reply.Gap || reply.LastSeq <= t.acked:
		return DidPush, errors.New("workspace: the authority takes no commands")
	}
	t.acked = reply.LastSeq
	if w.opts.Faults.LeaveByPush {
		return DidPush, w.leaveByPush(ctx, reply.LastSeq)
	}
	return DidPush, nil
}

func (w *Workspace) unsent(ctx context.Context, acked int64) (rows []store.OutboxRow, err error) {
	w.dbMu.RLock()
	defer w.dbMu.RUnlock()
	if w.db == nil {
		return nil, errClosed
	}
	return rows, w.db.Read(ctx, func(r *store.Reader) error {
		rows, err = r.Outbox(acked, wire.MaxPushCommands)
		return err
	})
}

// poisoned is true under the fault PoisonBlocks while a pending command is at odds.
func (w *Workspace) poisoned(ctx context.Context) bool {
	if !w.opts.Faults.PoisonBlocks {
		return false
	}
	rows, err := w.unsent(ctx, 0)
	return err == nil && slices.ContainsFunc(rows, func(o store.OutboxRow) bool { return o.Error != nil })
}
