package store

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"naryad/internal/desk"
	"naryad/internal/desk/desktest"
)

func command(seq int64, id string) OutboxRow {
	return OutboxRow{Seq: seq, CmdID: id, GroupID: "g", Name: "ticket.say", Ver: 2, Args: []byte(`{"text":"Здравствуйте <b>"}`), At: 5, BaseRev: 3, State: Pending, TicketID: "t"}
}

func TestSyncState(t *testing.T) {
	db := mustOpen(t, Replica)
	want := SyncState{"client", "workspace", "Сервис", "person", Cursor{"epoch", 4, "hash"}, 7, 1, everything, -250}
	write(t, db, func(tx *Tx) error {
		if s, err := tx.SyncState(); err != nil || s.ClientID != "" {
			t.Errorf("a new replica: %+v %v", s, err)
		}
		must(t, tx.SetSyncState(SyncState{ClientID: "before"}))
		return tx.SetSyncState(want)
	})
	read(t, db, func(r *Reader) error {
		got, err := r.SyncState()
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		return err
	})
}

func TestOutbox(t *testing.T) {
	t.Run("STO-11 commands come back as they went in, in seq order", func(t *testing.T) {
		db := mustOpen(t, Replica)
		write(t, db, func(tx *Tx) error {
			must(t, tx.Enqueue(command(2, "b")))
			must(t, tx.Enqueue(command(1, "a")))
			must(t, tx.Enqueue(command(3, "c")))
			return tx.SetSyncState(SyncState{NextSeq: 4})
		})
		read(t, db, func(r *Reader) error {
			all, err := r.Outbox(0, 0)
			if d := cmp.Diff([]OutboxRow{command(1, "a"), command(2, "b"), command(3, "c")}, all); d != "" {
				t.Error(d)
			}
			page, _ := r.Outbox(1, 1)
			if d := cmp.Diff([]OutboxRow{command(2, "b")}, page); d != "" {
				t.Error(d)
			}
			one, ok, _ := r.OutboxByCmd("c")
			if !ok || one.Seq != 3 {
				t.Errorf("%+v", one)
			}
			return err
		})
	})
	t.Run("STO-11 what is covered goes, the rest stays", func(t *testing.T) {
		db := mustOpen(t, Replica)
		write(t, db, func(tx *Tx) error {
			for seq, id := range []string{"a", "b", "c"} {
				must(t, tx.Enqueue(command(int64(seq)+1, id)))
			}
			must(t, tx.SetState(3, Sent, nil))
			must(t, tx.DropOutbox(2))
			left, err := tx.Outbox(0, 0)
			if len(left) != 1 || left[0].CmdID != "c" || left[0].State != Sent {
				t.Errorf("%+v", left)
			}
			if n, _ := tx.OutboxCount(); n != 1 {
				t.Errorf("count %d", n)
			}
			must(t, tx.SetSyncState(SyncState{NextSeq: 4}))
			return err
		})
	})
	t.Run("STO-11 a refused command keeps what was typed until it is dismissed", func(t *testing.T) {
		db := mustOpen(t, Replica)
		refused := command(1, "a")
		refused.Error = desk.Errorf(desk.CodeConflict, "ticket.taken", "name", "Анна")
		write(t, db, func(tx *Tx) error {
			if err := tx.KeepRejected(command(1, "x")); err == nil {
				t.Error("without a reason")
			}
			must(t, tx.KeepRejected(refused))
			return tx.KeepRejected(refused) // a second time changes nothing
		})
		refused.State = Rejected
		read(t, db, func(r *Reader) error {
			all, err := r.Rejected()
			if d := cmp.Diff([]OutboxRow{refused}, all); d != "" {
				t.Error(d)
			}
			return err
		})
		write(t, db, func(tx *Tx) error {
			must(t, tx.DismissRejected("a"))
			if all, _ := tx.Rejected(); len(all) != 0 {
				t.Errorf("%+v", all)
			}
			return nil
		})
	})
	t.Run("STO-11 a copied replica numbers what is pending anew under another name", func(t *testing.T) {
		db := mustOpen(t, Replica)
		write(t, db, func(tx *Tx) error {
			must(t, tx.SetSyncState(SyncState{ClientID: "old", Person: "p", NextSeq: 8}))
			must(t, tx.Enqueue(command(6, "a")))
			must(t, tx.Enqueue(command(7, "b")))
			must(t, tx.SetState(6, Sent, nil))
			must(t, tx.Renumber("new", 1))
			s, _ := tx.SyncState()
			if s.ClientID != "new" || s.NextSeq != 3 || s.Person != "p" {
				t.Errorf("%+v", s)
			}
			all, err := tx.Outbox(0, 0)
			if d := cmp.Diff([]OutboxRow{command(1, "a"), command(2, "b")}, all); d != "" {
				t.Error(d)
			}
			return err
		})
	})
	t.Run("the ticket that a command is about is found by what it wrote", func(t *testing.T) {
		db := mustOpen(t, Replica)
		write(t, db, func(tx *Tx) error {
			must(t, tx.Put(&desk.Client{ID: desktest.ID(1)}))
			must(t, tx.Put(ticket(5, 0, desk.StatusNew)))
			must(t, tx.Put(&desk.Message{ID: desktest.ID(2), TicketID: desktest.ID(5)}))
			must(t, tx.Enqueue(OutboxRow{Seq: 1, CmdID: "a", Args: []byte("{}"), State: Pending}))
			all, err := tx.Outbox(0, 0)
			if all[0].TicketID != desktest.ID(5) {
				t.Errorf("%+v", all)
			}
			must(t, tx.SetSyncState(SyncState{NextSeq: 2}))
			return err
		})
	})
}

