package app

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// coalesce is how long changes are gathered before one event tells of them.
const coalesce = 20 * time.Millisecond

// manyTickets is the number of changed tickets above which the frontend is told to ask for everything.
const manyTickets = 50

// hub numbers events and hands them out. Changes are told at once when it has been quiet and gathered otherwise,
// so that a pull of a thousand rows is a few events.
type hub struct {
	pause time.Duration

	mu      sync.Mutex
	pending *Changed
	states  map[string]func() (any, error) // by event name; computed when told, so that the newest is told
	busy    bool                           // the pause after the last round runs, or a round is being told
	closed  bool
	rounds  sync.WaitGroup // that are being told; none begins when closed
	subs    map[int]func(Event)
	next    int

	tell sync.Mutex // held while subscribers are called: keeps the order
	seq  int64
}

func newHub(pause time.Duration) *hub {
	return &hub{pause: pause, states: map[string]func() (any, error){}, subs: map[int]func(Event){}}
}

// subscribe calls fn for every event from now on. cancel never waits for fn: a call that is on its way may still arrive.
func (h *hub) subscribe(fn func(Event)) (cancel func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	id := h.next
	h.next++
	h.subs[id] = fn
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.subs, id)
	}
}

// changed notes tickets that have changed; all says that anything may have.
func (h *hub) changed(tickets []string, all bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.pending == nil {
		h.pending = &Changed{}
	}
	h.pending.All = h.pending.All || all
	for _, id := range tickets {
		if !slices.Contains(h.pending.Tickets, id) && len(h.pending.Tickets) <= manyTickets {
			h.pending.Tickets = append(h.pending.Tickets, id)
		}
	}
	h.kick()
}

// state notes that something told by one value has changed; compute gives the value when it is told.
func (h *hub) state(name string, compute func() (any, error)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.states[name] = compute
	h.kick()
}

// show is told like a state without a value.
func (h *hub) show() { h.state("show", func() (any, error) { return nil, nil }) }

// close ends the stream; when it returns, nothing is being told and nothing will be. No subscriber may call it.
func (h *hub) close() {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	h.rounds.Wait()
}

// kick starts a round unless one runs or the pause after the last one does. h.mu is held.
func (h *hub) kick() {
	if h.busy || h.closed {
		return
	}
	h.busy = true
	h.rounds.Go(h.round)
}

// round tells what has gathered, pauses and starts again while there is something.
func (h *hub) round() {
	h.mu.Lock()
	changed, states := h.pending, h.states
	h.pending, h.states = nil, map[string]func() (any, error){}
	h.mu.Unlock()

	h.tellAll(changed, states)

	time.AfterFunc(h.pause, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.busy = false
		if h.pending != nil || len(h.states) > 0 {
			h.kick()
		}
	})
}

func (h *hub) tellAll(changed *Changed, states map[string]func() (any, error)) {
	if changed != nil {
		c := *changed
		if len(c.Tickets) > manyTickets {
			c.All = true
		}
		if c.All || c.Tickets == nil {
			c.Tickets = []string{}
		}
		h.emit("changed", c)
	}
	for _, name := range []string{"sync", "timer", "show"} {
		compute := states[name]
		if compute == nil {
			continue
		}
		if data, err := compute(); err == nil {
			h.emit(name, data)
		}
	}
}

func (h *hub) emit(name string, data any) {
	h.tell.Lock()
	defer h.tell.Unlock()
	h.seq++
	e := Event{Seq: h.seq, Name: name, Data: data}
	h.mu.Lock()
	to := slices.Collect(maps.Values(h.subs))
	h.mu.Unlock()
	for _, fn := range to {
		fn(e)
	}
}
