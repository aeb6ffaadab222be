// Package cli holds the program's subcommands and the wiring of its parts: it is the one place, beside the
// simulator, that sees both the replica's side and the authority's.
//
// A command on a desktop's directory runs in the process that owns that directory (internal/control): when the
// desktop is open the arguments are sent to it, otherwise this process becomes the owner for as long as it runs.
package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"naryad/internal/clock"
	"naryad/internal/config"
	"naryad/internal/control"
	"naryad/internal/desk"
	"naryad/internal/i18n"
)

// Env is what the program is given by the world.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Clock          clock.Source
	Log            *slog.Logger
	Version        string
	Frontend       fs.FS  // frontend/dist
	Icon           []byte // PNG
}

// Exit codes, by class of error; 0 is success.
var exitCodes = map[desk.Code]int{
	desk.CodeInternal: 1, desk.CodeInvalid: 2, desk.CodeNotFound: 3, desk.CodeConflict: 4, desk.CodeForbidden: 5,
	desk.CodeUnavailable: 6, desk.CodeSignedOut: 7, desk.CodeTooOld: 8, desk.CodeDamaged: 9, desk.CodeTooLarge: 10,
	desk.CodeTooMany: 11,
}

// program is one run of the command line. In an owner that runs somebody else's command line, host is set.
type program struct {
	Env
	host *host  // what this process owns already
	cwd  string // relative paths mean it
	args []string

	data string // --data
	lang string // --lang
	json bool   // --json
}

