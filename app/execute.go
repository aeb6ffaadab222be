package app

import (
	"context"

	"naryad/internal/desk"
	"naryad/internal/workspace"
)

// execute runs one command on the replica. id is what the command makes, if it makes something.
func (d *Desk) execute(method string, id desk.ID, build func() (desk.Command, error)) (Receipt, error) {
	return call(d, method, func(ctx context.Context) (Receipt, error) {
		opened, err := d.app.open()
		if err != nil {
			return Receipt{}, err
		}
		cmd, err := build()
		if err != nil {
			return Receipt{}, err
		}
		r, err := opened.Workspace.Execute(ctx, cmd)
		return receipt(r, id), err
	})
}

// give is execute for a command that needs nothing but its arguments and makes nothing.
func (d *Desk) give(method string, cmd desk.Command) (Receipt, error) {
	return d.execute(method, "", func() (desk.Command, error) { return cmd, nil })
}

// make is execute for a command that makes something with a new id.
func (d *Desk) make(method string, build func(id desk.ID) desk.Command) (Receipt, error) {
	id := d.app.newID()
	return d.execute(method, id, func() (desk.Command, error) { return build(id), nil })
}

func receipt(r workspace.Receipt, id desk.ID) Receipt {
	return Receipt{CmdID: r.CmdID, ID: id, Undoable: r.Undoable}
}

// newID draws an id; a clock.Source's entropy is not safe for several goroutines.
func (a *App) newID() desk.ID {
	a.ids.Lock()
	defer a.ids.Unlock()
	return a.opts.Clock.NewID()
}

// Undo takes a command back, where its receipt said that this is possible. The new receipt's Undo does it again.
func (d *Desk) Undo(cmdID string) (Receipt, error) {
	return call(d, "Undo", func(ctx context.Context) (Receipt, error) {
		opened, err := d.app.open()
		if err != nil {
			return Receipt{}, err
		}
		r, err := opened.Workspace.Undo(ctx, cmdID)
		return receipt(r, ""), err
	})
}
