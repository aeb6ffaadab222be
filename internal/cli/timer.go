package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"naryad/app"
)

func (p *program) timerCommand() *cobra.Command {
	c := &cobra.Command{Use: "timer", Short: "таймер / the timer", Args: p.exactly(0), RunE: help}
	var kind string
	start := &cobra.Command{Use: "start NUMBER", Short: "начать / start", Args: p.exactly(1), RunE: func(c *cobra.Command, args []string) error {
		return p.onTimer(c, func(h *host) (err error) {
			id, err := h.ticketID(c.Context(), args[0])
			if err == nil {
				_, err = h.desk.StartTimer(id, kind)
			}
			return err
		})
	}}
	start.Flags().StringVar(&kind, "kind", "", "kind of the work: work, analysis, talk, help / чем занимаетесь")
	stop := &cobra.Command{Use: "stop", Short: "остановить / stop", Args: p.exactly(0), RunE: func(c *cobra.Command, _ []string) error {
		return p.onTimer(c, func(h *host) error { _, err := h.desk.StopTimer(); return err })
	}}
	status := &cobra.Command{Use: "status", Short: "что идёт / what runs", Args: p.exactly(0), RunE: func(c *cobra.Command, _ []string) error {
		return p.onTimer(c, func(*host) error { return nil })
	}}
	c.AddCommand(start, stop, status)
	return c
}

// onTimer acts and prints the timer as it then is.
func (p *program) onTimer(c *cobra.Command, act func(*host) error) error {
	return p.onDesk(c.Context(), func(h *host) error {
		if err := act(h); err != nil {
			return err
		}
		h.settle(c.Context())
		t, err := h.desk.Timer()
		if err != nil {
			return err
		}
		return p.print(t, func(w io.Writer) { p.writeTimer(w, t) })
	})
}

func (p *program) writeTimer(w io.Writer, t app.Timer) {
	if !t.Running {
		fmt.Fprintln(w, p.texts().Say("cli.timer_stopped", nil))
		return
	}
	table(w, [][]string{{t.StartedAt, number(t.Number), t.Subject}})
}
