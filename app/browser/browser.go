// Package browser serves the desktop's frontend and its bound struct on a loopback port, for computers without a
// display, for tests, and for whoever prefers a tab. It is a transport: what it serves is app.App.
//
// A loopback port can be reached by every page of every browser on the computer and by every local program, so:
// one-time token in the address's fragment → POST /session → a session key that the page keeps in sessionStorage and
// sends as a header with every call. No cookies, no CORS; Host and Origin must be exactly ours (rebinding),
// Sec-Fetch-Site must not be another site's. See DESIGN.md of package app.
package browser

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"time"

	"naryad/app"
	"naryad/internal/clock"
	"naryad/internal/desk"
)

// maxBody bounds the body of a call in bytes: a command's arguments and their envelope.
const maxBody = 2 * desk.MaxArgs

// Options of a Server.
type Options struct {
	App    *app.App
	Assets fs.FS  // the built frontend: index.html at its top
	Listen string // loopback address; "" or port 0: any free port
	Clock  clock.Source
	Log    *slog.Logger
}

// Server serves one app.App on one loopback port.
type Server struct {
	opts     Options
	listener net.Listener
	http     *http.Server
	host     string // the one Host that is answered
	origin   string
	keys     *keys
	page     []byte // index.html with the shim in it
	calls    *dispatcher
	feed     *feed
	stop     context.CancelFunc // ends the event streams
}

// Listen takes the port. An address that is not loopback is refused, a port that is taken is said.
func Listen(o Options) (*Server, error) {
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	if !loopback(o.Listen) {
		return nil, desk.Errorf(desk.CodeInvalid, "browser.not_loopback", "address", o.Listen)
	}
	page, err := pageWithShim(o.Assets)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", o.Listen)
	if err != nil {
		o.Log.Warn("port was not taken", "error", err)
		return nil, desk.Errorf(desk.CodeUnavailable, "browser.port", "address", o.Listen)
	}
	base, stop := context.WithCancel(context.Background())
	s := &Server{
		opts: o, listener: l, host: l.Addr().String(), origin: "http://" + l.Addr().String(),
		keys: newKeys(o.Clock), page: page, calls: newDispatcher(o.App.Desk()), stop: stop,
	}
	s.feed = newFeed(o.App)
	s.http = &http.Server{
		Handler:           s.guard(s.routes()),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		BaseContext:       func(net.Listener) context.Context { return base },
		ErrorLog:          slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
	}
	return s, nil
}

// loopback says whether an address to listen on names a loopback IP: a name could resolve to anything.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// Address is where the page is served, without a token.
func (s *Server) Address() string { return s.origin + "/" }

// FreshAddress returns an address with a new one-time token. It is good for one page within tokenLife.
func (s *Server) FreshAddress() string { return s.origin + "/#t=" + s.keys.token() }

// Serve answers until ctx ends, then lets calls that run finish within five seconds.
func (s *Server) Serve(ctx context.Context) error {
	done := make(chan error, 1)
	go func() { done <- s.http.Serve(s.listener) }()
	select {
	case err := <-done:
		s.feed.close()
		return fmt.Errorf("serve %s: %w", s.host, err)
	case <-ctx.Done():
	}
	s.stop() // event streams never end by themselves
	s.feed.close()
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err := s.http.Shutdown(end)
	if errors.Is(err, context.DeadlineExceeded) {
		err = s.http.Close()
	}
	if ended := <-done; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	return err
}

// Close gives up a port that was never served.
func (s *Server) Close() error {
	s.stop()
	s.feed.close()
	return s.http.Close()
}

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /session", s.postSession)
	mux.HandleFunc("POST /call/{method}", s.withSession(s.postCall))
	mux.HandleFunc("GET /events", s.withSession(s.getEvents))
	mux.HandleFunc("GET /naryad-shim.js", s.getShim)
	mux.HandleFunc("GET /{$}", s.getPage)
	mux.Handle("GET /", assets(s.opts.Assets))
	return mux
}

// withSession lets only pages through that hold a session key.
func (s *Server) withSession(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !s.keys.known(r.Header.Get(sessionHeader)) {
			s.fail(w, desk.Errorf(desk.CodeSignedOut, "browser.no_session"))
			return
		}
		next(w, r)
	}
}
