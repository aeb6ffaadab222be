package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"naryad/internal/desk"
	"naryad/internal/desk/desktest"
)

func TestBackup(t *testing.T) {
	t.Run("STO-14 it is one consistent state while others write", func(t *testing.T) {
		db := authority(t)
		batch(t, db, 1, func(tx *Tx) error { // more than one portion
			for n := range 1500 {
				must(t, tx.Insert(&desk.Client{ID: fmt.Sprint("c", n), Name: strings.Repeat("y", 1500)}))
			}
			return nil
		})
		stop := make(chan struct{})
		var writers sync.WaitGroup
		writers.Go(func() {
			for n := desk.Instant(1); ; n++ {
				select {
				case <-stop:
					return
				default:
					batch(t, db, n, put(&desk.Client{ID: desktest.ID(int(n)), Name: strings.Repeat("x", 500)}))
				}
			}
		})
		for i := range 3 {
			dst := filepath.Join(t.TempDir(), fmt.Sprint("backup", i))
			must(t, Backup(ctx, db, dst))
			mustOpenAt(t, dst, Authority) // checked at the end: chain, head and counters fit
		}
		close(stop)
		writers.Wait()
	})
	t.Run("STO-14 it overwrites nothing", func(t *testing.T) {
		db := authority(t)
		dst := filepath.Join(t.TempDir(), "backup")
		must(t, os.WriteFile(dst, []byte("mine"), 0o600))
		if err := Backup(ctx, db, dst); !errors.Is(err, ErrFileExists) {
			t.Error(err)
		}
		if b, _ := os.ReadFile(dst); string(b) != "mine" {
			t.Error("it was overwritten")
		}
	})
	t.Run("STO-14 one that fails leaves nothing", func(t *testing.T) {
		db := authority(t)
		dir := t.TempDir()
		if err := Backup(ctx, db, filepath.Join(dir, "nowhere", "backup")); desk.AsError(err) == nil {
			t.Errorf("%v", err)
		}
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("%v", left)
		}
	})
}

// secretive is an authority with rows of both scopes, with secrets, and with deleted rows in its free pages.
func secretive(t *testing.T) *DB {
	db := authority(t)
	batch(t, db, 1, func(tx *Tx) error {
		must(t, tx.AddDevice(DeviceRow{ID: "d", TokenHash: "SECRET-TOKEN-HASH"}))
		must(t, tx.AddInvite(InviteRow{Hash: "SECRET-INVITE-HASH"}))
		must(t, tx.SetAdmin("password", "SECRET-PASSWORD"))
		must(t, tx.Put(&desk.Person{ID: "deleted", Email: "SECRET-DELETED-ROW"}))
		must(t, tx.Put(&desk.Contract{ID: desktest.ID(3)}))
		must(t, tx.Put(&desk.Rate{ID: desktest.ID(4), ContractID: desktest.ID(3), From: "SECRET-RATE", Kopecks: 1}))
		for n := 1; n <= 20; n++ {
			number, err := tx.NextNumber("ticket")
			must(t, err)
			must(t, tx.Put(ticket(n, number, desk.Statuses[n%10])))
		}
		return nil
	}, ResultRow{ClientID: "a", Seq: 1, CmdID: "c", Status: "rejected", Error: desk.Errorf(desk.CodeInvalid, "SECRET-RESULT")})
	batch(t, db, 2, func(tx *Tx) error { return tx.Delete(&desk.Person{ID: "deleted"}) })
	return db
}

