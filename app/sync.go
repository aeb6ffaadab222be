package app

import (
	"context"
	"slices"

	"naryad/internal/workspace"
)

// watch turns the workspace's events into the frontend's.
func (a *App) watch(w *workspace.Workspace) (cancel func()) {
	return w.Subscribe(func(e workspace.Event) {
		if e.All || len(e.Tickets) > 0 || len(e.Tables) > 0 {
			// Rows that belong to no ticket (people, clients, settings) can stand in any view.
			other := slices.ContainsFunc(e.Tables, func(t string) bool { return slices.Contains(everywhere, t) })
			a.hub.changed(e.Tickets, e.All || other || len(e.Tickets) == 0)
			a.hub.state("timer", a.timerNow)
		}
		if e.State != nil {
			a.hub.state("sync", func() (any, error) { return a.syncState(), nil })
		}
	})
}

var everywhere = []string{"person", "setting", "client", "legal_entity", "contact", "infobase", "contract"}

func (a *App) timerNow() (any, error) { return a.desk.Timer() }

// Sync says how this replica and the authority stand.
func (d *Desk) Sync() (SyncState, error) {
	return call(d, "Sync", func(context.Context) (SyncState, error) {
		if _, err := d.app.open(); err != nil {
			return SyncState{}, err
		}
		return d.app.syncState(), nil
	})
}

// syncState is the workspace's state as the frontend tells it. Where the authority is in this process there is no
// connection to speak of: the state is "alone" unless something is wrong.
func (a *App) syncState() SyncState {
	opened, err := a.open()
	if err != nil {
		return SyncState{}
	}
	s := opened.Workspace.State()
	v := SyncState{
		State: string(s.Kind), Since: iso(s.Since), Pending: s.Pending, Refused: s.Refused, Done: s.Done, Total: s.Total,
	}
	if opened.Alone {
		switch s.Kind {
		case workspace.Synced, workspace.Sending, workspace.Offline:
			v.State, v.Since = "alone", ""
		}
	}
	if s.Problem != nil {
		p := a.problem(s.Problem)
		v.Problem = &p
	}
	return v
}

// SyncNow exchanges with the authority at once instead of waiting for the next attempt.
func (d *Desk) SyncNow() error {
	return perform(d, "SyncNow", func(context.Context) error {
		opened, err := d.app.open()
		if err != nil {
			return err
		}
		opened.Workspace.SyncNow()
		return nil
	})
}

// DismissRefusal forgets a refused command and what was typed in it.
func (d *Desk) DismissRefusal(cmdID string) error {
	return perform(d, "DismissRefusal", func(ctx context.Context) error {
		opened, err := d.app.open()
		if err != nil {
			return err
		}
		return opened.Workspace.Dismiss(ctx, cmdID)
	})
}

// RetryRefusal gives a refused command again with the same arguments; when it is refused again it stays where it is.
func (d *Desk) RetryRefusal(cmdID string) (Receipt, error) {
	return call(d, "RetryRefusal", func(ctx context.Context) (Receipt, error) {
		opened, err := d.app.open()
		if err != nil {
			return Receipt{}, err
		}
		r, err := opened.Workspace.Retry(ctx, cmdID)
		return receipt(r, ""), err
	})
}

// Refusals lists my refused commands, oldest first.
func (d *Desk) Refusals() ([]Refusal, error) {
	return reading(d, "Refusals", func(r *reader) ([]Refusal, error) {
		rows, err := r.Rejected()
		if err != nil {
			return nil, err
		}
		out := make([]Refusal, len(rows))
		for i, row := range rows {
			if out[i], err = r.refusal(row); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
}

// fillRefused lists the refused commands about one ticket.
func (r *reader) fillRefused(v *TicketDetail) error {
	v.Refused = []Refusal{}
	if v.TicketRow.Refused == 0 {
		return nil
	}
	rows, err := r.Rejected()
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.TicketID != v.ID {
			continue
		}
		view, err := r.refusal(row)
		if err != nil {
			return err
		}
		v.Refused = append(v.Refused, view)
	}
	return nil
}
