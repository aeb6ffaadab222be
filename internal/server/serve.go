package server

import (
	"context"
	"crypto/tls"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"naryad/internal/desk"
	"naryad/internal/wire"
)

// ServeOptions say where and how to listen.
type ServeOptions struct {
	Listen   string // host:port; port 0 takes a free one, an empty host is every interface
	CertFile string // PEM, with KeyFile; without them the directory's own key is used
	KeyFile  string
	Plain    bool // no TLS: only on loopback, only when asked for (SV-T2)
	Ready    func(Listening)
}

// Listening is what became of ServeOptions.
type Listening struct {
	Address     string // https://host:port with the real port
	Fingerprint string // empty without TLS
}

// shutdownTime is how long answers under way may take after the end was asked for.
const shutdownTime = 10 * time.Second

// Serve answers devices until ctx ends, then finishes what is under way. A port in use is "server.port_in_use".
func (s *Server) Serve(ctx context.Context, o ServeOptions) error {
	host, _, err := net.SplitHostPort(o.Listen)
	if err != nil {
		return desk.Errorf(desk.CodeInvalid, "server.bad_listen", "listen", o.Listen)
	}
	if o.Plain && !wire.Loopback(host) {
		return desk.Errorf(desk.CodeInvalid, "server.plain_off_loopback", "listen", o.Listen)
	}
	var config *tls.Config
	up := Listening{}
	if !o.Plain {
		pair, err := certificate(s.dir, o.CertFile, o.KeyFile, s.clock)
		if err != nil {
			return err
		}
		if up.Fingerprint, err = fingerprintOf(pair); err != nil {
			return err
		}
		if err := writeFile(filepath.Join(s.dir, fingerprintFile), []byte(up.Fingerprint+"\n")); err != nil {
			return err
		}
		config = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", o.Listen)
	if err != nil {
		return listenError(err, o.Listen)
	}
	up.Address = webAddress(ln.Addr(), host, o.Plain)
	web := s.httpServer()
	web.TLSConfig = config
	done := make(chan error, 1)
	go func() {
		if config == nil {
			done <- web.Serve(ln)
		} else {
			done <- web.ServeTLS(ln, "", "")
		}
	}()
	s.log.Info("serving", "address", up.Address)
	if o.Ready != nil {
		o.Ready(up)
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	return s.shutdown(web, done)
}

// shutdown ends the live streams, lets answers under way finish and cuts what is left.
func (s *Server) shutdown(web *http.Server, done <-chan error) error {
	s.hub.close()
	within, cancel := context.WithTimeout(context.Background(), shutdownTime)
	defer cancel()
	if err := web.Shutdown(within); err != nil {
		_ = web.Close()
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (s *Server) httpServer() *http.Server {
	return &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       60 * time.Second,
		IdleTimeout:       2 * time.Minute, // writing has a deadline per answer: see door.go
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
}

// webAddress is what a person types to get here: the asked-for host, or this computer's name for "every interface".
func webAddress(addr net.Addr, host string, plain bool) string {
	_, port, _ := net.SplitHostPort(addr.String())
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		names, _ := ownNames()
		host = names[len(names)-1]
	}
	scheme := "https://"
	if plain {
		scheme = "http://"
	}
	return scheme + net.JoinHostPort(strings.Trim(host, "[]"), port)
}

// wsaAddrInUse is what Windows answers for a port that is taken.
const wsaAddrInUse = syscall.Errno(10048)

func listenError(err error, listen string) error {
	var no syscall.Errno
	switch {
	case errors.As(err, &no) && (no == syscall.EADDRINUSE || no == wsaAddrInUse):
		return desk.Errorf(desk.CodeUnavailable, "server.port_in_use", "listen", listen)
	case errors.Is(err, fs.ErrPermission):
		return desk.Errorf(desk.CodeForbidden, "server.port_forbidden", "listen", listen)
	}
	return errors.Join(desk.Errorf(desk.CodeInvalid, "server.bad_listen", "listen", listen), err)
}