func TestSnapshotFile(t *testing.T) {
	for name, c := range map[string]struct {
		scopes []desk.Scope
		rates  int
	}{"everything": {everything, 1}, "without money": {onlyAll, 0}} {
		t.Run("STO-14 a snapshot equals the authority: "+name, func(t *testing.T) {
			db := secretive(t)
			dst := filepath.Join(t.TempDir(), "snapshot")
			var head int64
			must(t, SnapshotFile(ctx, db, c.scopes, dst, func(r *Reader) error {
				m, err := r.Meta()
				head = m.Head
				return err
			}))
			if head != 2 {
				t.Errorf("head %d", head)
			}
			file, err := os.ReadFile(dst)
			must(t, err)
			if at := bytes.Index(file, []byte("SECRET")); at >= 0 && (c.rates == 0 || string(file[at:at+11]) != "SECRET-RATE") {
				t.Errorf("%q is in the file", file[at:at+20])
			}
			snap := mustOpenAt(t, dst, Replica)
			if checksum(t, snap, c.scopes) != checksum(t, db, c.scopes) {
				t.Error("it is not equal")
			}
			if c.rates == 0 && checksum(t, snap, everything) == checksum(t, db, everything) {
				t.Error("the rates are in it")
			}
			read(t, snap, func(r *Reader) error {
				counts, err := r.TicketCounts()
				if counts[desk.StatusNew] != 2 {
					t.Errorf("%v", counts)
				}
				if n, _ := r.UndoCount(); n > 0 {
					t.Errorf("%d undo images", n)
				}
				return err
			})
		})
	}
	t.Run("STO-14 what inTx reads is of the same moment as the rows", func(t *testing.T) {
		db := secretive(t)
		dst := filepath.Join(t.TempDir(), "snapshot")
		before := checksum(t, db, onlyAll)
		must(t, SnapshotFile(ctx, db, onlyAll, dst, func(r *Reader) error {
			if _, err := r.Meta(); err != nil {
				return err
			}
			batch(t, db, 3, put(&desk.Client{ID: desktest.ID(99)}))
			return nil
		}))
		if got := checksum(t, mustOpenAt(t, dst, Replica), onlyAll); got != before {
			t.Error("the rows are of a later moment")
		}
	})
	t.Run("one that fails leaves nothing and overwrites nothing", func(t *testing.T) {
		db, stop := secretive(t), errors.New("stop")
		dst := filepath.Join(t.TempDir(), "snapshot")
		if err := SnapshotFile(ctx, db, onlyAll, dst, func(*Reader) error { return stop }); !errors.Is(err, stop) {
			t.Error(err)
		}
		if there, _ := exists(dst); there {
			t.Error("it stayed")
		}
		must(t, os.WriteFile(dst, nil, 0o600))
		if err := SnapshotFile(ctx, db, onlyAll, dst, func(*Reader) error { return nil }); !errors.Is(err, ErrFileExists) {
			t.Error(err)
		}
	})
}

