package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/wire"
)

// Broken is an invariant that does not hold (SY-30); the number is that of DESIGN.md. Detail is for developers.
type Broken struct {
	Invariant int
	Detail    string
}

// Verdict is what an examination of the replica has found.
type Verdict struct {
	ClientID desk.ID
	Cursor   wire.Cursor
	Scopes   []desk.Scope
	Checksum string // of the tables of Scopes without what is pending: the authority's at the cursor is the same
	Common   string // the same of what everybody may read
	Pending  int
	Refused  int
	Broken   []Broken
	undone   int
}

var errRollBack = errors.New("workspace: roll back")

// CheckInvariants examines what a replica can know of the invariants by itself, without changing anything: what is left
// when all that is pending is undone, whether replaying it gives what people see, and whether the outbox is in order.
func (w *Workspace) CheckInvariants(ctx context.Context) (Verdict, error) {
	var v Verdict
	err := w.write(ctx, "verify", func(tx *store.Tx) error {
		if err := w.examine(tx, &v); err != nil {
			return err
		}
		return errRollBack
	})
	if !errors.Is(err, errRollBack) {
		return v, err
	}
	return v, nil
}

func (w *Workspace) examine(tx *store.Tx, v *Verdict) error {
	s, err := standOf(tx.Reader)
	if err != nil {
		return err
	}
	rows, err := tx.Outbox(0, 0)
	if err != nil {
		return err
	}
	v.ClientID, v.Cursor, v.Scopes, v.Pending = s.ClientID, wire.Cursor(s.Cursor), s.Scopes, len(rows)
	if err := v.lookAtOutbox(tx, s, rows); err != nil {
		return err
	}
	visible, err := tx.Checksum(s.Scopes)
	if err != nil {
		return err
	}
	if err := tx.UndoAll(); err != nil {
		return err
	}
	if v.Checksum = visible; len(rows) > 0 || v.undone > 0 {
		if v.Checksum, err = tx.Checksum(s.Scopes); err != nil {
			return err
		}
	}
	everybody := []desk.Scope{desk.ScopeAll}
	if v.Common = v.Checksum; !sameScopes(s.Scopes, everybody) {
		if v.Common, err = tx.Checksum(everybody); err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	if err := w.replay(tx, s.SyncState, rows, &rebased{}); err != nil {
		return err
	}
	again, err := tx.Checksum(s.Scopes)
	if err == nil && again != visible {
		v.broken(1, "undoing and replaying %d pending commands does not give what is seen", len(rows))
	}
	return err
}

func (v *Verdict) lookAtOutbox(tx *store.Tx, s stand, rows []store.OutboxRow) error {
	for i, row := range rows {
		if want := s.covered + 1 + int64(i); row.Seq != want {
			v.broken(3, "the outbox has %d where %d should stand", row.Seq, want)
		}
	}
	if n := len(rows); n > 0 && rows[n-1].Seq != s.lastSeq() {
		v.broken(3, "the last pending command is %d, the next one to be given is %d", rows[n-1].Seq, s.NextSeq)
	}
	var err error
	if v.undone, err = tx.UndoCount(); err != nil {
		return err
	}
	if len(rows) == 0 && v.undone > 0 {
		v.broken(1, "%d rows are changed by commands that are in no outbox", v.undone)
	}
	refused, err := tx.Rejected()
	if err != nil {
		return err
	}
	v.Refused = len(refused)
	for _, row := range refused {
		if _, err := desk.Decode(row.Name, row.Ver, row.Args); !json.Valid(row.Args) || row.Error == nil || err != nil {
			v.broken(6, "the refused command %s has lost what was typed", row.CmdID)
		}
	}
	return nil
}

func (v *Verdict) broken(invariant int, format string, args ...any) {
	v.Broken = append(v.Broken, Broken{invariant, fmt.Sprintf(format, args...)})
}

// VerifyReplica is the store's examination of the file and CheckInvariants.
func (w *Workspace) VerifyReplica(ctx context.Context) (Verdict, store.Report, error) {
	report, err := w.checkFile(ctx)
	if err != nil {
		return Verdict{}, report, err
	}
	v, err := w.CheckInvariants(ctx)
	return v, report, err
}

// Report is what Check has found; no Problems is a sound replica.
type Report struct {
	Problems []store.Problem
	Rev      int64  // of the cursor
	Checksum string // without what is pending, of what everybody may read
	Pending  int
}

// Check is VerifyReplica for `naryad check`.
func (w *Workspace) Check(ctx context.Context) (Report, error) {
	v, found, err := w.VerifyReplica(ctx)
	if err != nil {
		return Report{}, err
	}
	for _, b := range v.Broken {
		found.Problems = append(found.Problems, store.Problem{Key: "check.invariant", Params: map[string]any{"number": b.Invariant, "detail": b.Detail}})
	}
	return Report{Problems: found.Problems, Rev: v.Cursor.Rev, Checksum: v.Common, Pending: v.Pending}, nil
}

func (w *Workspace) checkFile(ctx context.Context) (store.Report, error) {
	w.dbMu.RLock()
	defer w.dbMu.RUnlock()
	if w.db == nil {
		return store.Report{}, errClosed
	}
	return w.db.Check(ctx)
}
