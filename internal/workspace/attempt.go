package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"

	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/wire"
)

// touched is what somebody who looks at the replica must ask for again.
type touched struct {
	tables  []string
	tickets []desk.ID // in the order in which they were touched
	all     bool      // more than is listed
}

// maxTickets is how many tickets an event names; with more it says "all".
const maxTickets = 200

func (t *touched) row(row desk.Row) {
	t.table(row.Table())
	if of, ok := row.(desk.OfTicket); ok {
		t.ticket(of.Ticket())
	}
}

func (t *touched) table(name string) {
	if !slices.Contains(t.tables, name) {
		t.tables = append(t.tables, name)
	}
}

func (t *touched) ticket(id desk.ID) {
	switch {
	case t.all || slices.Contains(t.tickets, id):
	case id == "" || len(t.tickets) == maxTickets: // "" is a row that is deleted by its key alone, or one of no ticket
		t.all, t.tickets = true, nil
	default:
		t.tickets = append(t.tickets, id)
	}
}

func (t *touched) add(o touched) {
	for _, name := range o.tables {
		t.table(name)
	}
	if o.all {
		t.all, t.tickets = true, nil
	}
	for _, id := range o.tickets {
		t.ticket(id)
	}
}

// change notes a row of the authority. A deleted one no longer says which ticket it was of.
func (t *touched) change(c wire.Change) {
	t.table(c.Table)
	var row struct {
		TicketID desk.ID `json:"ticket_id"`
	}
	switch {
	case c.Table == (*desk.Ticket)(nil).Table() || c.Table == (*desk.EstimateDraft)(nil).Table():
		t.ticket(c.Key)
	case c.Cols == nil || json.Unmarshal(c.Cols, &row) != nil || row.TicketID == "":
		t.all, t.tickets = true, nil
	default:
		t.ticket(row.TicketID)
	}
}

func (t *touched) empty() bool { return len(t.tables) == 0 && len(t.tickets) == 0 && !t.all }

// attempt is what became of one command on the replica's rows.
type attempt struct {
	touched touched
	inverse desk.Command // nil: it cannot be undone
	refusal *desk.Error  // nil: it has taken effect
}

// try runs one command in a savepoint: either all of it takes effect or nothing. A panic or an internal error of a verb is
// logged and becomes a refusal (SY-5); an error of the storage is returned, and the caller gives up the transaction.
func (w *Workspace) try(tx *store.Tx, call desk.Call, wantInverse bool) (attempt, error) {
	watch := &watcher{Tx: tx}
	var a attempt
	err := tx.Savepoint(func() (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = &poison{fmt.Sprint(p), string(debug.Stack())}
			}
		}()
		if p := w.opts.Faults.Poison; p != nil && p(call.Command) {
			panic("poison")
		}
		if wantInverse {
			if a.inverse, err = desk.Inverse(watch, call); err != nil {
				return err // Run would refuse it for the same reason
			}
		}
		return desk.Run(watch, call)
	})
	if err == nil {
		a.touched = watch.touched
		return a, nil
	}
	if storageFailed(err) {
		return attempt{}, err
	}
	a.inverse = nil
	if a.refusal = desk.AsError(err); a.refusal != nil {
		return a, nil
	}
	stack := ""
	if p := (*poison)(nil); errors.As(err, &p) {
		stack = p.stack
	}
	w.opts.Log.Error("command failed", "verb", call.Command.Spec().Name, "cmdId", call.ID, "fault", err.Error(), "stack", stack)
	a.refusal = desk.Errorf(desk.CodeInternal, "internal")
	return a, nil
}

// poison is a panic of a verb.
type poison struct{ what, stack string }

func (p *poison) Error() string { return "panic: " + p.what }

// storageFailed says that it was the disk, the file or the caller's patience that failed, not the verb.
func storageFailed(err error) bool {
	if e := desk.AsError(err); e != nil {
		return e.Code == desk.CodeUnavailable || e.Code == desk.CodeDamaged
	}
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// watcher notes which rows a command writes.
type watcher struct {
	desk.Tx
	touched touched
}

func (w *watcher) Insert(row desk.Row) error {
	w.touched.row(row)
	return w.Tx.Insert(row)
}

func (w *watcher) Put(row desk.Row) error {
	w.touched.row(row)
	return w.Tx.Put(row)
}

func (w *watcher) Delete(row desk.Row) error {
	w.touched.row(row)
	return w.Tx.Delete(row)
}
