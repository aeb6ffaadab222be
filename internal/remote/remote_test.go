package remote_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"naryad/internal/clock"
	"naryad/internal/desk"
	"naryad/internal/remote"
	"naryad/internal/server"
	"naryad/internal/store"
	"naryad/internal/wire"
)

// even is entropy that is not random: tests want the same ids in every run.
type even struct{ n byte }

func (e *even) Read(p []byte) (int, error) {
	for i := range p {
		e.n++
		p[i] = e.n
	}
	return len(p), nil
}

func source() clock.Source {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	return clock.Source{Now: func() time.Time { return at }, Entropy: &even{}}
}

// authority is a real server on a free port, and an invitation to it.
func authority(t *testing.T) (*server.Server, wire.Invitation, server.Listening, func() error) {
	t.Helper()
	s, err := server.Create(t.Context(), server.Options{
		Dir: filepath.Join(t.TempDir(), "a"), Clock: source(), Store: store.Options{Fast: true},
	}, "Наряд", server.First{Name: "Анна"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	up, done := make(chan server.Listening, 1), make(chan error, 1)
	go func() {
		done <- s.Serve(ctx, server.ServeOptions{Listen: "127.0.0.1:0", Ready: func(l server.Listening) { up <- l }})
	}()
	stopped := false
	stop := func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		return errors.Join(<-done, s.Close())
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
	l := <-up
	own, err := s.LocalDevice(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	inv, err := s.Invite(t.Context(), own.Person, l.Address, 0)
	if err != nil {
		t.Fatal(err)
	}
	return s, inv, l, stop
}

func refused(t *testing.T, err error, code desk.Code, key string) *desk.Error {
	t.Helper()
	if !errors.Is(err, desk.Errorf(code, key)) {
		t.Fatalf("got %v, want %s: %s", err, code, key)
	}
	return desk.AsError(err)
}

const clientID = "01900000-0000-7000-8000-000000000001"

func hello() wire.Hello { return wire.Hello{Protocol: 1, Schema: 1, ClientID: clientID, NextSeq: 1} }

func TestAgainstARealServer(t *testing.T) {
	_, inv, l, stop := authority(t)
	reply, err := remote.Join(t.Context(), inv, "ноутбук")
	if err != nil {
		t.Fatal(err)
	}
	c := remote.New(remote.Options{Address: l.Address, Fingerprint: l.Fingerprint, Token: reply.Token})
	defer c.Close()

	at, err := c.Hello(t.Context(), hello())
	if err != nil || at.Name != "Наряд" || at.Person != reply.Person {
		t.Fatalf("%+v, %v", at, err)
	}
	pushed, err := c.Push(t.Context(), wire.Push{ClientID: clientID, Epoch: at.Epoch, Commands: []wire.Command{
		{Seq: 1, ID: "01900000-0000-7000-8000-000000000002", Name: "client.add", Ver: 1, At: at.Now,
			Args: json.RawMessage(`{"id":"01900000-0000-7000-8000-000000000003","name":"Ромашка"}`)},
		{Seq: 2, ID: "01900000-0000-7000-8000-000000000004", Name: "client.add", Ver: 1, At: at.Now,
			Args: json.RawMessage(`{"id":"01900000-0000-7000-8000-000000000005","name":"` + strings.Repeat("я", 201) + `"}`)},
	}})
	if err != nil || pushed.LastSeq != 2 || pushed.Results[0].Status != wire.Applied {
		t.Fatalf("%+v, %v", pushed, err)
	}
	if e := pushed.Results[1].Error; e == nil || e.Params["length"] != int64(201) {
		t.Errorf("a refusal's numbers are not whole: %v", e)
	}
	head, body, err := c.Snapshot(t.Context(), clientID)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.New()
	n, err := io.Copy(sum, body)
	if err := errors.Join(err, body.Close()); err != nil || n != head.Size || hex.EncodeToString(sum.Sum(nil)) != head.SHA256 {
		t.Errorf("snapshot of %d bytes, the head says %+v, %v", n, head, err)
	}
	if pulled, err := c.Pull(t.Context(), wire.Pull{ClientID: clientID, Schema: 1, Cursor: head.Cursor, Limit: 10}); err != nil || pulled.LastSeq != 2 || pulled.Gone != "" {
		t.Errorf("%+v, %v", pulled, err)
	}
	_, err = remote.Join(t.Context(), inv, "ещё один")
	e := refused(t, err, desk.CodeConflict, "join.used")
	if _, whole := e.Params["usedAt"].(int64); !whole {
		t.Errorf("the moment came as %T", e.Params["usedAt"])
	}
	heads, ended := make(chan int64, 8), make(chan error, 1)
	go func() { ended <- c.Live(t.Context(), func(m wire.Live) { heads <- m.Head }) }()
	if got := <-heads; got != pushed.Head {
		t.Errorf("live says %d, want %d", got, pushed.Head)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	refused(t, <-ended, desk.CodeUnavailable, "remote.unreachable")
	_, err = c.Hello(t.Context(), hello())
	if e := refused(t, err, desk.CodeUnavailable, "remote.unreachable"); e.Params["host"] != strings.TrimPrefix(l.Address, "https://") {
		t.Errorf("%v", e)
	}
}

func TestTheServersKey(t *testing.T) {
	_, inv, l, _ := authority(t)
	t.Run("a wrong fingerprint sends nothing, and both are told", func(t *testing.T) {
		other := inv
		other.Fingerprint = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		_, err := remote.Join(t.Context(), other, "x")
		e := refused(t, err, desk.CodeForbidden, "remote.wrong_fingerprint")
		if e.Params["expected"] != "AAAAAAAAAAAA…" || e.Params["got"] != l.Fingerprint[:12]+"…" {
			t.Errorf("%v", e)
		}
		if _, err := remote.Join(t.Context(), inv, "x"); err != nil {
			t.Errorf("the code went out with it: %v", err)
		}
	})
	t.Run("without a fingerprint the system's roots decide", func(t *testing.T) {
		c := remote.New(remote.Options{Address: l.Address, Token: "t"})
		defer c.Close()
		_, err := c.Hello(t.Context(), hello())
		refused(t, err, desk.CodeForbidden, "remote.untrusted")
	})
	t.Run("plain HTTP goes to this computer only", func(t *testing.T) {
		for address, key := range map[string]string{"http://desk.example:80": "address.plain", "desk.example": "address.invalid"} {
			_, err := remote.New(remote.Options{Address: address}).Hello(t.Context(), hello())
			refused(t, err, desk.CodeInvalid, key)
		}
	})
}

// answering is a server that is not ours.
func answering(t *testing.T, h http.HandlerFunc) *remote.Client {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	c := remote.New(remote.Options{Address: s.URL, Token: "secret", Timeouts: remote.Timeouts{Hello: 5 * time.Second, Idle: 200 * time.Millisecond}})
	t.Cleanup(c.Close)
	return c
}

func TestStrangeServers(t *testing.T) {
	flush := func(w http.ResponseWriter) { _ = http.NewResponseController(w).Flush() }
	for name, h := range map[string]http.HandlerFunc{
		"a page of a guest network":      func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>Войдите</html>") },
		"an error page":                  func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "Bad Gateway", 502) },
		"a redirect, which is not taken": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/v1/other", 307) },
		"a failure without an error":     func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500); _, _ = io.WriteString(w, `{}`) },
	} {
		t.Run(name, func(t *testing.T) {
			c := answering(t, h)
			_, err := c.Hello(t.Context(), hello())
			refused(t, err, desk.CodeUnavailable, "remote.not_naryad")
			_, _, err = c.Snapshot(t.Context(), clientID)
			if desk.AsError(err) == nil {
				t.Errorf("snapshot: %v", err)
			}
			if err := c.Live(t.Context(), func(wire.Live) {}); desk.AsError(err) == nil {
				t.Errorf("live: %v", err)
			}
		})
	}
	t.Run("an answer that is cut is the network's fault", func(t *testing.T) {
		c := answering(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, `{"protocol":1`)
		})
		_, err := c.Hello(t.Context(), hello())
		refused(t, err, desk.CodeUnavailable, "remote.unreachable")
	})
	t.Run("the server's own refusal comes back as it was made", func(t *testing.T) {
		want := desk.Errorf(desk.CodeTooMany, "server.too_many", "seconds", int64(7))
		c := answering(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(429)
			_ = json.NewEncoder(w).Encode(wire.Failure{Error: want})
		})
		_, err := c.Hello(t.Context(), hello())
		if e := refused(t, err, want.Code, want.Key); e.Params["seconds"] != int64(7) {
			t.Errorf("%v", e)
		}
	})
	t.Run("a live stream that falls silent ends, and pings keep it", func(t *testing.T) {
		more := make(chan struct{})
		c := answering(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, "data: {\"head\":4}\n\n: ping\n\ndata: {\"head\":5}\n\n")
			flush(w)
			select {
			case <-more:
			case <-r.Context().Done():
			}
		})
		defer close(more)
		var heads []int64
		err := c.Live(t.Context(), func(m wire.Live) { heads = append(heads, m.Head) })
		refused(t, err, desk.CodeUnavailable, "remote.unreachable")
		if len(heads) != 2 || heads[1] != 5 {
			t.Errorf("heard %v", heads)
		}
	})
	t.Run("a line without an end is not read for ever", func(t *testing.T) {
		c := answering(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, "data: "+strings.Repeat("a", 1<<20))
		})
		refused(t, c.Live(t.Context(), func(wire.Live) {}), desk.CodeUnavailable, "remote.not_naryad")
	})
	t.Run("a snapshot that is cut says so, and gives no more than its head promised", func(t *testing.T) {
		head := `{"workspace":"w","size":5,"sha256":"x","results":[],"scopes":[]}` + "\n"
		for name, tail := range map[string]string{
			"cut":     "\x28\xb5\x2f\xfd",
			"not one": "garbage, no zstd",
		} {
			c := answering(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, head+tail) })
			got, body, err := c.Snapshot(t.Context(), clientID)
			if err != nil || got.Size != 5 {
				t.Fatalf("%s: %+v, %v", name, got, err)
			}
			data, err := io.ReadAll(body)
			if desk.AsError(err) == nil || len(data) != 0 {
				t.Errorf("%s: %q, %v", name, data, err)
			}
			_ = body.Close()
		}
	})
	t.Run("the caller's own end is told as such", func(t *testing.T) {
		arrived := make(chan struct{})
		c := answering(t, func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // a server sees the other side leave once it has read all
			close(arrived)
			<-r.Context().Done()
		})
		ctx, cancel := context.WithCancel(t.Context())
		go func() { <-arrived; cancel() }()
		if _, err := c.Hello(ctx, hello()); !errors.Is(err, context.Canceled) || desk.AsError(err) != nil {
			t.Errorf("%v", err)
		}
	})
	t.Run("a server that never answers is given up", func(t *testing.T) {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
		c := remote.New(remote.Options{Address: "http://" + ln.Addr().String(), Timeouts: remote.Timeouts{Push: 50 * time.Millisecond}})
		defer c.Close()
		_, err = c.Push(t.Context(), wire.Push{})
		refused(t, err, desk.CodeUnavailable, "remote.unreachable")
	})
}

func TestNothingIsLeftRunning(t *testing.T) {
	before := runtime.NumGoroutine()
	func() {
		_, inv, l, stop := authority(t)
		reply, err := remote.Join(t.Context(), inv, "x")
		if err != nil {
			t.Fatal(err)
		}
		c := remote.New(remote.Options{Address: l.Address, Fingerprint: l.Fingerprint, Token: reply.Token})
		heard, ended := make(chan struct{}, 8), make(chan error, 1)
		go func() { ended <- c.Live(t.Context(), func(wire.Live) { heard <- struct{}{} }) }()
		<-heard
		_, body, err := c.Snapshot(t.Context(), clientID)
		if err != nil {
			t.Fatal(err)
		}
		_ = body.Close() // before it was read
		if err := stop(); err != nil {
			t.Error(err)
		}
		<-ended
		c.Close()
	}()
	for end := time.After(20 * time.Second); runtime.NumGoroutine() > before; runtime.Gosched() {
		select {
		case <-end:
			buf := make([]byte, 1<<20)
			t.Fatalf("%d goroutines before, %d after\n%s", before, runtime.NumGoroutine(), buf[:runtime.Stack(buf, true)])
		default:
		}
	}
}
