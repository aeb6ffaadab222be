package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"naryad/internal/config"
	"naryad/internal/control"
	"naryad/internal/desk"
	"naryad/internal/server"
	"naryad/internal/store"
)

// authorityDir finds the authority that the command line is about: the directory itself, or the one that a
// desktop hosts inside its own.
func (p *program) authorityDir() (string, error) {
	dir, err := p.dataDir()
	if err != nil {
		return "", err
	}
	for _, d := range []string{dir, config.AuthorityDir(dir)} {
		if exists(filepath.Join(d, store.AuthorityFile)) {
			return d, nil
		}
	}
	return "", desk.Errorf(desk.CodeNotFound, "cli.no_authority", "dir", dir)
}

// onAuthority runs fn on an authority, in the process that owns its directory.
func (p *program) onAuthority(ctx context.Context, fn func(*server.Server, *host) error) error {
	dir, err := p.authorityDir()
	if err != nil {
		return err
	}
	return p.onOwner(ctx, dir, func() (*host, error) { return p.openAuthorityHost(ctx, dir) }, func(h *host) error {
		return fn(h.srv, h)
	})
}

func (p *program) openAuthorityHost(ctx context.Context, dir string) (*host, error) {
	h := &host{p: p, dir: dir}
	if err := h.take(dir); err != nil {
		return nil, err
	}
	if err := h.openAuthority(ctx, dir); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

func (p *program) serveCommand() *cobra.Command {
	var o server.ServeOptions
	var company, public string
	c := &cobra.Command{Use: "serve", Short: "общий сервер компании / the company's shared server", Args: p.exactly(0)}
	f := c.Flags()
	f.StringVar(&o.Listen, "listen", "127.0.0.1:8443", "address to listen on / адрес")
	f.StringVar(&public, "public", "", "host:port that desktops use, when it is another one / адрес для сотрудников")
	f.StringVar(&company, "company", "", "company's name, for a new directory / название компании")
	f.StringVar(&o.CertFile, "cert", "", "own certificate, PEM / свой сертификат")
	f.StringVar(&o.KeyFile, "key", "", "its key, PEM / его ключ")
	f.BoolVar(&o.Plain, "plain", false, "no TLS; only on loopback, behind a proxy of yours / без TLS, только на этом компьютере")
	c.RunE = func(c *cobra.Command, _ []string) error {
		if p.data == "" {
			return desk.Errorf(desk.CodeInvalid, "cli.serve_needs_data")
		}
		dir, err := p.dataDir()
		if err != nil {
			return err
		}
		h, err := p.openOrCreateAuthority(c.Context(), dir, company)
		if errors.Is(err, control.ErrOwned) {
			return desk.Errorf(desk.CodeConflict, "cli.already_served", "dir", dir)
		}
		if err != nil {
			return err
		}
		defer h.close()
		return p.serve(c.Context(), h, o, public)
	}
	return c
}

func (p *program) openOrCreateAuthority(ctx context.Context, dir, company string) (*host, error) {
	if exists(filepath.Join(dir, store.AuthorityFile)) {
		return p.openAuthorityHost(ctx, dir)
	}
	if exists(filepath.Join(dir, "config.json")) || exists(config.ReplicaDir(dir)) {
		return nil, desk.Errorf(desk.CodeConflict, "cli.is_desktop", "dir", dir)
	}
	h := &host{p: p, dir: dir}
	if err := h.take(dir); err != nil {
		return nil, err
	}
	if company == "" {
		company = p.texts().Say("cli.company", nil)
	}
	srv, err := server.Create(ctx, h.serverOptions(dir), company)
	if err != nil {
		h.close()
		return nil, err
	}
	h.srv = srv
	return h, nil
}

func (p *program) serve(ctx context.Context, h *host, o server.ServeOptions, public string) error {
	o.Ready = func(l server.Listening) {
		h.mu.Lock()
		h.address = l.Address
		if public != "" {
			h.address = "https://" + public
		}
		h.mu.Unlock()
		h.listen()
		p.print(map[string]string{"address": l.Address, "fingerprint": l.Fingerprint}, func(w io.Writer) {
			fmt.Fprintln(w, p.texts().Say("cli.serving", map[string]any{"address": l.Address}))
			if l.Fingerprint != "" {
				fmt.Fprintln(w, p.texts().Say("cli.fingerprint", map[string]any{"fingerprint": l.Fingerprint}))
			}
		})
	}
	h.mu.Lock()
	h.keepTime()
	h.mu.Unlock()
	return h.srv.Serve(ctx, o)
}
