package workspace

import (
	"context"
	"encoding/json"
	"errors"

	"naryad/internal/desk"
	"naryad/internal/store"
)

// Receipt says that a command has taken effect here and waits in the outbox.
type Receipt struct {
	CmdID    desk.ID
	Seq      int64
	Undoable bool // Undo(CmdID) takes it back
}

// Outcome is what became of one command of a group.
type Outcome struct {
	Receipt
	Err error // nil: it has taken effect
}

// Execute runs a command at once and puts it in the outbox, in one transaction (SY-1). A refusal changes nothing and queues
// nothing (SY-2): it is a *desk.Error of the verb, command.too_large, or sync.not_ready before the first snapshot.
func (w *Workspace) Execute(ctx context.Context, cmd desk.Command) (Receipt, error) {
	out, err := w.execute(ctx, "", []desk.Command{cmd}, nil)
	if err != nil {
		return Receipt{}, err
	}
	return out[0].Receipt, out[0].Err
}

// ExecuteGroup runs the commands of a selection under one group id. Each takes effect or is refused by itself, and the
// outcomes stand in the order of the commands (SY-4, ST-9). A failure of the storage is every command's outcome.
func (w *Workspace) ExecuteGroup(ctx context.Context, cmds []desk.Command) []Outcome {
	if len(cmds) == 0 {
		return nil
	}
	out, err := w.execute(ctx, w.newID(), cmds, nil)
	if err != nil {
		out = make([]Outcome, len(cmds))
		for i := range out {
			out[i].Err = err
		}
	}
	return out
}

// job is one command on its way through execute.
type job struct {
	cmd  desk.Command
	name string
	ver  int
	args json.RawMessage
	att  attempt
	row  store.OutboxRow
	undo *inverse // nil: it cannot be undone
	err  error
}

// errNothing rolls back a transaction in which every command was refused.
var errNothing = errors.New("workspace: nothing to commit")

// execute runs the commands in one transaction. also runs in it when at least one of them has taken effect.
func (w *Workspace) execute(ctx context.Context, group desk.ID, cmds []desk.Command, also func(*store.Tx) error) ([]Outcome, error) {
	jobs := make([]job, len(cmds))
	for i, cmd := range cmds {
		jobs[i] = prepare(cmd)
	}
	if w.opts.Faults.OutboxApart {
		return w.executeApart(ctx, group, jobs, also)
	}
	err := w.write(ctx, "execute", func(tx *store.Tx) error {
		if err := w.runJobs(tx, group, jobs); err != nil {
			return err
		}
		if err := w.enqueueJobs(tx, jobs); err != nil || also == nil {
			return err
		}
		return also(tx)
	})
	return w.executed(jobs, err)
}

// prepare sends a command through its wire form, so that what runs here is what the authority will run.
func prepare(cmd desk.Command) job {
	j := job{}
	if j.name, j.ver, j.args, j.err = desk.Encode(cmd); j.err == nil {
		j.cmd, j.err = desk.Decode(j.name, j.ver, j.args)
	}
	return j
}

// runJobs lets every command take effect that can; errNothing when none could.
func (w *Workspace) runJobs(tx *store.Tx, group desk.ID, jobs []job) error {
	st, err := tx.SyncState()
	if err != nil {
		return err
	}
	if st.Cursor.Epoch == "" {
		return desk.Errorf(desk.CodeUnavailable, "sync.not_ready")
	}
	at := w.now() + desk.Instant(st.ClockOffset) // SY-3
	done := 0
	for i := range jobs {
		j := &jobs[i]
		if j.err != nil {
			continue
		}
		id := w.newID()
		if j.att, err = w.try(tx, w.call(st, id, at, j.cmd), true); err != nil {
			return err
		}
		if j.att.refusal != nil {
			j.err = j.att.refusal
			continue
		}
		j.row = store.OutboxRow{
			Seq: st.NextSeq + int64(done), CmdID: id, GroupID: group, Name: j.name, Ver: j.ver, Args: j.args, At: at,
			BaseRev: st.Cursor.Rev, State: store.Pending,
		}
		j.row.TicketID = about(j.args, j.att.touched)
		if j.undo, err = wireInverse(id, j.att.inverse); err != nil {
			return err
		}
		done++
	}
	if done == 0 {
		return errNothing
	}
	return nil
}

// about is the ticket that a command is listed under: the one that its arguments name, else the first that it has touched.
func about(args json.RawMessage, t touched) desk.ID {
	var named struct {
		TicketID desk.ID `json:"ticketId"`
	}
	if json.Unmarshal(args, &named) == nil && named.TicketID != "" {
		return named.TicketID
	}
	if len(t.tickets) > 0 {
		return t.tickets[0]
	}
	return ""
}

func (w *Workspace) call(st store.SyncState, id desk.ID, at desk.Instant, cmd desk.Command) desk.Call {
	return desk.Call{ID: id, Actor: st.Person, Source: w.opts.Source, At: at, Command: cmd}
}

// enqueueJobs puts what has taken effect into the outbox, with what takes it back.
func (w *Workspace) enqueueJobs(tx *store.Tx, jobs []job) error {
	st, err := tx.SyncState()
	if err != nil {
		return err
	}
	for i := range jobs {
		j := &jobs[i]
		if j.err != nil {
			continue
		}
		if err := tx.Enqueue(j.row); err != nil {
			return err
		}
		st.NextSeq = j.row.Seq + 1
		if j.undo == nil {
			continue
		}
		if err := keepInverse(tx, j.row.Seq, j.undo); err != nil {
			return err
		}
	}
	return tx.SetSyncState(st)
}

// executed tells of what was committed.
func (w *Workspace) executed(jobs []job, err error) ([]Outcome, error) {
	if err != nil && !errors.Is(err, errNothing) {
		return nil, err
	}
	out := make([]Outcome, len(jobs))
	var all touched
	pending := 0
	w.mu.Lock()
	for i, j := range jobs {
		if j.err != nil {
			out[i].Err = j.err
			continue
		}
		out[i].Receipt = Receipt{CmdID: j.row.CmdID, Seq: j.row.Seq, Undoable: j.undo != nil}
		w.seen[j.row.CmdID] = j.att.touched
		all.add(j.att.touched)
		pending++
	}
	w.status.pending += pending
	w.mu.Unlock()
	if pending > 0 {
		w.tell(all)
		poke(w.wake)
	}
	return out, nil
}

// executeApart is execute under the fault OutboxApart.
func (w *Workspace) executeApart(ctx context.Context, group desk.ID, jobs []job, also func(*store.Tx) error) ([]Outcome, error) {
	err := w.write(ctx, "execute", func(tx *store.Tx) error { return w.runJobs(tx, group, jobs) })
	if err == nil {
		err = w.write(ctx, "enqueue", func(tx *store.Tx) error {
			if err := w.enqueueJobs(tx, jobs); err != nil || also == nil {
				return err
			}
			return also(tx)
		})
	}
	return w.executed(jobs, err)
}
