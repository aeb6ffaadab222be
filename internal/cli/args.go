package cli

import (
	"github.com/spf13/cobra"

	"naryad/internal/desk"
	"naryad/internal/i18n"
)

// exactly and between say in the person's language how a command is written, where cobra would say it in English only.
func (p *program) exactly(n int) cobra.PositionalArgs { return p.between(n, n) }

func (p *program) between(low, high int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) < low || len(args) > high {
			return desk.Errorf(desk.CodeInvalid, "cli.usage", "usage", c.UseLine())
		}
		return nil
	}
}

// texts are the sentences in the person's language.
func (p *program) texts() *i18n.Text { return i18n.New(p.language()) }
