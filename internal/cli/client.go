package cli

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"naryad/internal/desk"
)

func (p *program) clientCommand() *cobra.Command {
	c := &cobra.Command{Use: "client", Short: "клиенты / clients", Args: p.exactly(0), RunE: help}
	var entity, inn string
	add := &cobra.Command{Use: "add NAME", Short: "новый клиент / a new client", Args: p.exactly(1), RunE: func(c *cobra.Command, args []string) error {
		return p.onDesk(c.Context(), func(h *host) error {
			r, err := h.desk.AddClient(args[0], entity, inn)
			if err != nil {
				return err
			}
			h.settle(c.Context())
			return p.print(r, func(w io.Writer) { io.WriteString(w, r.ID+"\n") })
		})
	}}
	add.Flags().StringVar(&entity, "entity", "", "legal entity / юридическое лицо")
	add.Flags().StringVar(&inn, "inn", "", "ИНН")
	list := &cobra.Command{Use: "list", Short: "список / list", Args: p.exactly(0), RunE: func(c *cobra.Command, _ []string) error {
		return p.onDesk(c.Context(), func(h *host) error {
			clients, err := h.desk.Clients()
			if err != nil {
				return err
			}
			return p.print(clients, func(w io.Writer) {
				rows := make([][]string, len(clients))
				for i, cl := range clients {
					rows[i] = []string{cl.ID, cl.Name}
				}
				table(w, rows)
			})
		})
	}}
	c.AddCommand(add, list)
	return c
}

// clientID finds a client by id or by its whole name in any case; an empty name gives an empty id.
func (h *host) clientID(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	clients, err := h.desk.Clients()
	if err != nil {
		return "", err
	}
	for _, c := range clients {
		if c.ID == name || strings.EqualFold(c.Name, name) {
			return c.ID, nil
		}
	}
	return "", desk.Errorf(desk.CodeNotFound, "cli.no_client", "name", name)
}

// personID finds a person by id, name or short name; an empty name gives an empty id.
func (h *host) personID(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	people, err := h.desk.People()
	if err != nil {
		return "", err
	}
	for _, q := range people {
		if q.ID == name || strings.EqualFold(q.Name, name) || strings.EqualFold(q.Short, name) {
			return q.ID, nil
		}
	}
	return "", desk.Errorf(desk.CodeNotFound, "cli.no_person", "name", name)
}
