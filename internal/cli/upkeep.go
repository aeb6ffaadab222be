package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"naryad/internal/desk"
	"naryad/internal/server"
	"naryad/internal/store"
)

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{Use: "version", Short: "версия / the version", Args: p.exactly(0), RunE: func(*cobra.Command, []string) error {
		v := map[string]string{"version": p.Version, "go": runtime.Version(), "system": runtime.GOOS + "/" + runtime.GOARCH}
		return p.print(v, func(w io.Writer) { fmt.Fprintf(w, "naryad %s %s\n", p.Version, v["system"]) })
	}}
}

// checkCommand runs the consistency check over every database in the directory.
func (p *program) checkCommand() *cobra.Command {
	return &cobra.Command{Use: "check", Short: "проверить базу / check the databases", Args: p.exactly(0), RunE: func(c *cobra.Command, _ []string) error {
		dir, err := p.dataDir()
		if err != nil {
			return err
		}
		if exists(filepath.Join(dir, store.AuthorityFile)) {
			return p.onAuthority(c.Context(), func(_ *server.Server, h *host) error { return p.check(c.Context(), h) })
		}
		return p.onDesk(c.Context(), func(h *host) error { return p.check(c.Context(), h) })
	}}
}

// checked is what `check --json` prints.
type checked struct {
	OK        bool            `json:"ok"`
	Checksum  string          `json:"checksum"` // of everything that this replica or authority holds and everybody may read
	Rev       int64           `json:"rev"`
	Pending   int             `json:"pending"`
	Problems  []store.Problem `json:"problems"`
	Databases []string        `json:"databases"`
}

func (p *program) check(ctx context.Context, h *host) error {
	out := checked{Problems: []store.Problem{}}
	if h.srv != nil {
		report, err := h.srv.Check(ctx)
		if err != nil {
			return err
		}
		out.Databases = append(out.Databases, store.AuthorityFile)
		out.Problems = append(out.Problems, report.Problems...)
		files, err := h.srv.CheckFiles(ctx)
		if err != nil {
			return err
		}
		out.Problems = append(out.Problems, files...)
		out.Rev, out.Checksum = report.Rev, report.Checksum
	}
	if h.ws != nil {
		report, err := h.ws.Check(ctx)
		if err != nil {
			return err
		}
		out.Databases = append(out.Databases, store.ReplicaFile)
		out.Problems = append(out.Problems, report.Problems...)
		out.Rev, out.Checksum, out.Pending = report.Rev, report.Checksum, report.Pending
	}
	out.OK = len(out.Problems) == 0
	err := p.print(out, func(w io.Writer) {
		text := p.texts()
		for _, q := range out.Problems {
			fmt.Fprintln(w, text.Say(q.Key, q.Params))
		}
		if out.OK {
			fmt.Fprintln(w, text.Say("cli.check_ok", map[string]any{"checksum": out.Checksum}))
		}
	})
	if err == nil && !out.OK {
		return desk.Errorf(desk.CodeDamaged, "cli.check_failed", "problems", len(out.Problems))
	}
	return err
}

func (p *program) backupCommand() *cobra.Command {
	return &cobra.Command{Use: "backup DIRECTORY", Short: "резервная копия базы / back the company's data up", Args: p.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.onAuthority(c.Context(), func(s *server.Server, _ *host) error {
				to := p.path(args[0])
				if err := s.Backup(c.Context(), to); err != nil {
					return err
				}
				return p.print(map[string]string{"backup": to}, func(w io.Writer) {
					fmt.Fprintln(w, p.texts().Say("cli.backed_up", map[string]any{"to": to}))
				})
			})
		}}
}

func (p *program) restoreCommand() *cobra.Command {
	return &cobra.Command{Use: "restore BACKUP", Short: "поднять базу из копии в пустой каталог / restore a backup into an empty directory", Args: p.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			if p.data == "" {
				return desk.Errorf(desk.CodeInvalid, "cli.restore_needs_data")
			}
			dir, err := p.dataDir()
			if err != nil {
				return err
			}
			h := &host{p: p, dir: dir}
			if err := server.Restore(c.Context(), p.path(args[0]), h.serverOptions(dir)); err != nil {
				return err
			}
			return p.print(map[string]string{"restored": dir}, func(w io.Writer) {
				fmt.Fprintln(w, p.texts().Say("cli.restored", map[string]any{"dir": dir}))
			})
		}}
}
