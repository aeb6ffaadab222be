package workspace_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/wire"
	"naryad/internal/workspace"
)

// TestFaults proves that each fault breaks what it says, and that CheckInvariants names what a replica can know by itself.
// The simulator proves that nothing of it goes unnoticed among everything else that happens.
func TestFaults(t *testing.T) {
	for name, c := range map[string]struct {
		faults workspace.Faults
		broken func(t *testing.T, h *house, d *desktop) bool
	}{
		"SY-30 LoseRow, invariant 1": {workspace.Faults{LoseRow: true}, func(t *testing.T, h *house, d *desktop) bool {
			h.commit(&desk.Client{ID: h.id(), Name: "Потерян"})
			d.SyncNow()
			d.steps(h)
			return look(t, d).Checksum != h.checksum()
		}},
		"SY-30 LeaveByPush, invariant 2": {workspace.Faults{LeaveByPush: true}, func(t *testing.T, h *house, d *desktop) bool {
			d.create("Ушёл раньше времени")
			return d.step(h) == workspace.DidPush && len(d.outbox()) == 0
		}},
		"SY-30 ResendAsNew, invariant 3": {workspace.Faults{ResendAsNew: true}, func(t *testing.T, h *house, d *desktop) bool {
			r := d.do(&desk.CreateTicket{ID: h.id(), About: desk.About{Subject: "Дважды"}})
			h.pushed = func(wire.Push, *wire.PushReply) error { return errLost }
			_, _ = d.Step(t.Context(), h)
			rows := d.outbox()
			return len(rows) == 1 && rows[0].CmdID != r.CmdID
		}},
		"SY-30 ReplayOutOfOrder, invariant 1": {workspace.Faults{ReplayOutOfOrder: true}, func(t *testing.T, h *house, d *desktop) bool {
			id := d.create("Первое")
			d.do(&desk.ClassifyTicket{TicketID: id, About: desk.About{Subject: "Второе"}})
			h.commit(&desk.Client{ID: h.id(), Name: "Повод"})
			d.SyncNow()
			return d.step(h) == workspace.DidPull && names(look(t, d), 1)
		}},
		"SY-30 DropRejectedArgs, invariant 6": {workspace.Faults{DropRejectedArgs: true}, func(t *testing.T, h *house, d *desktop) bool {
			h.judge = func(wire.Command) *desk.Error { return desk.Errorf(desk.CodeForbidden, "actor.not_active") }
			d.create("Набранное пропадёт")
			d.steps(h)
			rows := refusedOf(d)
			return len(rows) == 1 && !strings.Contains(string(rows[0].Args), "Набранное")
		}},
		"SY-30 ReadsWait, invariant 7": {workspace.Faults{ReadsWait: true}, func(t *testing.T, h *house, d *desktop) bool {
			d.create("Ждёт")
			return d.Read(t.Context(), func(*store.Reader) error { return nil }) != nil
		}},
		"SY-30 PoisonBlocks, invariant 7": {workspace.Faults{PoisonBlocks: true}, func(t *testing.T, h *house, d *desktop) bool {
			inbox := desk.Ticket{ID: h.id(), Subject: "Из почты", Source: desk.SourceEmail, Status: desk.StatusNew}
			h.commit(&inbox)
			d.SyncNow()
			d.steps(h)
			d.do(&desk.AcceptTicket{TicketID: inbox.ID})
			inbox.ManagerID = boris
			h.commit(&inbox)
			d.SyncNow()
			d.steps(h)
			return len(d.outbox()) == 1
		}},
		"SY-30 OutboxApart, invariants 8 and 1": {workspace.Faults{OutboxApart: true}, func(t *testing.T, h *house, d *desktop) bool {
			d.crashAfter("execute")
			_, err := d.Execute(t.Context(), &desk.CreateTicket{ID: h.id(), About: desk.About{Subject: "Без очереди"}})
			d.crashAfter("")
			return errors.Is(err, errCrash) && names(look(t, d), 1)
		}},
		"SY-30 SplitRebase, invariants 8 and 1": {workspace.Faults{SplitRebase: true}, func(t *testing.T, h *house, d *desktop) bool {
			before := look(t, d).Checksum
			h.commit(&desk.Client{ID: h.id(), Name: "Без курсора"})
			d.crashAfter("apply")
			d.SyncNow()
			_, err := d.Step(t.Context(), h)
			for err == nil {
				_, err = d.Step(t.Context(), h)
			}
			d.crashAfter("")
			v := look(t, d)
			return v.Checksum != before && v.Cursor.Rev < h.cursor().Rev
		}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			d := newDesktop(t, h)
			d.sync(h)
			d.opts.Faults = c.faults
			d.reopen()
			d.steps(h)
			if !c.broken(t, h, d) {
				t.Error("nothing was broken")
			}
			d.close()
		})
	}
	t.Run("SY-30 a missing number in the outbox", func(t *testing.T) {
		h := newHouse(t)
		d := newDesktop(t, h)
		d.sync(h)
		d.create("Первый")
		d.create("Второй")
		d.close()
		db, err := store.Open(t.Context(), d.dir+"/"+store.ReplicaFile, store.Replica, store.Options{Fast: true})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Write(t.Context(), "spoil", func(tx *store.Tx) error {
			st, err := tx.SyncState()
			if err != nil {
				return err
			}
			st.NextSeq++
			return tx.SetSyncState(st)
		})
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		d.open()
		if !names(look(t, d), 3) {
			t.Error("nobody noticed")
		}
		report, err := d.Check(t.Context())
		if err != nil || len(report.Problems) < 2 {
			t.Errorf("check found %v, %v", report.Problems, err)
		}
		d.close()
	})
}

func look(t *testing.T, d *desktop) workspace.Verdict {
	t.Helper()
	v, err := d.CheckInvariants(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func names(v workspace.Verdict, invariant int) bool {
	for _, b := range v.Broken {
		if b.Invariant == invariant {
			return true
		}
	}
	return false
}

// crashAfter opens the replica again, to crash after every commit with that label; "" never.
func (d *desktop) crashAfter(label string) {
	d.t.Helper()
	d.opts.Store.Hooks.AfterCommit = func(l string) error {
		if l == label {
			return errCrash
		}
		return nil
	}
	d.reopen()
}
