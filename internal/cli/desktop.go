package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"naryad/app"
	"naryad/app/browser"
	"naryad/app/window"
	"naryad/internal/control"
	"naryad/internal/desk"
)

// onDesk runs fn on the workspace of the desktop's directory, in the process that owns it.
func (p *program) onDesk(ctx context.Context, fn func(*host) error) error {
	return p.onDirectory(ctx, func(h *host) error {
		if _, err := h.desk.Sync(); err != nil { // no workspace yet, or a damaged one: said in words
			return err
		}
		return fn(h)
	})
}

// onDirectory is onDesk for what needs no workspace.
func (p *program) onDirectory(ctx context.Context, fn func(*host) error) error {
	dir, err := p.dataDir()
	if err != nil {
		return err
	}
	return p.onOwner(ctx, dir, func() (*host, error) {
		h, err := p.openHost(ctx, dir, false)
		if err == nil {
			h.listen()
		}
		return h, err
	}, func(h *host) error {
		if h.desk == nil {
			return desk.Errorf(desk.CodeConflict, "cli.is_server", "dir", dir)
		}
		return fn(h)
	})
}

// openDesktop is the program without a subcommand: a window where there is a display, an address where there is none.
// A second start asks the first to show itself.
func (p *program) openDesktop(c *cobra.Command, _ []string) error {
	ctx := c.Context()
	dir, err := p.dataDir()
	if err != nil {
		return err
	}
	h, err := p.openHost(ctx, dir, true)
	if errors.Is(err, control.ErrOwned) {
		return p.secondStart(ctx, dir)
	}
	if err != nil {
		return err
	}
	defer h.close()
	asked, err := c.Flags().GetBool("browser")
	if err != nil {
		return err
	}
	if !asked && window.HasDisplay() {
		return p.runWindow(ctx, h)
	}
	return p.runBrowser(ctx, h)
}

// secondStart shows what runs already.
func (p *program) secondStart(ctx context.Context, dir string) error {
	again := *p
	again.args = []string{"open", "--json=" + strconv.FormatBool(p.json)}
	return again.forward(ctx, dir)
}

func (p *program) runWindow(ctx context.Context, h *host) error {
	h.shown = true
	h.listen()
	return window.Run(ctx, window.Options{
		App: h.app, Assets: p.Frontend, Title: "Наряд", DataDir: filepath.Join(h.dir, "webview"), Icon: p.Icon, Log: p.Log,
	})
}

// runBrowser serves the desk on a loopback port until the program is asked to end.
func (p *program) runBrowser(ctx context.Context, h *host) error {
	web, err := browser.Listen(browser.Options{App: h.app, Assets: p.Frontend, Clock: p.Clock, Log: p.Log})
	if err != nil {
		return err
	}
	h.fresh = web.FreshAddress
	h.listen()
	if err := p.printAddress(web.FreshAddress()); err != nil {
		return err
	}
	return web.Serve(ctx)
}

func (p *program) printAddress(address string) error {
	return p.print(map[string]string{"address": address}, func(w io.Writer) {
		fmt.Fprintln(w, p.texts().Say("cli.browser_address", map[string]any{"address": address}))
	})
}

// openCommand shows the desktop that runs: its window comes to the front, or a fresh address is printed.
func (p *program) openCommand() *cobra.Command {
	return &cobra.Command{Use: "open", Short: "показать открытый стол / show the desk that runs", Args: p.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			if p.host == nil {
				return p.onDirectory(c.Context(), func(*host) error {
					return desk.Errorf(desk.CodeConflict, "cli.not_open")
				})
			}
			if p.host.fresh != nil {
				return p.printAddress(p.host.fresh())
			}
			if p.host.app == nil || !p.host.shown {
				return desk.Errorf(desk.CodeConflict, "cli.not_open")
			}
			p.host.app.Show()
			return p.print(map[string]bool{"shown": true}, func(w io.Writer) {
				fmt.Fprintln(w, p.texts().Say("cli.shown", nil))
			})
		}}
}

// createCommand and joinCommand are the first run for terminals.
func (p *program) createCommand() *cobra.Command {
	var form app.CreateAlone
	c := &cobra.Command{Use: "create", Short: "создать базу на этом компьютере / make a workspace on this computer", Args: p.exactly(0)}
	c.Flags().StringVar(&form.Company, "company", "", "company's name / название компании")
	c.Flags().StringVar(&form.Name, "name", "", "your name / ваше имя")
	c.Flags().StringVar(&form.Email, "email", "", "your e-mail / ваша почта")
	c.RunE = func(c *cobra.Command, _ []string) error {
		return p.onDirectory(c.Context(), func(h *host) error {
			b, err := h.desk.CreateAlone(form)
			if err != nil {
				return err
			}
			return p.printBoot(b)
		})
	}
	return c
}

func (p *program) joinCommand() *cobra.Command {
	return &cobra.Command{Use: "join INVITATION", Short: "подключиться по приглашению / join by an invitation", Args: p.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.onDirectory(c.Context(), func(h *host) error {
				invitation, err := p.text(args[0])
				if err != nil {
					return err
				}
				if h.ws != nil { // signed in anew on the replica that is open
					if _, err := h.Join(c.Context(), invitation); err != nil {
						return err
					}
					b, err := h.desk.Boot()
					if err != nil {
						return err
					}
					return p.printBoot(b)
				}
				b, err := h.desk.Join(invitation)
				if err != nil {
					return err
				}
				return p.printBoot(b)
			})
		}}
}

func (p *program) printBoot(b app.Boot) error {
	return p.print(b, func(w io.Writer) {
		fmt.Fprintln(w, p.texts().Say("cli.ready", map[string]any{"company": b.Company}))
	})
}

// syncCommand sends and fetches what there is and says how it stands.
func (p *program) syncCommand() *cobra.Command {
	return &cobra.Command{Use: "sync", Short: "обменяться с базой сейчас / exchange with the server now", Args: p.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return p.onDesk(c.Context(), func(h *host) error {
				if err := h.exchange(c.Context()); err != nil && desk.AsError(err) == nil {
					return err // what an Error says stands in the sync state
				}
				s, err := h.desk.Sync()
				if err != nil {
					return err
				}
				return p.print(s, func(w io.Writer) {
					fmt.Fprintln(w, p.texts().Say("cli.sync_"+s.State, map[string]any{"pending": s.Pending, "refused": s.Refused}))
				})
			})
		}}
}
