package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"syscall"

	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/wire"
)

// chunkBytes is how much of a snapshot one step downloads; the state tells the progress after each.
const chunkBytes = 512 << 10

// download is a snapshot on its way.
type download struct {
	head wire.SnapshotHead
	body io.ReadCloser
	file *os.File
	sum  hash.Hash
	done int64
}

// discard ends a download and removes its file.
func (d *download) discard() {
	if d == nil {
		return
	}
	_ = d.body.Close()
	_ = d.file.Close()
	_ = os.Remove(d.file.Name()) // Open removes what is left
}

func (w *Workspace) downloadPath() string { return w.path + ".snapshot" }

// takeSnapshot downloads the next part of a snapshot, and with the last part swaps it in (SY-19). Until then readers and
// commands work on the old rows.
func (w *Workspace) takeSnapshot(ctx context.Context, r Remote, s stand) error {
	t := &w.talk
	if t.down == nil {
		if err := w.beginDownload(ctx, r, s); err != nil {
			return err
		}
	}
	d := t.down
	n, err := io.CopyN(io.MultiWriter(d.file, d.sum), d.body, min(chunkBytes, d.head.Size-d.done))
	d.done += n
	if errors.Is(err, syscall.ENOSPC) {
		return store.ErrDiskFull
	}
	if err != nil {
		return fmt.Errorf("download a snapshot: %w", err)
	}
	w.noteDownload(d.done, d.head.Size)
	if d.done < d.head.Size {
		return nil
	}
	if err := d.verify(); err != nil {
		return err
	}
	defer w.noteDownload(0, 0)
	if err := w.swap(ctx, d); err != nil {
		return err
	}
	t.down.discard()
	t.down, t.snapshot, t.pulledAt = nil, false, w.now()
	t.touched = touched{all: true}
	w.noteHead(d.head.Cursor.Rev, false)
	w.wantPull(true)
	t.greeted = false // last_seq and the head may have moved, and this client's id too
	return nil
}

func (w *Workspace) beginDownload(ctx context.Context, r Remote, s stand) error {
	head, body, err := r.Snapshot(ctx, s.ClientID)
	if err != nil {
		return err
	}
	if err := checkHead(head, s); err != nil {
		_ = body.Close()
		return err
	}
	file, err := os.OpenFile(w.downloadPath(), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		_ = body.Close()
		return fmt.Errorf("create the snapshot's file: %w", err)
	}
	w.talk.down = &download{head: head, body: body, file: file, sum: sha256.New()}
	return nil
}

// checkHead refuses a snapshot of another workspace (SY-21) or one that this program cannot read.
func checkHead(head wire.SnapshotHead, s stand) error {
	if s.Workspace != "" && head.Workspace != s.Workspace {
		return errOtherWorkspace
	}
	return wire.CheckSnapshotHead(head)
}

// verify compares what has come with what was announced, and that nothing follows it.
func (d *download) verify() error {
	damaged := desk.Errorf(desk.CodeUnavailable, "sync.snapshot_damaged")
	if hex.EncodeToString(d.sum.Sum(nil)) != d.head.SHA256 {
		return damaged
	}
	if n, err := io.ReadFull(d.body, make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
		return damaged
	}
	if err := d.file.Sync(); err != nil {
		return fmt.Errorf("write the snapshot's file: %w", err)
	}
	return d.file.Close()
}

// swap puts the downloaded file in the place of the replica's, with all that is the replica's own carried over: the outbox,
// refused commands, drafts. It is one rename: a crash leaves the one file or the other, each whole.
func (w *Workspace) swap(ctx context.Context, d *download) error {
	w.dbMu.Lock()
	defer w.dbMu.Unlock()
	if w.db == nil {
		return errClosed
	}
	if err := w.db.Close(); err != nil {
		return err
	}
	var out rebased
	failed := store.SwapIn(ctx, w.path, d.file.Name(), w.opts.Store, func(_ *store.Reader, tx *store.Tx) (err error) {
		out, err = w.carry(tx, d.head)
		return err
	})
	db, err := store.Open(context.WithoutCancel(ctx), w.path, store.Replica, w.opts.Store)
	if err != nil {
		w.db = nil
		return errors.Join(failed, err)
	}
	w.db = db
	if failed == nil {
		w.noteRebased(out)
	}
	return failed
}

// carry writes what is the replica's own into the new file and replays what the snapshot does not cover.
func (w *Workspace) carry(tx *store.Tx, head wire.SnapshotHead) (rebased, error) {
	var out rebased
	st, err := tx.SyncState()
	if err != nil {
		return out, err
	}
	rows, err := tx.Outbox(0, 0)
	if err != nil {
		return out, err
	}
	st.Workspace, st.Name, st.Schema, st.Scopes = head.Workspace, head.Name, head.Schema, head.Scopes
	st.Cursor = store.Cursor(head.Cursor)
	if err := tx.SetSyncState(st); err != nil {
		return out, err
	}
	done, pending, err := cover(rows, st.NextSeq, head.LastSeq, head.Results)
	if errors.Is(err, errFork) { // the hello that follows finds it out again; until then nothing is covered
		done, pending, err = nil, rows, nil
	}
	if err != nil {
		return out, err
	}
	if err := w.settle(tx, done, &out); err != nil {
		return out, err
	}
	return out, w.replay(tx, st, pending, &out)
}
