package app

import (
	"context"

	"naryad/internal/desk"
)

// TakeTicket starts the work now. Urgent work that is not yet estimated or approved needs somebody who allows it (ST-3):
// a manager, a lead or an admin who takes it allows it themselves.
func (d *Desk) TakeTicket(id string) (Receipt, error) {
	return call(d, "TakeTicket", func(ctx context.Context) (Receipt, error) {
		opened, err := d.app.open()
		if err != nil {
			return Receipt{}, err
		}
		cmd := &desk.TakeTicket{TicketID: id}
		if err := d.app.read(ctx, func(r *reader) error {
			t := &desk.Ticket{ID: id}
			if _, err := r.Get(t); err != nil {
				return err
			}
			me, err := r.actor()
			early := t.Status == desk.StatusNew || t.Status == desk.StatusEstimated
			if early && me.Has(desk.RoleManager, desk.RoleLead, desk.RoleAdmin) {
				cmd.AllowedBy = me.ID
			}
			return err
		}); err != nil {
			return Receipt{}, err
		}
		r, err := opened.Workspace.Execute(ctx, cmd)
		return receipt(r, ""), err
	})
}
