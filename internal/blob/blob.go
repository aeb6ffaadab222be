// Package blob keeps bytes by their SHA-256 in a directory:
//
//	ab/abcdef…   whole files, named by the hash of what is in them; never changed
//	part/…       what is still arriving: "new-…" is being hashed, a hash is the beginning of a file that is being fetched
//
// A file gets its name when it is whole, on the disk, and known to have that hash; a crash leaves it under part/, where the
// next try goes on. It knows nothing of what the files are for: who owns the directory says what is kept.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// What can be wrong with a file. Everything else is a failure of the disk or of who sends.
var (
	ErrEmpty    = errors.New("blob: no bytes")
	ErrTooLarge = errors.New("blob: too many bytes")
	ErrMissing  = errors.New("blob: not here")
	ErrMismatch = errors.New("blob: not the bytes that were named") // whoever sends must begin again
	ErrOffset   = errors.New("blob: does not go on where it stopped")
	ErrBusy     = errors.New("blob: somebody else is sending it")
	ErrFull     = errors.New("blob: the disk is full")
)

// partDir holds what is still arriving.
const partDir = "part"

// Hooks are for tests.
type Hooks struct {
	// Write is called before each write; its error is the disk's.
	Write func(bytes int) error
	// Named is called after a file is whole and before it gets its name.
	Named func() error
}

// Store is one directory of files. Its methods may be called from any goroutine.
type Store struct {
	dir   string
	limit int64 // bytes of one file
	hooks Hooks

	mu   sync.Mutex
	busy map[string]bool // hashes that are arriving
}

// Blob is a file that is here.
type Blob struct {
	SHA256 string
	Size   int64
	Type   string // media type, as found in the bytes
}

// New is the store in dir, which is made when it is needed. limit is the largest size of one file.
func New(dir string, limit int64, hooks Hooks) *Store {
	return &Store{dir: dir, limit: limit, hooks: hooks, busy: map[string]bool{}}
}

// path is where a file is, if it is. An id that is no hash is nowhere.
func (s *Store) path(sha string) (string, error) {
	if b, err := hex.DecodeString(sha); err != nil || len(b) != sha256.Size || hex.EncodeToString(b) != sha {
		return "", ErrMissing
	}
	return filepath.Join(s.dir, sha[:2], sha), nil
}

// Dir is the directory.
func (s *Store) Dir() string { return s.dir }

func (s *Store) part(sha string) string { return filepath.Join(s.dir, partDir, sha) }

