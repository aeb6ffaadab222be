package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"naryad/internal/desk"
	"naryad/internal/server"
)

func (p *program) userCommand() *cobra.Command {
	c := &cobra.Command{Use: "user", Short: "сотрудники на сервере / people of the server", Args: p.exactly(0), RunE: help}
	c.AddCommand(p.userAdd(), p.userInvite(), p.userList(), p.userRevoke())
	return c
}

func (p *program) userAdd() *cobra.Command {
	var email, tz string
	var roles []string
	c := &cobra.Command{Use: "add NAME", Short: "добавить сотрудника / add a person", Args: p.exactly(1)}
	c.Flags().StringVar(&email, "email", "", "e-mail / почта")
	c.Flags().StringSliceVar(&roles, "role", []string{"engineer"}, "engineer, manager, lead, admin; several by comma / роли")
	c.Flags().StringVar(&tz, "tz", "Europe/Moscow", "time zone / часовой пояс")
	c.RunE = func(c *cobra.Command, args []string) error {
		return p.onAuthority(c.Context(), func(s *server.Server, _ *host) error {
			held := make([]desk.Role, len(roles))
			for i, r := range roles {
				held[i] = desk.Role(r)
			}
			id, err := s.AddPerson(c.Context(), args[0], email, held, tz)
			if err != nil {
				return err
			}
			return p.print(map[string]string{"id": id}, func(w io.Writer) {
				fmt.Fprintln(w, p.texts().Say("cli.user_added", map[string]any{"name": args[0]}))
			})
		})
	}
	return c
}

func (p *program) userInvite() *cobra.Command {
	var address string
	var ttl time.Duration
	c := &cobra.Command{Use: "invite EMAIL|NAME|ID", Short: "приглашение для компьютера / an invitation for a computer", Args: p.exactly(1)}
	c.Flags().StringVar(&address, "address", "", "host:port of the server, unless it runs and says it itself / адрес сервера")
	c.Flags().DurationVar(&ttl, "for", server.DefaultInvite, "how long it holds / сколько действует")
	c.RunE = func(c *cobra.Command, args []string) error {
		return p.onAuthority(c.Context(), func(s *server.Server, h *host) error {
			person, err := s.FindPerson(c.Context(), args[0])
			if err != nil {
				return err
			}
			if address == "" {
				h.mu.Lock()
				address = h.address
				h.mu.Unlock()
			} else if !strings.Contains(address, "://") {
				address = "https://" + address
			}
			if address == "" {
				return desk.Errorf(desk.CodeInvalid, "cli.invite_address")
			}
			inv, err := s.Invite(c.Context(), person.ID, address, ttl)
			if err != nil {
				return err
			}
			return p.print(map[string]string{"invitation": inv.String(), "until": inv.Until.Time().Format(time.RFC3339)}, func(w io.Writer) {
				fmt.Fprintln(w, inv.String())
			})
		})
	}
	return c
}

func (p *program) userList() *cobra.Command {
	return &cobra.Command{Use: "list", Short: "кто есть и на каких компьютерах / people and their devices", Args: p.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return p.onAuthority(c.Context(), func(s *server.Server, _ *host) error {
				people, err := s.People(c.Context())
				if err != nil {
					return err
				}
				return p.print(people, func(w io.Writer) { p.writePeople(w, people) })
			})
		}}
}

func (p *program) writePeople(w io.Writer, people []server.PersonDevices) {
	text := p.texts()
	var rows [][]string
	for _, q := range people {
		roles := make([]string, len(q.Roles))
		for i, r := range q.Roles {
			roles[i] = text.Name("role", string(r))
		}
		rows = append(rows, []string{q.Name, q.Email, strings.Join(roles, ", "), q.ID})
		for _, d := range q.Devices {
			rows = append(rows, []string{"  " + d.Name, text.Moment(int64(d.SeenAt)), "", d.ID})
		}
	}
	table(w, rows)
}

func (p *program) userRevoke() *cobra.Command {
	return &cobra.Command{Use: "revoke EMAIL|NAME|ID|DEVICE", Short: "закрыть доступ человеку или компьютеру / end a person's or a device's access", Args: p.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.onAuthority(c.Context(), func(s *server.Server, _ *host) error {
				people, err := s.People(c.Context())
				if err != nil {
					return err
				}
				for _, q := range people {
					for _, d := range q.Devices {
						if d.ID == args[0] {
							return p.revoked(s.RevokeDevice(c.Context(), d.ID), d.Name)
						}
					}
				}
				person, err := s.FindPerson(c.Context(), args[0])
				if err != nil {
					return err
				}
				return p.revoked(s.RevokePerson(c.Context(), person.ID), person.Name)
			})
		}}
}

func (p *program) revoked(err error, name string) error {
	if err != nil {
		return err
	}
	return p.print(map[string]string{"revoked": name}, func(w io.Writer) {
		fmt.Fprintln(w, p.texts().Say("cli.revoked", map[string]any{"name": name}))
	})
}
