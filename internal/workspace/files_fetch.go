package workspace

import (
	"context"
	"errors"
	"io"
	"slices"

	"naryad/internal/blob"
	"naryad/internal/desk"
	"naryad/internal/store"
)

// FetchFile asks for the bytes of a file (SY-34). It says whether they are here already and whole; otherwise RunFiles fetches
// them, and the events of transfers tell how far it is.
func (w *Workspace) FetchFile(ctx context.Context, id desk.ID) (here bool, err error) {
	a, err := w.attachment(ctx, id)
	if err != nil {
		return false, err
	}
	err = w.verify(ctx, a.SHA256)
	if err == nil {
		return true, nil
	}
	if !errors.Is(err, errFileNotHere) {
		return false, takeError(a.Name, err)
	}
	w.want(a)
	return false, nil
}

func (w *Workspace) attachment(ctx context.Context, id desk.ID) (a store.AttachmentRow, err error) {
	err = w.Read(ctx, func(r *store.Reader) error {
		var found bool
		a, found, err = r.Attachment(id)
		if err == nil && !found {
			err = desk.Errorf(desk.CodeNotFound, "sync.file_unknown")
		}
		return err
	})
	return a, err
}

// want puts a file among those that are fetched.
func (w *Workspace) want(a store.AttachmentRow) {
	w.files.mu.Lock()
	if !slices.ContainsFunc(w.files.wanted, func(b store.AttachmentRow) bool { return b.SHA256 == a.SHA256 }) {
		w.files.wanted = append(w.files.wanted, a)
	}
	w.files.mu.Unlock()
	w.note(a, false, func(t *Transfer) { t.Failed, t.Why = false, nil })
	w.tellFiles(true)
	poke(w.files.down)
}

// fetchWanted fetches what is wanted, one after another, and returns the error that ended the round.
func (w *Workspace) fetchWanted(ctx context.Context, r FileRemote) error {
	for {
		w.files.mu.Lock()
		if len(w.files.wanted) == 0 {
			w.files.mu.Unlock()
			return nil
		}
		a := w.files.wanted[0]
		w.files.mu.Unlock()
		if err := w.fetch(ctx, r, a); err != nil {
			return err
		}
		w.files.mu.Lock()
		w.files.wanted = slices.DeleteFunc(w.files.wanted, func(b store.AttachmentRow) bool { return b.SHA256 == a.SHA256 })
		w.files.mu.Unlock()
	}
}

// FetchNow fetches a file and waits for it: for commands in a terminal.
func (w *Workspace) FetchNow(ctx context.Context, r FileRemote, id desk.ID) error {
	a, err := w.attachment(ctx, id)
	if err != nil {
		return err
	}
	if err := w.verify(ctx, a.SHA256); !errors.Is(err, errFileNotHere) {
		return err
	}
	defer w.forgetTransfer(a.SHA256)
	if err := w.fetchParts(ctx, r, a); err != nil {
		return fetchError(a, err)
	}
	return nil
}

// fetch fetches one file. Only what ends the round is returned.
func (w *Workspace) fetch(ctx context.Context, r FileRemote, a store.AttachmentRow) error {
	own, done := w.moving(ctx, a.SHA256)
	defer done()
	err := w.fetchParts(own, r, a)
	if err == nil {
		w.forgetTransfer(a.SHA256)
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if own.Err() != nil { // somebody has stopped it
		w.forgetTransfer(a.SHA256)
		return nil
	}
	e := desk.AsError(fetchError(a, err))
	if e == nil {
		w.opts.Log.Error("a file was not fetched", "error", err)
		e = desk.Errorf(desk.CodeInternal, "internal")
	}
	again := e.Code == desk.CodeUnavailable && e.Key != store.ErrDiskFull.Key || e.Code == desk.CodeTooMany
	w.note(a, false, func(t *Transfer) { t.Failed, t.Why = !again, e })
	w.tellFiles(true)
	if again {
		return err
	}
	return nil
}

// fetchParts goes on where the last try stopped. Bytes that are not those that were named are dropped and fetched once more.
func (w *Workspace) fetchParts(ctx context.Context, r FileRemote, a store.AttachmentRow) error {
	err := w.fetchOnce(ctx, r, a)
	if errors.Is(err, blob.ErrMismatch) || errors.Is(err, blob.ErrOffset) {
		err = w.fetchOnce(ctx, r, a)
	}
	return err
}

func (w *Workspace) fetchOnce(ctx context.Context, r FileRemote, a store.AttachmentRow) error {
	have, whole, err := w.files.store.Have(a.SHA256)
	if err != nil || whole {
		return err
	}
	if have > a.Size { // of something else
		return errors.Join(blob.ErrMismatch, w.files.store.Remove(a.SHA256))
	}
	w.note(a, false, func(t *Transfer) { t.Done = have })
	var body io.ReadCloser = io.NopCloser(io.LimitReader(nil, 0))
	if have < a.Size {
		if body, err = r.GetFile(ctx, a.SHA256, have); err != nil {
			return err
		}
	}
	end, err := w.files.store.Append(ctx, a.SHA256, a.Size, have, counted{body, func(n int) {
		w.note(a, false, func(t *Transfer) { t.Done += int64(n) })
		w.tellFiles(false)
	}})
	if err == nil && end < a.Size {
		err = io.ErrUnexpectedEOF
	}
	if err = errors.Join(err, body.Close()); err != nil {
		return err
	}
	w.files.mu.Lock()
	w.files.verified[a.SHA256] = true
	w.files.mu.Unlock()
	return nil
}

// fetchError is what people are told of a file that did not come.
func fetchError(a store.AttachmentRow, err error) error {
	e := desk.AsError(err)
	switch {
	case e != nil && e.Code == desk.CodeNotFound:
		return desk.Errorf(desk.CodeNotFound, "sync.file_not_sent", "name", a.Name)
	case e != nil:
		return e
	case errors.Is(err, blob.ErrMismatch):
		return desk.Errorf(desk.CodeDamaged, "sync.file_mismatch", "name", a.Name)
	case errors.Is(err, blob.ErrFull):
		return store.ErrDiskFull
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, blob.ErrBusy):
		return desk.Errorf(desk.CodeUnavailable, "sync.file_cut")
	}
	return err
}
