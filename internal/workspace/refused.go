package workspace

import (
	"context"

	"naryad/internal/desk"
	"naryad/internal/store"
)

// Refused lists the commands that the authority has refused and nobody has dismissed, oldest first, with all that was
// typed (SY-7).
func (w *Workspace) Refused(ctx context.Context) ([]store.OutboxRow, error) {
	var rows []store.OutboxRow
	err := w.Read(ctx, func(r *store.Reader) (err error) {
		rows, err = r.Rejected()
		return err
	})
	return rows, err
}

// Dismiss forgets a refused command and what was typed in it. Error: sync.no_such_refusal.
func (w *Workspace) Dismiss(ctx context.Context, cmdID desk.ID) error {
	var gone store.OutboxRow
	err := w.write(ctx, "dismiss", func(tx *store.Tx) (err error) {
		if gone, err = refused(tx.Reader, cmdID); err != nil {
			return err
		}
		return tx.DismissRejected(cmdID)
	})
	if err != nil {
		return err
	}
	w.forgot(gone)
	return nil
}

// Retry executes a refused command's arguments as a new command, and dismisses the old one in the same transaction (SY-7).
// Errors: sync.no_such_refusal; those of Execute, and then the refused command stays.
func (w *Workspace) Retry(ctx context.Context, cmdID desk.ID) (Receipt, error) {
	var old store.OutboxRow
	var cmd desk.Command
	err := w.Read(ctx, func(r *store.Reader) (err error) {
		if old, err = refused(r, cmdID); err != nil {
			return err
		}
		cmd, err = desk.Decode(old.Name, old.Ver, old.Args)
		return err
	})
	if err != nil {
		return Receipt{}, err
	}
	out, err := w.execute(ctx, "", []desk.Command{cmd}, func(tx *store.Tx) error {
		if _, err := refused(tx.Reader, cmdID); err != nil {
			return err
		}
		return tx.DismissRejected(cmdID)
	})
	if err != nil {
		return Receipt{}, err
	}
	if out[0].Err == nil {
		w.forgot(old)
	}
	return out[0].Receipt, out[0].Err
}

func refused(r *store.Reader, cmdID desk.ID) (store.OutboxRow, error) {
	row, found, err := r.RejectedByCmd(cmdID)
	if err == nil && !found {
		err = desk.Errorf(desk.CodeNotFound, "sync.no_such_refusal")
	}
	return row, err
}

// forgot tells that a refused command is there no longer.
func (w *Workspace) forgot(row store.OutboxRow) {
	w.mu.Lock()
	w.status.refused--
	w.mu.Unlock()
	var t touched
	if row.TicketID != "" {
		t.ticket(row.TicketID)
	}
	w.tell(t)
}
