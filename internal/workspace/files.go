package workspace

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"naryad/internal/blob"
	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/wire"
)

// FileRemote is the authority as far as the bytes of files go. It may fail at any time and be asked again, as a Remote.
type FileRemote interface {
	// AskFiles says what the authority has of some files.
	AskFiles(ctx context.Context, m wire.AskFiles) (wire.FilesReply, error)
	// PutFile sends the next part of a file, at most wire.MaxFileChunk bytes, from where the authority stopped.
	PutFile(ctx context.Context, sha256 string, size, offset int64, r io.Reader) (wire.FileState, error)
	// GetFile returns a file from an offset on; the caller closes it and compares the hash.
	GetFile(ctx context.Context, sha256 string, offset int64) (io.ReadCloser, error)
}

// blobDir holds the bytes of files, beside the replica's database.
const blobDir = "blobs"

// orphanLife is how long bytes are kept that nothing on this computer names.
const orphanLife = 7 * 24 * time.Hour

// Transfer is a file on its way to the authority or from it.
type Transfer struct {
	SHA256 string
	Name   string
	Up     bool  // to the authority
	Done   int64 // bytes
	Total  int64
	Failed bool        // it is not tried again by itself
	Why    *desk.Error // why it has failed, or waits; nil: somebody has stopped it, or all is well
}

// files is the state of what is on its way. It is guarded by its own mutex.
type files struct {
	store *blob.Store
	up    chan struct{} // there may be something to send
	down  chan struct{} // there may be something to fetch

	mu       sync.Mutex
	on       map[string]*Transfer // by hash
	wanted   []store.AttachmentRow
	stopped  map[string]bool   // sent no more until somebody asks for it
	cancels  map[string]func() // of what is moving
	verified map[string]bool   // compared with its hash since the start
	toldAt   desk.Instant
}

func newFiles(o Options) *files {
	return &files{
		store: blob.New(filepath.Join(o.Dir, blobDir), desk.MaxFile, o.Blobs),
		up:    make(chan struct{}, 1), down: make(chan struct{}, 1),
		on: map[string]*Transfer{}, stopped: map[string]bool{}, cancels: map[string]func(){}, verified: map[string]bool{},
	}
}

// TakeFile keeps a file's bytes in the replica's directory, before any command names them (SY-31). A size that is known is
// judged before anything is read; -1 is one that is not known.
func (w *Workspace) TakeFile(ctx context.Context, name string, size int64, r io.Reader) (store.DraftFile, error) {
	name = desk.SafeFileName(name)
	if size >= 0 {
		if err := desk.CheckFileSize(name, size); err != nil {
			return store.DraftFile{}, err
		}
	}
	b, err := w.files.store.Put(ctx, r)
	if err != nil {
		return store.DraftFile{}, takeError(name, err)
	}
	return store.DraftFile{SHA256: b.SHA256, Name: name, Size: b.Size, Type: b.Type}, nil
}

// TakeFileAt is TakeFile of a file on this computer.
func (w *Workspace) TakeFileAt(ctx context.Context, path string) (store.DraftFile, error) {
	name := filepath.Base(path)
	f, err := os.Open(path)
	if err != nil {
		return store.DraftFile{}, takeError(name, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		return store.DraftFile{}, desk.Errorf(desk.CodeInvalid, "sync.file_not_regular", "name", name)
	}
	if err != nil {
		return store.DraftFile{}, takeError(name, err)
	}
	return w.TakeFile(ctx, name, info.Size(), f)
}

func takeError(name string, err error) error {
	var disk *fs.PathError
	switch {
	case errors.Is(err, blob.ErrEmpty):
		return desk.CheckFileSize(name, 0)
	case errors.Is(err, blob.ErrTooLarge):
		return desk.CheckFileSize(name, desk.MaxFile+1)
	case errors.Is(err, blob.ErrFull):
		return errors.Join(store.ErrDiskFull, err)
	case errors.As(err, &disk):
		return errors.Join(desk.Errorf(desk.CodeUnavailable, "sync.file_unreadable", "name", name), err)
	}
	return err
}

// HasFile says whether the bytes of a file are on this computer.
func (w *Workspace) HasFile(sha256 string) bool { return w.files.store.Has(sha256) }

// OpenFile opens a file that is on this computer. Its hash is compared once after each start: damaged bytes are dropped, and
// fetched again by the next FetchFile (SY-34). Errors: sync.file_not_here.
func (w *Workspace) OpenFile(ctx context.Context, sha256 string) (*os.File, error) {
	if err := w.verify(ctx, sha256); err != nil {
		return nil, err
	}
	f, err := w.files.store.Open(sha256)
	if errors.Is(err, blob.ErrMissing) {
		return nil, errFileNotHere
	}
	return f, err
}

var errFileNotHere = desk.Errorf(desk.CodeNotFound, "sync.file_not_here")

func (w *Workspace) verify(ctx context.Context, sha256 string) error {
	w.files.mu.Lock()
	known := w.files.verified[sha256]
	w.files.mu.Unlock()
	if known {
		return nil
	}
	err := w.files.store.Verify(ctx, sha256)
	switch {
	case errors.Is(err, blob.ErrMismatch):
		w.opts.Log.Warn("a damaged file is dropped", "sha256", sha256)
		return errors.Join(errFileNotHere, w.files.store.Remove(sha256))
	case errors.Is(err, blob.ErrMissing):
		return errFileNotHere
	case err == nil:
		w.files.mu.Lock()
		w.files.verified[sha256] = true
		w.files.mu.Unlock()
	}
	return err
}

// Transfers lists what is on its way, in the order of names.
func (w *Workspace) Transfers() []Transfer {
	w.files.mu.Lock()
	defer w.files.mu.Unlock()
	out := make([]Transfer, 0, len(w.files.on))
	for _, t := range w.files.on {
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b Transfer) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.SHA256, b.SHA256))
	})
	return out
}

