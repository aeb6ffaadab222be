package workspace

import (
	"fmt"
	"slices"

	"naryad/internal/desk"
)

// Event says what has changed. Events are told in the order of Seq, which grows by one (SY-12).
type Event struct {
	Seq     int64
	Tables  []string  // the replicated tables that may have changed
	Tickets []desk.ID // the tickets that may have changed
	All     bool      // more tickets than Tickets names, or rows of none
	State   *State    // the sync state, when it has changed
	Files   bool      // files on their way have moved: see Transfers
}

// bus delivers events. It is guarded by Workspace.mu.
type bus struct {
	seq        int64
	queue      []Event
	delivering bool
	listeners  []*func(Event)
}

// Subscribe calls fn for every event from now on, one at a time, outside every lock and transaction (SY-12): fn may call the
// workspace, but should be quick, because whoever caused the event may be waiting for it. cancel ends it; a call
// that is on its way may still arrive.
func (w *Workspace) Subscribe(fn func(Event)) (cancel func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	own := &fn
	w.bus.listeners = append(slices.Clone(w.bus.listeners), own)
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.bus.listeners = slices.DeleteFunc(slices.Clone(w.bus.listeners), func(l *func(Event)) bool { return l == own })
	}
}

// tell queues an event of what was touched and of the state, if it is another than was told last, and delivers it.
func (w *Workspace) tell(t touched) {
	w.mu.Lock()
	e := Event{Tables: t.tables, Tickets: t.tickets, All: t.all}
	if s := w.state(); !s.same(w.status.told) {
		w.status.told, e.State = s, &s
	}
	if t.all || slices.Contains(t.tables, "attachment") {
		poke(w.files.up)
	}
	if t.empty() && e.State == nil {
		w.mu.Unlock()
		return
	}
	w.deliver(e)
}

// deliver numbers an event and hands it to the listeners. It takes w.mu locked and gives it free.
func (w *Workspace) deliver(e Event) {
	w.bus.seq++
	e.Seq = w.bus.seq
	w.bus.queue = append(w.bus.queue, e)
	if w.bus.delivering {
		w.mu.Unlock()
		return // the goroutine that is delivering takes this one too, so the order holds
	}
	w.bus.delivering = true
	for len(w.bus.queue) > 0 {
		e, to := w.bus.queue[0], w.bus.listeners
		w.bus.queue = w.bus.queue[1:]
		w.mu.Unlock()
		for _, fn := range to {
			w.hand(*fn, e)
		}
		w.mu.Lock()
	}
	w.bus.delivering = false
	w.mu.Unlock()
}

// hand calls one listener; its panic must not stop the events of the others.
func (w *Workspace) hand(fn func(Event), e Event) {
	defer func() {
		if p := recover(); p != nil {
			w.opts.Log.Error("listener panicked", "panic", fmt.Sprint(p))
		}
	}()
	fn(e)
}
