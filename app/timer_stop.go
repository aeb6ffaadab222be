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
