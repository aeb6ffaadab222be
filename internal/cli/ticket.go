package cli

import (
	"context"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"naryad/app"
	"naryad/internal/desk"
	"naryad/internal/store"
)

func (p *program) ticketCommand() *cobra.Command {
	c := &cobra.Command{Use: "ticket", Short: "заявки / tickets", Args: p.exactly(0), RunE: help}
	c.AddCommand(
		p.ticketNew(), p.ticketList(), p.ticketShow(), p.ticketEstimate(), p.ticketPlan(), p.ticketSay(),
		p.ticketMove("accept", "принять / accept", 0, func(d *app.Desk, id string, _ []string) (app.Receipt, error) { return d.AcceptTicket(id) }),
		p.ticketMove("done", "выполнено, с итоговым решением / done, with its resolution", 1,
			func(d *app.Desk, id string, text []string) (app.Receipt, error) { return d.FinishTicket(id, text[0]) }),
		p.ticketMove("confirm", "клиент подтвердил / the client confirmed", 0,
			func(d *app.Desk, id string, _ []string) (app.Receipt, error) { return d.ConfirmTicket(id, "", "call") }),
	)
	return c
}

func help(c *cobra.Command, _ []string) error { return c.Help() }

// ticketMove is a command that needs a ticket and perhaps one text, and prints the ticket as it then is.
func (p *program) ticketMove(name, short string, texts int, do func(*app.Desk, string, []string) (app.Receipt, error)) *cobra.Command {
	use := name + " NUMBER" + strings.Repeat(" TEXT|-", texts)
	return &cobra.Command{Use: use, Short: short, Args: p.exactly(1 + texts), RunE: func(c *cobra.Command, args []string) error {
		return p.onDesk(c.Context(), func(h *host) error {
			return p.actOn(c.Context(), h, args[0], func(id string) (app.Receipt, error) {
				said := make([]string, texts)
				for i := range said {
					t, err := p.text(args[1+i])
					if err != nil {
						return app.Receipt{}, err
					}
					said[i] = t
				}
				return do(h.desk, id, said)
			})
		})
	}}
}

// actOn finds a ticket, acts on it and prints it.
func (p *program) actOn(ctx context.Context, h *host, ref string, do func(id string) (app.Receipt, error)) error {
	id, err := h.ticketID(ctx, ref)
	if err != nil {
		return err
	}
	if _, err := do(id); err != nil {
		return err
	}
	h.settle(ctx)
	return p.printTicket(h, id)
}

func (p *program) printTicket(h *host, id string) error {
	t, err := h.desk.Ticket(id)
	if err != nil {
		return err
	}
	return p.print(t, func(w io.Writer) { p.writeTicket(w, t.TicketRow) })
}

func (p *program) writeTicket(w io.Writer, rows ...app.TicketRow) {
	text := p.texts()
	out := make([][]string, len(rows))
	for i, r := range rows {
		nh := ""
		if r.NH > 0 {
			nh = text.NH(int64(r.NH))
		}
		out[i] = []string{number(r.Number), text.Status(r.Status), nh, r.Client, r.Assignee, r.Subject}
	}
	table(w, out)
}

// number is a ticket's number, or a dash until the authority has given one (ST-1).
func number(n int64) string {
	if n == 0 {
		return "—"
	}
	return strconv.FormatInt(n, 10)
}

func (p *program) ticketNew() *cobra.Command {
	var form app.NewTicket
	var client, urgent string
	c := &cobra.Command{Use: "new SUBJECT [TEXT|-]", Short: "новая заявка / a new ticket", Args: p.between(1, 2)}
	c.Flags().StringVar(&client, "client", "", "client's name or id / клиент")
	c.Flags().StringVar(&form.Kind, "kind", "", "kind: error, consultation, development, update, setup / вид")
	c.Flags().StringVar(&urgent, "urgent", "", "why it is urgent / почему срочно")
	c.Flags().StringVar(&form.Source, "source", "desktop", "where it came from: desktop, phone, messenger / откуда")
	c.RunE = func(c *cobra.Command, args []string) error {
		return p.onDesk(c.Context(), func(h *host) error {
			form.Subject = args[0]
			if len(args) == 2 {
				t, err := p.text(args[1])
				if err != nil {
					return err
				}
				form.Text = t
			}
			form.Urgent, form.UrgentReason = urgent != "", urgent
			id, err := h.clientID(client)
			if err != nil {
				return err
			}
			form.ClientID = id
			r, err := h.desk.CreateTicket(form)
			if err != nil {
				return err
			}
			h.settle(c.Context())
			return p.printTicket(h, r.ID)
		})
	}
	return c
}