func TestConfirmedChecksum(t *testing.T) {
	db := sample(t, Replica)
	with := checksum(t, db, onlyAll)
	without, err := db.ConfirmedChecksum(ctx, onlyAll)
	must(t, err)
	if with == without {
		t.Error("what is pending makes no difference")
	}
	if again := checksum(t, db, onlyAll); again != with {
		t.Error("STO-10 asking changed the rows")
	}
	write(t, db, func(tx *Tx) error {
		must(t, tx.UndoAll())
		if sum, _ := tx.Checksum(onlyAll); sum != without {
			t.Error("it is not that of the confirmed rows")
		}
		return nil
	})
}

func TestLocal(t *testing.T) {
	db := mustOpen(t, Replica)
	draft := ReplyDraft{TicketID: "t", Audience: desk.ToInternal, Text: "Черновик", At: 9, Files: []DraftFile{{SHA256: "ab", Name: "акт.pdf", Size: 5, Type: "application/pdf"}}}
	write(t, db, func(tx *Tx) error {
		must(t, tx.SetReplyDraft(ReplyDraft{TicketID: "t", Audience: desk.ToClient, Text: "x", At: 1}))
		must(t, tx.SetReplyDraft(draft))
		must(t, tx.SetLocal("theme", "light"))
		must(t, tx.SetLocal("theme", "dark"))
		must(t, tx.SetHeartbeat("timer", 3))
		return tx.SetHeartbeat("timer", 4)
	})
	read(t, db, func(r *Reader) error {
		if d, ok, err := r.ReplyDraft("t"); !ok || err != nil || !reflect.DeepEqual(d, draft) {
			t.Errorf("%+v %v", d, err)
		}
		if files, err := r.DraftFiles(); err != nil || !reflect.DeepEqual(files, draft.Files) {
			t.Errorf("%+v %v", files, err)
		}
		if v, _ := r.Local("theme"); v != "dark" {
			t.Errorf("%q", v)
		}
		if v, err := r.Local("none"); v != "" || err != nil {
			t.Errorf("%q %v", v, err)
		}
		if at, _ := r.Heartbeat("timer"); at != 4 {
			t.Errorf("%d", at)
		}
		return nil
	})
	write(t, db, func(tx *Tx) error {
		must(t, tx.SetReplyDraft(ReplyDraft{TicketID: "t"}))
		if _, ok, _ := tx.ReplyDraft("t"); ok {
			t.Error("an empty draft is kept")
		}
		return nil
	})
}

func TestDevices(t *testing.T) {
	db := mustOpen(t, Authority)
	device := DeviceRow{ID: "d", Person: "p", Name: "Ноутбук", TokenHash: "h", CreatedAt: 1}
	write(t, db, func(tx *Tx) error {
		must(t, tx.AddDevice(device))
		must(t, tx.SeeDevice("d", 5))
		must(t, tx.RevokeDevice("d", 7))
		must(t, tx.RevokeDevice("d", 9))
		must(t, tx.AddInvite(InviteRow{Hash: "i", Person: "p", CreatedAt: 1, Until: 100}))
		must(t, tx.AddInvite(InviteRow{Hash: "j", Person: "p", CreatedAt: 2, Until: 100}))
		return tx.SetAdmin("key", "value")
	})
	device.SeenAt, device.RevokedAt = 5, 7
	read(t, db, func(r *Reader) error {
		if d, ok, _ := r.DeviceByToken("h"); !ok || d != device {
			t.Errorf("%+v", d)
		}
		if _, ok, _ := r.DeviceByToken("x"); ok {
			t.Error("a forged token")
		}
		if v, _ := r.Admin("key"); v != "value" {
			t.Errorf("%q", v)
		}
		all, err := r.Devices()
		if len(all) != 1 {
			t.Errorf("%+v", all)
		}
		return err
	})
	use := func(hash string, at desk.Instant) (row InviteRow, ok bool) {
		write(t, db, func(tx *Tx) (err error) { row, ok, err = tx.UseInvite(hash, at); return err })
		return row, ok
	}
	if _, ok := use("x", 5); ok {
		t.Error("a forged invitation")
	}
	if row, ok := use("i", 100); ok || row.Person != "p" {
		t.Error("an expired invitation")
	}
	if row, ok := use("i", 99); !ok || row.Person != "p" {
		t.Error("a good invitation")
	}
	if row, ok := use("i", 99); ok || row.UsedAt != 99 {
		t.Error("a used invitation")
	}
	write(t, db, func(tx *Tx) error { return tx.RevokeInvites("p", 50) })
	if row, ok := use("j", 60); ok || row.RevokedAt != 50 {
		t.Error("an invitation that was taken back")
	}
}
