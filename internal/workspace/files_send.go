package workspace

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync"

	"naryad/internal/blob"
	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/wire"
)

// sendLimit bounds how many files one round of sending looks at.
const sendLimit = 1000

// RunFiles moves the bytes of files until ctx ends, beside Run: commands never wait for it (SY-32). Files that are here and that
// the authority lacks are sent by themselves, others are fetched when FetchFile asks for them.
func (w *Workspace) RunFiles(ctx context.Context, r FileRemote) {
	if err := w.sweepFiles(ctx); err != nil && ctx.Err() == nil {
		w.opts.Log.Warn("files were not swept", "error", err)
	}
	var both sync.WaitGroup
	both.Go(func() { w.keepOn(ctx, w.files.up, func() error { return w.SendFiles(ctx, r) }) })
	both.Go(func() { w.keepOn(ctx, w.files.down, func() error { return w.fetchWanted(ctx, r) }) })
	both.Wait()
}

// keepOn does a round whenever there may be something to do, and backs off after errors as Run does.
func (w *Workspace) keepOn(ctx context.Context, wake <-chan struct{}, round func() error) {
	for fails := 0; ctx.Err() == nil; {
		err := round()
		if err == nil || ctx.Err() != nil {
			fails = 0
			pause(ctx, pollEvery, wake)
			continue
		}
		fails++
		w.opts.Log.Info("files were not moved", "fails", fails, "error", err.Error())
		pause(ctx, w.delay(fails), wake)
	}
}

// SendFiles sends every file that the authority lacks and that is here (SY-32). It returns the error that ended the round: what
// concerns one file only stands in its Transfer.
func (w *Workspace) SendFiles(ctx context.Context, r FileRemote) error {
	rows, epoch, err := w.toSend(ctx)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(rows, wire.MaxAskFiles) {
		if err := w.sendSome(ctx, r, part); err != nil {
			return err
		}
	}
	if epoch == "" {
		return nil
	}
	return w.write(ctx, "files", func(tx *store.Tx) error { return tx.SetLocal(filesEpoch, epoch) })
}

func (w *Workspace) sendSome(ctx context.Context, r FileRemote, rows []store.AttachmentRow) error {
	ask := wire.AskFiles{}
	byHash := map[string]store.AttachmentRow{}
	for _, a := range rows {
		ask.Files = append(ask.Files, a.SHA256)
		byHash[a.SHA256] = a
	}
	reply, err := r.AskFiles(ctx, ask)
	if err != nil {
		return err
	}
	for _, state := range reply.Files {
		a, asked := byHash[state.SHA256]
		switch {
		case !asked:
		case state.Stored:
			w.forgetTransfer(a.SHA256)
		case w.files.store.Has(a.SHA256):
			if err := w.send(ctx, r, a, state.Have); err != nil {
				return err
			}
		}
	}
	return nil
}

// toSend are the files that the authority may lack: those without its word, and once in an epoch that it has begun anew, because
// it was restored, all that are here (SY-33). The epoch is returned when it must be noted after the round.
func (w *Workspace) toSend(ctx context.Context) (rows []store.AttachmentRow, epoch string, err error) {
	err = w.Read(ctx, func(r *store.Reader) error {
		st, err := r.SyncState()
		if err != nil {
			return err
		}
		if rows, err = r.FilesWithout(sendLimit); err != nil {
			return err
		}
		noted, err := r.Local(filesEpoch)
		if err != nil || noted == st.Cursor.Epoch {
			return err
		}
		if epoch = st.Cursor.Epoch; noted == "" {
			return nil
		}
		for after := ""; ; {
			page, err := r.StoredFiles(after, sendLimit)
			if err != nil || len(page) == 0 {
				return err
			}
			after = page[len(page)-1].SHA256
			rows = append(rows, slices.DeleteFunc(page, func(a store.AttachmentRow) bool { return !w.HasFile(a.SHA256) })...)
		}
	})
	if err != nil {
		return nil, "", err
	}
	return w.sendable(rows), epoch, nil
}