func (p *program) ticketList() *cobra.Command {
	q := app.TicketQuery{Limit: 50}
	c := &cobra.Command{Use: "list", Short: "список заявок / list tickets", Args: p.exactly(0)}
	c.Flags().StringVar(&q.View, "view", "all", "today, inbox, open, done, all")
	c.Flags().StringSliceVar(&q.Statuses, "status", nil, "only these statuses / только эти статусы")
	c.Flags().StringVar(&q.Search, "search", "", "words of the subject or a number / слова темы или номер")
	c.Flags().StringVar(&q.Sort, "sort", "touched", "touched, number, deadline")
	c.Flags().StringVar(&q.After, "after", "", "the key of the page before / ключ прошлой страницы")
	c.Flags().IntVar(&q.Limit, "limit", 50, "how many, at most 200 / сколько")
	c.RunE = func(c *cobra.Command, _ []string) error {
		return p.onDesk(c.Context(), func(h *host) error {
			page, err := h.desk.Tickets(q)
			if err != nil {
				return err
			}
			return p.print(page, func(w io.Writer) { p.writeTicket(w, page.Rows...) })
		})
	}
	return c
}

func (p *program) ticketShow() *cobra.Command {
	return &cobra.Command{Use: "show NUMBER", Short: "заявка с перепиской / a ticket with its conversation", Args: p.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.onDesk(c.Context(), func(h *host) error {
				id, err := h.ticketID(c.Context(), args[0])
				if err != nil {
					return err
				}
				return p.showTicket(h, id)
			})
		}}
}

// ticketShown is what `ticket show --json` prints.
type ticketShown struct {
	app.TicketDetail
	Conversation []app.Message     `json:"conversation"`
	Times        []app.TimeEntry   `json:"times"`
	History      []app.HistoryLine `json:"history"`
}

func (p *program) showTicket(h *host, id string) error {
	detail, err := h.desk.Ticket(id)
	if err != nil {
		return err
	}
	said, err := h.desk.Conversation(id, "", 200)
	if err != nil {
		return err
	}
	times, err := h.desk.Times(id)
	if err != nil {
		return err
	}
	history, err := h.desk.History(id, "", 200)
	if err != nil {
		return err
	}
	shown := ticketShown{detail, said.Rows, times, history.Rows}
	return p.print(shown, func(w io.Writer) {
		p.writeTicket(w, detail.TicketRow)
		for _, m := range said.Rows {
			io.WriteString(w, "\n"+oneLine(m.Author)+" · "+m.Audience+" · "+m.At+"\n"+manyLines(m.Text)+"\n")
		}
		if detail.Resolution != "" {
			io.WriteString(w, "\n"+manyLines(detail.Resolution)+"\n")
		}
	})
}

func (p *program) ticketEstimate() *cobra.Command {
	var reason string
	c := &cobra.Command{Use: "estimate NUMBER N/H", Short: "оценить в норм-часах / estimate in norm-hours", Args: p.exactly(2)}
	c.Flags().StringVar(&reason, "reason", "", "why the estimate is another one / почему оценка другая")
	c.RunE = func(c *cobra.Command, args []string) error {
		return p.onDesk(c.Context(), func(h *host) error {
			nh, err := desk.ParseNH(args[1])
			if err != nil {
				return err
			}
			return p.actOn(c.Context(), h, args[0], func(id string) (app.Receipt, error) {
				return h.desk.EstimateTicket(id, int(nh), nil, reason)
			})
		})
	}
	return c
}