func TestSwapIn(t *testing.T) {
	// prepare makes a replica with everything that must survive, and a snapshot beside it.
	prepare := func(t *testing.T) (path, snap string, want string) {
		dir := t.TempDir()
		path, snap = filepath.Join(dir, ReplicaFile), filepath.Join(dir, "snapshot")
		db, err := Open(ctx, path, Replica, Options{Fast: true})
		must(t, err)
		write(t, db, func(tx *Tx) error {
			must(t, tx.SetSyncState(SyncState{ClientID: "me", Person: "p", NextSeq: 3}))
			must(t, tx.Put(&desk.Client{ID: "pending"}))
			must(t, tx.Enqueue(command(1, "a")))
			must(t, tx.Enqueue(command(2, "b")))
			refused := command(1, "r")
			refused.Error = desk.Errorf(desk.CodeInvalid, "x")
			must(t, tx.KeepRejected(refused))
			must(t, tx.SetReplyDraft(ReplyDraft{TicketID: "t", Text: "набранное"}))
			must(t, tx.SetHeartbeat("h", 4))
			return tx.SetLocal("theme", "dark")
		})
		must(t, db.Close())
		server := secretive(t)
		must(t, SnapshotFile(ctx, server, onlyAll, snap, func(*Reader) error { return nil }))
		return path, snap, checksum(t, server, onlyAll)
	}
	covers := func(old *Reader, new *Tx) error {
		s, err := new.SyncState()
		if err != nil {
			return err
		}
		s.Cursor = Cursor{"epoch", 2, "hash"}
		return errors.Join(new.SetSyncState(s), new.DropOutbox(1))
	}
	t.Run("STO-15 the snapshot's rows and the replica's own things are together", func(t *testing.T) {
		path, snap, want := prepare(t)
		must(t, SwapIn(ctx, path, snap, Options{Fast: true}, func(old *Reader, new *Tx) error {
			if ok, err := old.Get(&desk.Client{ID: "pending"}); !ok || err != nil {
				t.Errorf("the old file is not readable: %v", err)
			}
			return covers(old, new)
		}))
		db := mustOpenAt(t, path, Replica)
		if checksum(t, db, onlyAll) != want {
			t.Error("the rows are not the snapshot's")
		}
		read(t, db, func(r *Reader) error {
			s, _ := r.SyncState()
			outbox, _ := r.Outbox(0, 0)
			rejected, _ := r.Rejected()
			draft, _, _ := r.ReplyDraft("t")
			theme, _ := r.Local("theme")
			beat, err := r.Heartbeat("h")
			got := fmt.Sprint(s.ClientID, s.Cursor.Rev, len(outbox), outbox[0].CmdID, len(rejected), draft.Text, theme, beat)
			if want := "me2 1b1набранноеdark4"; strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") {
				t.Errorf("%s", got)
			}
			return err
		})
		left, _ := os.ReadDir(filepath.Dir(path))
		for _, f := range left {
			if !strings.HasPrefix(f.Name(), ReplicaFile) {
				t.Errorf("%s is left", f.Name())
			}
		}
	})
	t.Run("STO-15 a crash at any commit leaves the old file or the new one, and the outbox in either", func(t *testing.T) {
		stop := errors.New("stop")
		for _, label := range []string{"swap", "swap.rename"} {
			for _, after := range []bool{false, true} {
				path, snap, want := prepare(t)
				crash := func(l string) error {
					if l == label {
						return stop
					}
					return nil
				}
				o := Options{Fast: true, Hooks: Hooks{BeforeCommit: crash}}
				if after {
					o.Hooks = Hooks{AfterCommit: crash}
				}
				if err := SwapIn(ctx, path, snap, o, covers); !errors.Is(err, stop) {
					t.Fatalf("%s %v: %v", label, after, err)
				}
				db := mustOpenAt(t, path, Replica)
				swapped := label == "swap.rename" && after
				if (checksum(t, db, onlyAll) == want) != swapped {
					t.Errorf("%s, after %v: the wrong file", label, after)
				}
				read(t, db, func(r *Reader) error {
					all, err := r.Outbox(0, 0)
					if len(all) != map[bool]int{false: 2, true: 1}[swapped] {
						t.Errorf("%s, after %v: outbox %v", label, after, all)
					}
					return err
				})
			}
		}
	})
	t.Run("STO-15 the first snapshot of a new replica", func(t *testing.T) {
		path, snap, want := prepare(t)
		must(t, removeDatabase(path))
		must(t, SwapIn(ctx, path, snap, Options{Fast: true}, func(old *Reader, new *Tx) error {
			if old != nil {
				t.Error("there is no old file")
			}
			return new.SetSyncState(SyncState{ClientID: "me", NextSeq: 1})
		}))
		if checksum(t, mustOpenAt(t, path, Replica), onlyAll) != want {
			t.Error("the rows are not the snapshot's")
		}
	})
	t.Run("STO-15 a damaged snapshot is refused and the replica stays", func(t *testing.T) {
		path, snap, _ := prepare(t)
		must(t, os.WriteFile(snap, bytes.Repeat([]byte("x"), 8192), 0o600))
		if err := SwapIn(ctx, path, snap, Options{Fast: true}, covers); !errors.Is(err, ErrDamaged) {
			t.Error(err)
		}
		mustOpenAt(t, path, Replica)
	})
	t.Run("STO-15 a replica that somebody has open is not swapped", func(t *testing.T) {
		path, snap, _ := prepare(t)
		db := mustOpenAt(t, path, Replica)
		read(t, db, func(r *Reader) error {
			if _, err := r.OutboxCount(); err != nil {
				return err
			}
			if err := SwapIn(ctx, path, snap, Options{Fast: true}, covers); err == nil {
				t.Error("it was")
			}
			return nil
		})
	})
}