// sendable leaves each hash once, without those that somebody has stopped; what is sent no more is forgotten.
func (w *Workspace) sendable(rows []store.AttachmentRow) []store.AttachmentRow {
	seen := map[string]bool{}
	w.files.mu.Lock()
	rows = slices.DeleteFunc(rows, func(a store.AttachmentRow) bool {
		again := seen[a.SHA256]
		seen[a.SHA256] = true
		return again || w.files.stopped[a.SHA256]
	})
	gone := 0
	for sha, t := range w.files.on {
		if t.Up && !seen[sha] {
			delete(w.files.on, sha)
			delete(w.files.stopped, sha)
			gone++
		}
	}
	w.files.mu.Unlock()
	if gone > 0 {
		w.tellFiles(true)
	}
	return rows
}

// filesEpoch names the epoch of the authority that has been offered all files that are here.
const filesEpoch = "files.epoch"

// send sends one file from where the authority stopped. Only what ends the round is returned.
func (w *Workspace) send(ctx context.Context, r FileRemote, a store.AttachmentRow, have int64) error {
	w.note(a, true, func(t *Transfer) { t.Done, t.Failed, t.Why = have, false, nil })
	w.tellFiles(true)
	own, done := w.moving(ctx, a.SHA256)
	defer done()
	err := w.sendParts(own, r, a, have)
	switch {
	case err == nil:
		w.forgetTransfer(a.SHA256)
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case own.Err() != nil: // somebody has stopped it
		return nil
	}
	e := desk.AsError(err)
	lasting := e == nil || e.Code != desk.CodeUnavailable && e.Code != desk.CodeTooMany && e.Code != desk.CodeConflict
	if e == nil {
		w.opts.Log.Error("a file was not sent", "error", err)
		e = desk.Errorf(desk.CodeInternal, "internal")
	}
	w.note(a, true, func(t *Transfer) { t.Failed, t.Why = lasting, e })
	w.tellFiles(true)
	if !lasting {
		return err
	}
	w.files.mu.Lock()
	w.files.stopped[a.SHA256] = true
	w.files.mu.Unlock()
	return nil
}

func (w *Workspace) sendParts(ctx context.Context, r FileRemote, a store.AttachmentRow, have int64) error {
	f, err := w.files.store.Open(a.SHA256)
	if err != nil {
		return err
	}
	defer f.Close()
	for begun := false; ; begun = true {
		if begun && have >= a.Size {
			return nil
		}
		part := counted{io.NewSectionReader(f, have, min(wire.MaxFileChunk, a.Size-have)), func(n int) {
			w.note(a, true, func(t *Transfer) { t.Done += int64(n) })
			w.tellFiles(false)
		}}
		state, err := r.PutFile(ctx, a.SHA256, a.Size, have, part)
		if e := desk.AsError(err); e != nil && e.Key == "server.file_mismatch" {
			return w.ownMismatch(ctx, a)
		}
		if err != nil {
			return err
		}
		if state.Have <= have && !state.Stored {
			return errors.New("workspace: the authority takes nothing")
		}
		have = state.Have
		w.note(a, true, func(t *Transfer) { t.Done = have })
		if state.Stored {
			return nil
		}
	}
}

// ownMismatch: what has arrived is not what was named. Where our own bytes are damaged, they are of no use; else they were
// damaged on the way and are sent anew.
func (w *Workspace) ownMismatch(ctx context.Context, a store.AttachmentRow) error {
	if err := w.files.store.Verify(ctx, a.SHA256); errors.Is(err, blob.ErrMismatch) {
		return desk.Errorf(desk.CodeDamaged, "sync.file_damaged", "name", a.Name)
	}
	return desk.Errorf(desk.CodeUnavailable, "server.file_mismatch")
}