func (p *program) ticketPlan() *cobra.Command {
	var form app.PlanTicket
	var engineer, from, to, nh string
	c := &cobra.Command{Use: "plan NUMBER", Short: "поставить в план / put on the plan", Args: p.exactly(1)}
	c.Flags().StringVar(&engineer, "engineer", "", "engineer's e-mail, name or id / исполнитель")
	c.Flags().StringVar(&from, "from", "", "start, 2026-11-24T10:00 / начало")
	c.Flags().StringVar(&to, "to", "", "end / конец")
	c.Flags().StringVar(&nh, "nh", "", "planned n/h; by default the estimate / сколько н/ч")
	c.Flags().StringVar(&form.Criteria, "criteria", "", "acceptance criteria / критерии приёмки")
	c.RunE = func(c *cobra.Command, args []string) error {
		return p.onDesk(c.Context(), func(h *host) error {
			return p.actOn(c.Context(), h, args[0], func(id string) (app.Receipt, error) {
				form.TicketID = id
				if err := h.fillPlan(&form, engineer, from, to, nh); err != nil {
					return app.Receipt{}, err
				}
				return h.desk.PlanTicket(form)
			})
		})
	}
	return c
}

// fillPlan turns what was typed into a plan form; what was left out stays empty and is judged by the rule (PL-2).
func (h *host) fillPlan(form *app.PlanTicket, engineer, from, to, nh string) (err error) {
	if form.EngineerID, err = h.personID(engineer); err != nil {
		return err
	}
	if form.From, err = moment(from); err != nil {
		return err
	}
	if form.To, err = moment(to); err != nil {
		return err
	}
	if nh == "" {
		t, err := h.desk.Ticket(form.TicketID)
		form.NH = t.NH
		return err
	}
	n, err := desk.ParseNH(nh)
	form.NH = int(n)
	return err
}

// moment reads a local date and time and returns it as the app takes it, ISO 8601 in UTC.
func moment(typed string) (string, error) {
	if typed == "" {
		return "", nil
	}
	if t, err := time.Parse(time.RFC3339, typed); err == nil {
		return t.UTC().Format(time.RFC3339), nil
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, typed, time.Local); err == nil {
			return t.UTC().Format(time.RFC3339), nil
		}
	}
	return "", desk.Errorf(desk.CodeInvalid, "cli.bad_moment", "typed", typed)
}

func (p *program) ticketSay() *cobra.Command {
	var client bool
	c := &cobra.Command{Use: "say NUMBER TEXT|-", Short: "написать в заявке / write into a ticket", Args: p.exactly(2)}
	c.Flags().BoolVar(&client, "client", false, "to the client; otherwise the client never sees it / клиенту, иначе внутри")
	c.RunE = func(c *cobra.Command, args []string) error {
		return p.onDesk(c.Context(), func(h *host) error {
			return p.actOn(c.Context(), h, args[0], func(id string) (app.Receipt, error) {
				t, err := p.text(args[1])
				if err != nil {
					return app.Receipt{}, err
				}
				audience := desk.ToInternal
				if client {
					audience = desk.ToClient
				}
				return h.desk.Say(id, string(audience), t, nil)
			})
		})
	}
	return c
}

// ticketID finds a ticket by its number or its id.
func (h *host) ticketID(ctx context.Context, ref string) (string, error) {
	if desk.ValidID(ref) {
		return ref, nil
	}
	unknown := desk.Errorf(desk.CodeNotFound, "cli.no_ticket", "ref", ref)
	n, err := strconv.ParseInt(strings.TrimPrefix(ref, "#"), 10, 64)
	if err != nil || n <= 0 {
		return "", unknown
	}
	var id string
	err = h.ws.Read(ctx, func(r *store.Reader) error {
		rows, err := r.Find("ticket", "number", n)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return unknown
		}
		id = rows[0].Key()
		return nil
	})
	return id, err
}
