package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"naryad/app"
)

func (p *program) reportCommand() *cobra.Command {
	c := &cobra.Command{Use: "report", Short: "отчёты / reports", Args: p.exactly(0), RunE: help}
	var from, to string
	efficiency := &cobra.Command{Use: "efficiency", Short: "КПД по сданным заявкам / n/h earned against hours spent", Args: p.exactly(0), RunE: func(c *cobra.Command, _ []string) error {
		return p.onDesk(c.Context(), func(h *host) error {
			v, err := h.desk.Efficiency(from, to)
			if err != nil {
				return err
			}
			return p.print(v, func(w io.Writer) { p.writeEfficiency(w, v) })
		})
	}}
	efficiency.Flags().StringVar(&from, "from", "", "first day, YYYY-MM-DD (the month's first) / первый день")
	efficiency.Flags().StringVar(&to, "to", "", "last day, YYYY-MM-DD (today) / последний день")
	c.AddCommand(efficiency)
	return c
}

func (p *program) writeEfficiency(w io.Writer, v app.EfficiencyReport) {
	text := p.texts()
	line := func(name string, e app.Efficiency) []string {
		return []string{
			name, fmt.Sprint(e.Percent, " %"), text.Say("cli.nh", map[string]any{"hours": text.NH(int64(e.NH))}),
			text.Say("cli.hours", map[string]any{"hours": text.NH((e.Seconds + 180) / 360)}), text.Say("cli.tickets", map[string]any{"count": e.Tickets}),
		}
	}
	rows := [][]string{line(text.Say("cli.everybody", nil), v.Team)}
	for _, one := range v.People {
		rows = append(rows, line(one.Person.Name, one.Efficiency))
	}
	table(w, rows)
}
