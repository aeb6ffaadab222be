package workspace

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"naryad/internal/desk"
	"naryad/internal/store"
)

// The last commands can be undone, after a restart too: as many as their inverses fit into.
const (
	keptInverses     = 50
	keptInverseBytes = 32 << 10
)

// undoList is the name of the local value that holds them.
const undoList = "undo"

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
		list, err := inverses(r)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(v inverse) bool { return v.CmdID == cmdID })
		if i < 0 {
			return desk.Errorf(desk.CodeNotFound, "sync.not_undoable")
		}
		cmd, err = desk.Decode(list[i].Name, list[i].Ver, list[i].Args)
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

func inverses(r *store.Reader) ([]inverse, error) {
	text, err := r.Local(undoList)
	if err != nil || text == "" {
		return nil, err
	}
	var list []inverse
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, fmt.Errorf("read the list of inverses: %w", err)
	}
	return list, nil
}

func setInverses(tx *store.Tx, list []inverse) error {
	text, err := json.Marshal(list)
	if err != nil {
		return fmt.Errorf("write the list of inverses: %w", err)
	}
	return tx.SetLocal(undoList, string(text))
}

func keepInverse(tx *store.Tx, cmdID desk.ID, cmd desk.Command) error {
	v := inverse{CmdID: cmdID}
	var err error
	if v.Name, v.Ver, v.Args, err = desk.Encode(cmd); err != nil {
		return nil // too large to be kept: it just cannot be undone
	}
	list, err := inverses(tx.Reader)
	if err != nil {
		return err
	}
	list = append(list, v)
	from, bytes := len(list), 0
	for from > 0 && len(list)-from < keptInverses && bytes+len(list[from-1].Args) <= keptInverseBytes {
		from--
		bytes += len(list[from].Args)
	}
	return setInverses(tx, list[from:])
}

// dropInverse forgets how to take a command back: it was undone, or the authority has refused it.
func dropInverse(tx *store.Tx, cmdID desk.ID) error {
	list, err := inverses(tx.Reader)
	if err != nil {
		return err
	}
	kept := slices.DeleteFunc(list, func(v inverse) bool { return v.CmdID == cmdID })
	if len(kept) == len(list) {
		return nil
	}
	return setInverses(tx, kept)
}
