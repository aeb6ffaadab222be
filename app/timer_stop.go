package app

import (
	"context"

	"naryad/internal/desk"
)

// StopTimer stops my running timer. It always succeeds (TM-3): where nothing runs there is nothing to do, and the
// Receipt is empty.
func (d *Desk) StopTimer() (Receipt, error) {
	return call(d, "StopTimer", func(ctx context.Context) (Receipt, error) {
		opened, err := d.app.open()
		if err != nil {
			return Receipt{}, err
		}
		var running *desk.TimeEntry
		if err := d.app.read(ctx, func(r *reader) (err error) {
			running, err = r.running()
			return err
		}); err != nil || running == nil {
			return Receipt{}, err
		}
		r, err := opened.Workspace.Execute(ctx, &desk.StopTimer{EntryID: running.ID})
		return receipt(r, running.ID), err
	})
}

// leave gives a command by which I stop working on a ticket, and then stops my timer if it runs there. The stop is a
// command of its own and comes second: a refused Done leaves the timer running here, and one that the authority
// refuses later does not bring the time back (TM-3).
func (d *Desk) leave(ticket desk.ID, method string, cmd desk.Command) (Receipt, error) {
	done, err := d.give(method, cmd)
	if err != nil {
		return done, err
	}
	timer, err := d.Timer()
	if err == nil && timer.Running && timer.TicketID == ticket {
		_, err = d.StopTimer()
	}
	return done, err
}