// StopFile ends a transfer; what has arrived is kept, so that RetryFile goes on there. A download is forgotten.
func (w *Workspace) StopFile(sha256 string) {
	f := w.files
	f.mu.Lock()
	if cancel := f.cancels[sha256]; cancel != nil {
		cancel()
	}
	if t := f.on[sha256]; t != nil && t.Up {
		f.stopped[sha256] = true
		t.Failed, t.Why = true, nil
	} else {
		delete(f.on, sha256)
	}
	f.wanted = slices.DeleteFunc(f.wanted, func(a store.AttachmentRow) bool { return a.SHA256 == sha256 })
	f.mu.Unlock()
	w.tellFiles(true)
}

// RetryFile goes on with a file that was stopped or has failed on its way to the authority.
func (w *Workspace) RetryFile(sha256 string) {
	w.files.mu.Lock()
	delete(w.files.stopped, sha256)
	if t := w.files.on[sha256]; t != nil {
		t.Failed, t.Why = false, nil
	}
	w.files.mu.Unlock()
	w.tellFiles(true)
	poke(w.files.up)
}

// note changes a transfer, or adds it.
func (w *Workspace) note(a store.AttachmentRow, up bool, change func(*Transfer)) {
	w.files.mu.Lock()
	t := w.files.on[a.SHA256]
	if t == nil {
		t = &Transfer{SHA256: a.SHA256, Name: a.Name, Total: a.Size}
		w.files.on[a.SHA256] = t
	}
	t.Up = up
	change(t)
	w.files.mu.Unlock()
}

// forgetTransfer: it has arrived.
func (w *Workspace) forgetTransfer(sha256 string) {
	w.files.mu.Lock()
	delete(w.files.on, sha256)
	w.files.mu.Unlock()
	w.tellFiles(true)
}

// moving lets StopFile end what happens under the context that it returns.
func (w *Workspace) moving(ctx context.Context, sha256 string) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	w.files.mu.Lock()
	w.files.cancels[sha256] = cancel
	w.files.mu.Unlock()
	return ctx, func() {
		cancel()
		w.files.mu.Lock()
		delete(w.files.cancels, sha256)
		w.files.mu.Unlock()
	}
}

// progressMillis is how often the progress of a file is told.
const progressMillis = 100

// tellFiles says that transfers have changed; mere progress is told now and then only.
func (w *Workspace) tellFiles(always bool) {
	now := w.now()
	w.files.mu.Lock()
	due := always || now-w.files.toldAt >= progressMillis || now < w.files.toldAt
	if due {
		w.files.toldAt = now
	}
	w.files.mu.Unlock()
	if due {
		w.mu.Lock()
		w.deliver(Event{Files: true})
	}
}

// counted tells the progress of what is read through it.
type counted struct {
	r    io.Reader
	tell func(n int)
}

func (c counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if n > 0 {
		c.tell(n)
	}
	return n, err
}

// sweepFiles deletes bytes that nothing on this computer names: no row, no draft, no command that is pending or was refused.
func (w *Workspace) sweepFiles(ctx context.Context) error {
	named := map[string]bool{}
	err := w.Read(ctx, func(r *store.Reader) error {
		drafts, err := r.DraftFiles()
		if err != nil {
			return err
		}
		for _, d := range drafts {
			named[d.SHA256] = true
		}
		pending, err := r.Outbox(0, 0)
		if err != nil {
			return err
		}
		refused, err := r.Rejected()
		for _, row := range append(pending, refused...) {
			var args struct {
				SHA256 string `json:"sha256"`
			}
			if json.Unmarshal(row.Args, &args) == nil {
				named[args.SHA256] = true
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	_, err = w.files.store.Sweep(ctx, w.opts.Clock.Now().Add(-orphanLife), func(sha string) (keep bool, err error) {
		if named[sha] {
			return true, nil
		}
		err = w.Read(ctx, func(r *store.Reader) error {
			keep, err = r.FileNamed(sha)
			return err
		})
		return keep, err
	})
	return err
}
