package server

import (
	"encoding/json"
	"errors"
	"net/http"

	"naryad/internal/desk"
	"naryad/internal/wire"
)

// Handler is the server's door: every path begins with /v1/. Each answer that is not 200 is a wire.Failure (SV-D1).
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/v1/health", s.door(http.MethodGet, open, s.serveHealth))
	mux.Handle("/v1/join", s.door(http.MethodPost, open, s.serveJoin))
	mux.Handle("/v1/hello", s.door(http.MethodPost, signedIn, message(s.hello)))
	mux.Handle("/v1/push", s.door(http.MethodPost, signedIn, message(s.push)))
	mux.Handle("/v1/pull", s.door(http.MethodPost, signedIn, message(s.pull)))
	mux.Handle("/v1/snapshot", s.door(http.MethodGet, signedIn, s.serveSnapshot))
	mux.Handle("/v1/files", s.door(http.MethodPost, signedIn, message(s.askFiles)))
	mux.Handle("PUT /v1/files/{sha}", s.door(http.MethodPut, signedIn, s.servePutFile))
	mux.Handle("GET /v1/files/{sha}", s.door(http.MethodGet, signedIn, s.serveGetFile))
	mux.Handle("/v1/live", s.door(http.MethodGet, signedIn, s.serveLive))
	mux.Handle("/", s.door("", open, func(visit) error {
		return desk.Errorf(desk.CodeNotFound, "server.no_such_path")
	}))
	return mux
}

func (s *Server) serveHealth(v visit) error {
	return v.reply(struct {
		Status string `json:"status"`
	}{"ok"})
}

func (s *Server) serveJoin(v visit) error {
	var m wire.Join
	if err := v.read(&m); err != nil {
		return err
	}
	if err := s.guesses.take(v.address, s.clock.Now()); err != nil {
		return err
	}
	reply, err := s.Join(v.r.Context(), m)
	if err != nil {
		return err
	}
	return v.reply(reply)
}

// serveLive sends the head as server-sent events, with a ping as a comment in between.
func (s *Server) serveLive(v visit) error {
	leave, err := s.streams.enter(v.device.ID)
	if err != nil {
		return err
	}
	defer leave()
	v.w.Header().Set("Content-Type", "text/event-stream")
	send := func(text string) error {
		if err := v.ctl.SetWriteDeadline(soon()); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return err
		}
		if _, err := v.w.Write([]byte(text)); err != nil {
			return err
		}
		return v.ctl.Flush()
	}
	_ = s.follow(v.r.Context(), v.device, func(m wire.Live) error {
		data, err := json.Marshal(m)
		if err != nil {
			return err
		}
		return send("data: " + string(data) + "\n\n")
	}, func() error { return send(": ping\n\n") })
	return nil // the stream has begun: there is nobody left to tell
}