// Put reads a file to its end and keeps it. ErrEmpty and ErrTooLarge leave nothing behind.
func (s *Store) Put(ctx context.Context, r io.Reader) (b Blob, err error) {
	if err := os.MkdirAll(filepath.Join(s.dir, partDir), 0o700); err != nil {
		return b, full(err)
	}
	f, err := os.CreateTemp(filepath.Join(s.dir, partDir), "new-")
	if err != nil {
		return b, full(err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	sum, head := sha256.New(), &head{}
	n, err := s.copy(ctx, f, io.TeeReader(io.LimitReader(r, s.limit+1), io.MultiWriter(sum, head)))
	switch {
	case err == nil && n == 0:
		err = ErrEmpty
	case err == nil && n > s.limit:
		err = ErrTooLarge
	case err == nil:
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return b, full(err)
	}
	b = Blob{SHA256: hex.EncodeToString(sum.Sum(nil)), Size: n, Type: Sniff(head.bytes)}
	return b, s.name(f.Name(), b.SHA256)
}

// copy writes what r gives; an error of r is told from one of the disk by ErrFull alone.
func (s *Store) copy(ctx context.Context, f *os.File, r io.Reader) (int64, error) {
	return io.Copy(writer{f, s.hooks.Write}, reader{ctx, r})
}

// name gives a whole file on the disk its name. Where it has it already, the same bytes are there.
func (s *Store) name(from, sha string) error {
	to, err := s.path(sha)
	if err != nil {
		return err
	}
	if s.hooks.Named != nil {
		if err := s.hooks.Named(); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return full(err)
	}
	if err := os.Rename(from, to); err != nil {
		return full(err)
	}
	return errors.Join(syncDir(filepath.Dir(to)), syncDir(s.dir))
}

// Size is how large a whole file is; ErrMissing when it is not here.
func (s *Store) Size(sha string) (int64, error) {
	path, err := s.path(sha)
	if err != nil {
		return 0, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return 0, missing(err)
	}
	return info.Size(), nil
}

// Has says whether a whole file is here.
func (s *Store) Has(sha string) bool {
	_, err := s.Size(sha)
	return err == nil
}

// Open opens a whole file; ErrMissing when it is not here.
func (s *Store) Open(sha string) (*os.File, error) {
	path, err := s.path(sha)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	return f, missing(err)
}

// Verify reads a file and compares its hash: nil, ErrMissing, ErrMismatch, or a failure of the disk.
func (s *Store) Verify(ctx context.Context, sha string) error {
	f, err := s.Open(sha)
	if err != nil {
		return err
	}
	defer f.Close()
	return verify(ctx, f, sha)
}

func verify(ctx context.Context, r io.Reader, sha string) error {
	sum := sha256.New()
	if _, err := io.Copy(sum, reader{ctx, r}); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != sha {
		return ErrMismatch
	}
	return nil
}

// Remove deletes a file and what has arrived of it; what is not here is removed already.
func (s *Store) Remove(sha string) error {
	path, err := s.path(sha)
	if err != nil {
		return nil
	}
	var all []error
	for _, p := range []string{path, s.part(sha)} {
		if err := os.Remove(p); err != nil && !errors.Is(err, fs.ErrNotExist) {
			all = append(all, err)
		}
	}
	return errors.Join(all...)
}

// Each calls fn for every whole file, in the order of the hashes.
func (s *Store) Each(ctx context.Context, fn func(sha string, info fs.FileInfo) error) error {
	dirs, err := os.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, d := range dirs {
		if len(d.Name()) != 2 {
			continue
		}
		files, err := os.ReadDir(filepath.Join(s.dir, d.Name()))
		if err != nil {
			return err
		}
		for _, f := range files {
			if err := ctx.Err(); err != nil {
				return err
			}
			info, err := f.Info()
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err == nil {
				err = fn(f.Name(), info)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// Sweep deletes the files that nobody keeps and what never arrived whole, as far as they are older than a moment; it returns
// how many went.
func (s *Store) Sweep(ctx context.Context, before time.Time, keep func(sha string) (bool, error)) (n int, err error) {
	err = s.Each(ctx, func(sha string, info fs.FileInfo) error {
		if !info.ModTime().Before(before) {
			return nil
		}
		kept, err := keep(sha)
		if err != nil || kept {
			return err
		}
		n++
		return s.Remove(sha)
	})
	if err != nil {
		return n, err
	}
	parts, err := os.ReadDir(filepath.Join(s.dir, partDir))
	if errors.Is(err, fs.ErrNotExist) {
		return n, nil
	}
	for _, p := range parts {
		info, err := p.Info()
		if err != nil || !info.ModTime().Before(before) || s.isBusy(p.Name()) {
			continue
		}
		if err := os.Remove(filepath.Join(s.dir, partDir, p.Name())); err != nil {
			return n, fmt.Errorf("sweep: %w", err)
		}
		n++
	}
	return n, err
}

// missing turns the system's word for what is not there into ErrMissing.
func missing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return ErrMissing
	}
	return err
}

// full turns the system's words for a disk without room into ErrFull.
func full(err error) error {
	if err != nil && isFull(err) {
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return err
}

// reader ends with its context.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

type writer struct {
	f    *os.File
	hook func(int) error
}

func (w writer) Write(p []byte) (int, error) {
	if w.hook != nil {
		if err := w.hook(len(p)); err != nil {
			return 0, full(err)
		}
	}
	n, err := w.f.Write(p)
	return n, full(err)
}
