package server

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strconv"
	"time"

	"naryad/internal/blob"
	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/wire"
)

const (
	// orphanLife is how long bytes that no row names are kept: a removal can be taken back, and a command may be on its way.
	orphanLife = 30 * 24 * time.Hour
	// fileLimit bounds how many files one look of the clock examines.
	fileLimit = 1000
	// filesPerDevice is how many files one device sends and fetches at once.
	filesPerDevice = 6
)

// filesActor is the system actor behind what happens when bytes have arrived.
const filesActor = "files"

// askFiles says what has arrived of some files (SV-F2).
func (s *Server) askFiles(ctx context.Context, _ Device, m wire.AskFiles) (wire.FilesReply, error) {
	reply := wire.FilesReply{Files: []wire.FileState{}}
	if len(m.Files) > wire.MaxAskFiles {
		return reply, desk.Errorf(desk.CodeTooLarge, "server.too_many_files", "limit", wire.MaxAskFiles)
	}
	for _, sha := range m.Files {
		size, err := s.named(ctx, sha, 0)
		if errors.Is(err, errNotNamed) {
			continue
		}
		if err != nil {
			return reply, err
		}
		have, whole, err := s.blobs.Have(sha)
		if err != nil {
			return reply, fileError(err)
		}
		if whole {
			if err := s.markStored(ctx, sha, have); err != nil {
				return reply, err
			}
		}
		reply.Files = append(reply.Files, wire.FileState{SHA256: sha, Have: min(have, size), Stored: whole})
	}
	return reply, nil
}

var (
	errNotNamed = desk.Errorf(desk.CodeNotFound, "server.file_unknown")
	errNotHere  = desk.Errorf(desk.CodeNotFound, "server.file_missing")
	errCut      = desk.Errorf(desk.CodeUnavailable, "server.file_cut")
)

// named refuses bytes that no row names (SV-F1) and returns their size. A size that is not 0 must be a row's.
func (s *Server) named(ctx context.Context, sha string, size int64) (int64, error) {
	if !desk.ValidSHA256(sha) {
		return 0, errNotNamed
	}
	found := int64(0)
	err := s.db.Read(ctx, func(r *store.Reader) error {
		rows, err := r.Find("attachment", "sha256", sha)
		for _, row := range rows {
			if f := row.(*desk.Attachment); size == 0 || f.Size == size {
				found = f.Size
			}
		}
		return err
	})
	if err == nil && found == 0 {
		err = errNotNamed
	}
	return found, err
}

// putFile adds to what has arrived of a file; with its last byte the hash is compared (SV-F3) and the rows are marked (SV-F4).
func (s *Server) putFile(ctx context.Context, d Device, sha string, size, offset int64, r io.Reader) (wire.FileState, error) {
	state := wire.FileState{SHA256: sha}
	if _, err := s.named(ctx, sha, size); err != nil {
		return state, err
	}
	leave, err := s.files.enter(d.ID)
	if err != nil {
		return state, err
	}
	defer leave()
	have, err := s.blobs.Append(ctx, sha, size, offset, r)
	if err != nil {
		return state, fileError(err)
	}
	state.Have = have
	if have < size {
		return state, nil
	}
	state.Stored = true
	// Whoever sent it may have gone: the rows are marked all the same.
	return state, s.markStored(context.WithoutCancel(ctx), sha, size)
}

// markStored tells everybody that bytes are here, where some row does not say so yet.
func (s *Server) markStored(ctx context.Context, sha string, size int64) error {
	news := false
	err := s.db.Read(ctx, func(r *store.Reader) error {
		rows, err := r.Find("attachment", "sha256", sha)
		for _, row := range rows {
			f := row.(*desk.Attachment)
			news = news || (!f.Stored && f.Size == size)
		}
		return err
	})
	if err != nil || !news {
		return err
	}
	_, err = s.Do(ctx, filesActor, &desk.MarkStored{SHA256: sha, Size: size})
	return err
}

// openFile opens bytes that a row names. All our people read all tickets, so that is all that is asked (SV-F1).
func (s *Server) openFile(ctx context.Context, sha string) (*os.File, error) {
	if _, err := s.named(ctx, sha, 0); err != nil {
		return nil, err
	}
	f, err := s.blobs.Open(sha)
	if err != nil {
		return nil, fileError(err)
	}
	return f, nil
}