// Main runs a command line and returns the exit code.
func Main(ctx context.Context, env Env, args []string) int {
	if env.Log == nil {
		env.Log = slog.New(slog.NewTextHandler(env.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	cwd, err := os.Getwd()
	if err != nil {
		cwd = "."
	}
	p := &program{Env: env, args: args, cwd: cwd}
	return p.run(ctx)
}

func (p *program) run(ctx context.Context) int {
	root := p.root()
	root.SetArgs(p.args)
	root.SetIn(p.Stdin)
	root.SetOut(p.Stdout)
	root.SetErr(p.Stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	var done exitError
	if errors.As(err, &done) {
		return int(done)
	}
	return p.fail(err)
}

// exitError carries the exit code of a command line that has already said what there was to say.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// usageError is what cobra says of a command line that it cannot read.
type usageError struct{ error }

// fail prints an error for people and returns its exit code. Internal errors are logged, never shown.
func (p *program) fail(err error) int {
	var usage usageError
	problem := desk.AsError(err)
	switch {
	case problem != nil:
	case errors.As(err, &usage):
		fmt.Fprintln(p.Stderr, usage.Error())
		return exitCodes[desk.CodeInvalid]
	case errors.Is(err, context.Canceled):
		problem = desk.Errorf(desk.CodeUnavailable, "cli.interrupted")
	default:
		p.Log.Error("command failed", "error", err)
		problem = desk.Errorf(desk.CodeInternal, "internal")
	}
	text := i18n.New(p.language()).Error(problem.Key, problem.Params)
	if p.json {
		_ = printJSON(p.Stderr, map[string]any{"error": map[string]any{
			"code": problem.Code, "key": problem.Key, "params": problem.Params, "text": text}})
	} else {
		fmt.Fprintln(p.Stderr, text)
	}
	if code, ok := exitCodes[problem.Code]; ok {
		return code
	}
	return 1
}

func (p *program) language() string {
	if p.lang == "ru" || p.lang == "en" {
		return p.lang
	}
	return i18n.Match(config.SystemLocale())
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "naryad",
		Short: "Наряд: заявки, план и время команды, которая ведёт клиентов на 1С / the desk of a company that supports 1C",
		Args:  p.exactly(0),
		RunE:  p.openDesktop,

		SilenceUsage: true, SilenceErrors: true,
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	flags := root.PersistentFlags()
	flags.StringVar(&p.data, "data", "", "directory with the data / каталог с данными")
	flags.StringVar(&p.lang, "lang", "", "language of the answers: ru or en / язык ответов")
	flags.BoolVar(&p.json, "json", false, "print JSON / печатать JSON")
	root.Flags().Bool("browser", false, "serve the desk on a loopback port and print its address / открыть в браузере")
	root.AddCommand(
		p.serveCommand(), p.userCommand(), p.createCommand(), p.joinCommand(), p.openCommand(), p.syncCommand(),
		p.ticketCommand(), p.clientCommand(), p.timerCommand(), p.reportCommand(),
		p.checkCommand(), p.backupCommand(), p.restoreCommand(), p.versionCommand(),
	)
	return root
}

// path makes a path given on the command line absolute, from where the person stands.
func (p *program) path(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(p.cwd, name)
}

// dataDir is the directory that the command line is about.
func (p *program) dataDir() (string, error) {
	dir := p.data
	if dir == "" {
		d, err := config.DefaultDir()
		if err != nil {
			return "", err
		}
		dir = d
	}
	dir = p.path(dir)
	if config.Network(dir) {
		return "", desk.Errorf(desk.CodeInvalid, "cli.network_dir", "dir", dir)
	}
	return dir, nil
}

// onOwner runs fn in the process that owns dir: here, when open succeeds in taking it, or there, by sending this
// command line. open must return control.ErrOwned when the directory is taken.
func (p *program) onOwner(ctx context.Context, dir string, open func() (*host, error), fn func(*host) error) (err error) {
	if p.host != nil {
		if !p.host.owns(dir) {
			return desk.Errorf(desk.CodeConflict, "cli.other_dir", "dir", dir)
		}
		return fn(p.host)
	}
	h, err := open()
	if errors.Is(err, control.ErrOwned) {
		return p.forward(ctx, dir)
	}
	if err != nil {
		return err
	}
	defer func() {
		if e := h.close(); err == nil {
			err = e
		}
	}()
	return fn(h)
}

// forward sends this command line to the owner of dir.
func (p *program) forward(ctx context.Context, dir string) error {
	args := append([]string{"--data=" + dir, "--lang=" + p.language()}, p.args...) // what was typed comes last and wins
	req := control.Request{Args: args, Dir: p.cwd}
	if p.wantsStdin() {
		b, err := io.ReadAll(io.LimitReader(p.Stdin, desk.MaxArgs+1))
		if err != nil {
			return fmt.Errorf("read the standard input: %w", err)
		}
		req.Stdin = b
	}
	code, err := control.Call(ctx, dir, req, p.Stdout, p.Stderr)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, control.ErrSilent) {
		p.Log.Warn("the owner does not answer", "error", err)
		return desk.Errorf(desk.CodeUnavailable, "cli.owner_silent", "dir", dir)
	}
	if err != nil {
		return err
	}
	if code != 0 {
		return exitError(code)
	}
	return nil
}

// wantsStdin says whether a text is piped in: an argument that is a lone dash.
func (p *program) wantsStdin() bool {
	for _, a := range p.args {
		if a == "-" {
			return true
		}
	}
	return false
}

// text returns an argument, or what is piped in where it is a dash.
func (p *program) text(arg string) (string, error) {
	if arg != "-" {
		return arg, nil
	}
	b, err := io.ReadAll(io.LimitReader(p.Stdin, desk.MaxArgs+1))
	if err != nil {
		return "", fmt.Errorf("read the standard input: %w", err)
	}
	return strings.TrimRight(string(b), "\r\n"), nil
}

// serveControl runs a command line that came over the control channel, in this process, on what it owns.
func (p *program) serveControl(h *host) control.Handler {
	return func(ctx context.Context, r control.Request, stdout, stderr io.Writer) int {
		inner := &program{Env: p.Env, host: h, args: r.Args, cwd: r.Dir}
		inner.Stdin, inner.Stdout, inner.Stderr = bytes.NewReader(r.Stdin), stdout, stderr
		return inner.run(ctx)
	}
}
