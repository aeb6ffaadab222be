package browser

import (
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"time"

	"naryad/app"
)

const (
	kept      = 256 // events that a page which was cut off can still get
	heartbeat = 15 * time.Second
)

// feed keeps the last events, so that a page whose stream broke can go on where it was.
type feed struct {
	cancel func()

	mu     sync.Mutex
	last   []app.Event
	seq    int64         // of the newest event
	moved  chan struct{} // closed and renewed with every event
	closed bool
}

func newFeed(a *app.App) *feed {
	f := &feed{moved: make(chan struct{})}
	f.cancel = a.Subscribe(f.add)
	return f
}

func (f *feed) add(e app.Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return
	}
	f.last, f.seq = append(f.last, e), e.Seq
	if len(f.last) > kept {
		f.last = append(f.last[:0:0], f.last[1:]...)
	}
	close(f.moved)
	f.moved = make(chan struct{})
}

// since returns the events after seq. Where some of them are no longer kept it returns one event that says that
// anything may have changed. moved is closed when there is more.
func (f *feed) since(seq int64) (events []app.Event, moved <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if seq == f.seq {
		return nil, f.moved
	}
	if seq > f.seq || seq < f.seq-int64(len(f.last)) {
		return []app.Event{{Seq: f.seq, Name: "changed", Data: app.Changed{Tickets: []string{}, All: true}}}, f.moved
	}
	return append(events, f.last[len(f.last)-int(f.seq-seq):]...), f.moved
}

func (f *feed) head() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.seq
}

func (f *feed) close() {
	f.cancel()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
}

// getEvents streams events as lines of JSON. ?after= is the seq of the last one that the page has; without it the
// stream starts with what comes next. The first line is always {"seq":…,"name":"open"}; empty lines keep it alive.
func (s *Server) getEvents(w http.ResponseWriter, r *http.Request) {
	after := s.feed.head()
	if text := r.URL.Query().Get("after"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 {
			n = -1 // whatever it was, it is not ours: the page is told to ask for everything
		}
		after = n
	}
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{}) // the stream outlives the deadline of reading a request
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.WriteHeader(http.StatusOK)
	enc := json.NewEncoder(w)
	if enc.Encode(app.Event{Seq: after, Name: "open"}) != nil || control.Flush() != nil {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		events, moved := s.feed.since(after)
		for _, e := range events {
			if enc.Encode(e) != nil {
				return
			}
			after = e.Seq
		}
		if len(events) > 0 && control.Flush() != nil {
			return
		}
		select {
		case <-moved:
		case <-beat.C:
			if _, err := w.Write([]byte("\n")); err != nil || control.Flush() != nil {
				return
			}
		case <-r.Context().Done():
			return
		}
	}
}
