package server

import (
	"context"
	"sync"
	"time"

	"naryad/internal/desk"
)

const (
	livePause = 20 * time.Millisecond // pokes that follow one another faster become one (SV-L1)
	livePing  = 15 * time.Second      // silence that a follower may take for a dead line (SV-L3)
)

// hub tells followers where the head is. It keeps only the latest head: a follower that is slow loses pokes, never order.
type hub struct {
	mu     sync.Mutex
	head   int64
	wakes  map[chan struct{}]struct{}
	closed chan struct{}
	once   sync.Once
}

func newHub(head int64) *hub {
	return &hub{head: head, wakes: map[chan struct{}]struct{}{}, closed: make(chan struct{})}
}

// moved is called after a commit.
func (h *hub) moved(head int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if head <= h.head {
		return
	}
	h.head = head
	for wake := range h.wakes {
		select {
		case wake <- struct{}{}:
		default: // it has been told and has not looked yet
		}
	}
}

func (h *hub) now() int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.head
}

func (h *hub) close() { h.once.Do(func() { close(h.closed) }) }

// follow calls poke with the head at once, then on the leading edge of every movement (SV-L1), and ping when nothing
// was said for livePing. It ends with ctx, with the server, or with the first error of its callbacks.
func (h *hub) follow(ctx context.Context, poke func(head int64) error, ping func() error) error {
	wake := make(chan struct{}, 1)
	wake <- struct{}{} // a follower that comes back hears where the head is now (SV-L2)
	h.mu.Lock()
	h.wakes[wake] = struct{}{}
	h.mu.Unlock()
	defer func() {
		h.mu.Lock()
		delete(h.wakes, wake)
		h.mu.Unlock()
	}()
	silence := time.NewTicker(livePing)
	defer silence.Stop()
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-h.closed:
			return stopping()
		case <-silence.C:
			if err := ping(); err != nil {
				return err
			}
		case <-wake:
			if err := poke(h.now()); err != nil {
				return err
			}
			silence.Reset(livePing)
			pause.Reset(livePause)
			select {
			case <-pause.C:
			case <-ctx.Done():
				return ctx.Err()
			case <-h.closed:
				return stopping()
			}
		}
	}
}

func stopping() error { return desk.Errorf(desk.CodeUnavailable, "server.stopping") }