// fileError is what people are told of a failure of the files. What came from the sender's side is the sender's to try again.
func fileError(err error) error {
	var disk *fs.PathError
	switch {
	case errors.Is(err, blob.ErrFull):
		return errors.Join(store.ErrDiskFull, err)
	case errors.Is(err, blob.ErrMissing):
		return errNotHere
	case errors.Is(err, blob.ErrMismatch):
		return desk.Errorf(desk.CodeInvalid, "server.file_mismatch")
	case errors.Is(err, blob.ErrOffset):
		return desk.Errorf(desk.CodeConflict, "server.file_offset")
	case errors.Is(err, blob.ErrBusy):
		return desk.Errorf(desk.CodeUnavailable, "server.file_busy")
	case errors.Is(err, blob.ErrTooLarge), errors.Is(err, blob.ErrEmpty):
		return errNotNamed // no row has such a size
	case errors.As(err, &disk):
		return errors.Join(store.ErrDisk, err)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	return errors.Join(errCut, err)
}

// tidyFiles is the files' part of the clock's look (SV-F5): rows whose bytes arrived when the process was killed before it could
// say so are marked, and bytes that nobody names any more are deleted after orphanLife.
func (s *Server) tidyFiles(ctx context.Context) error {
	var waiting []store.AttachmentRow
	err := s.db.Read(ctx, func(r *store.Reader) (err error) {
		waiting, err = r.FilesWithout(fileLimit)
		return err
	})
	if err != nil {
		return err
	}
	for _, f := range waiting {
		if size, err := s.blobs.Size(f.SHA256); err == nil && size == f.Size {
			if err := s.markStored(ctx, f.SHA256, f.Size); err != nil {
				return err
			}
		}
	}
	_, err = s.blobs.Sweep(ctx, s.clock.Now().Add(-orphanLife), func(sha string) (named bool, err error) {
		err = s.db.Read(ctx, func(r *store.Reader) error {
			named, err = r.FileNamed(sha)
			return err
		})
		return named, err
	})
	return err
}

// CheckFiles reads every file that the authority has said to have and names those that are missing or damaged.
func (s *Server) CheckFiles(ctx context.Context) ([]store.Problem, error) {
	var found []store.Problem
	after := ""
	for {
		var page []store.AttachmentRow
		err := s.db.Read(ctx, func(r *store.Reader) (err error) {
			page, err = r.StoredFiles(after, fileLimit)
			return err
		})
		if err != nil || len(page) == 0 {
			return found, err
		}
		for _, f := range page {
			after = f.SHA256
			switch err := s.blobs.Verify(ctx, f.SHA256); {
			case err == nil:
			case errors.Is(err, blob.ErrMissing):
				found = append(found, fileProblem("check.file_missing", f))
			case errors.Is(err, blob.ErrMismatch):
				found = append(found, fileProblem("check.file_damaged", f))
			default:
				return found, err
			}
		}
	}
}

func fileProblem(key string, f store.AttachmentRow) store.Problem {
	return store.Problem{Key: key, Params: map[string]any{"name": f.Name, "sha256": f.SHA256}}
}

// servePutFile takes one part of a file: PUT /v1/files/{sha256}?size=…&offset=….
func (s *Server) servePutFile(v visit) error {
	size, err := strconv.ParseInt(v.r.URL.Query().Get("size"), 10, 64)
	if err != nil || size <= 0 || size > desk.MaxFile {
		return errNotNamed
	}
	offset, err := strconv.ParseInt(v.r.URL.Query().Get("offset"), 10, 64)
	if err != nil || offset < 0 || offset > size {
		return desk.Errorf(desk.CodeConflict, "server.file_offset")
	}
	if v.r.ContentLength > wire.MaxFileChunk {
		return desk.Errorf(desk.CodeTooLarge, "wire.too_large", "limitBytes", wire.MaxFileChunk)
	}
	state, err := s.putFile(v.r.Context(), v.device, v.r.PathValue("sha"), size, offset, http.MaxBytesReader(v.w, v.r.Body, wire.MaxFileChunk))
	if err != nil {
		return err
	}
	return v.reply(state)
}

// serveGetFile sends a file, or the rest of it from the offset that a Range header names (SV-F6).
func (s *Server) serveGetFile(v visit) error {
	leave, err := s.files.enter(v.device.ID)
	if err != nil {
		return err
	}
	defer leave()
	f, err := s.openFile(v.r.Context(), v.r.PathValue("sha"))
	if err != nil {
		return err
	}
	defer f.Close()
	v.w.Header().Set("Content-Type", "application/octet-stream") // whatever it is, it is nothing to show
	v.w.Header().Set("Content-Disposition", "attachment")
	http.ServeContent(unhurried{v.w, &patient{v}}, v.r, "", time.Time{}, f)
	return nil
}

// unhurried gives every piece of an answer its own time to be written.
type unhurried struct {
	http.ResponseWriter
	out io.Writer
}

func (u unhurried) Write(p []byte) (int, error) { return u.out.Write(p) }
