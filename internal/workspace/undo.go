package workspace

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"naryad/internal/desk"
	"naryad/internal/store"
)

// The inverses of the last commands are kept in so many slots, by seq: writing one replaces the oldest. One that is
// larger is not kept, and its command cannot be undone.
const (
	undoSlots       = 50
	maxInverseBytes = 32 << 10
)

// inverse is the command that takes another back.
type inverse struct {
	CmdID desk.ID         `json:"cmdId"`
	Name  string          `json:"name"`
	Ver   int             `json:"ver"`
	Args  json.RawMessage `json:"args"`
}

// Undo takes a command back by executing its inverse as a new command (SY-6). The receipt's own CmdID does it again, where
// that is possible. Errors: sync.not_undoable when the command has no inverse, was undone already or is too long ago;
// otherwise those of Execute: the world may have moved on.
func (w *Workspace) Undo(ctx context.Context, cmdID desk.ID) (Receipt, error) {
	var cmd desk.Command
	err := w.Read(ctx, func(r *store.Reader) error {
		_, v, err := findInverse(r, cmdID)
		if err != nil {
			return err
		}
		if v.CmdID == "" {
			return desk.Errorf(desk.CodeNotFound, "sync.not_undoable")
		}
		cmd, err = desk.Decode(v.Name, v.Ver, v.Args)
		return err
	})
	if err != nil {
		return Receipt{}, err
	}
	out, err := w.execute(ctx, "", []desk.Command{cmd}, func(tx *store.Tx) error { return dropInverse(tx, cmdID) })
	if err != nil {
		return Receipt{}, err
	}
	return out[0].Receipt, out[0].Err
}

func undoSlot(i int64) string { return fmt.Sprintf("undo.%02d", i%undoSlots) }

// findInverse looks for the inverse of a command; without one, the zero inverse.
func findInverse(r *store.Reader, cmdID desk.ID) (slot string, v inverse, err error) {
	for i := range int64(undoSlots) {
		slot := undoSlot(i)
		text, err := r.Local(slot)
		if err != nil {
			return "", inverse{}, err
		}
		if !strings.Contains(text, cmdID) {
			continue
		}
		var v inverse
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			return "", inverse{}, fmt.Errorf("read an inverse: %w", err)
		}
		if v.CmdID == cmdID {
			return slot, v, nil
		}
	}
	return "", inverse{}, nil
}

// wireInverse is a command as it is kept; nil when there is none, or it is too large.
func wireInverse(cmdID desk.ID, cmd desk.Command) (*inverse, error) {
	if cmd == nil {
		return nil, nil
	}
	v := &inverse{CmdID: cmdID}
	var err error
	if v.Name, v.Ver, v.Args, err = desk.Encode(cmd); desk.AsError(err) != nil || len(v.Args) > maxInverseBytes {
		return nil, nil
	}
	return v, err
}

func keepInverse(tx *store.Tx, seq int64, v *inverse) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write an inverse: %w", err)
	}
	return tx.SetLocal(undoSlot(seq), string(text))
}

// dropInverse forgets how to take a command back: it was undone, or the authority has refused it.
func dropInverse(tx *store.Tx, cmdID desk.ID) error {
	slot, _, err := findInverse(tx.Reader, cmdID)
	if err != nil || slot == "" {
		return err
	}
	return tx.SetLocal(slot, "")
}
