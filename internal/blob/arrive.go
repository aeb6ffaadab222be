package blob

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Have says how many bytes of a file are here: all of them, the beginning that has arrived, or none.
func (s *Store) Have(sha string) (have int64, whole bool, err error) {
	if size, err := s.Size(sha); err == nil {
		return size, true, nil
	} else if !errors.Is(err, ErrMissing) {
		return 0, false, err
	}
	info, err := os.Stat(s.part(filepath.Base(sha)))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	return info.Size(), false, nil
}

// Append adds what r gives to the beginning of a file that has arrived, which must end at offset (ErrOffset), and returns how
// much there is then. What came before an error is kept: the next call goes on there. With the last byte the hash is compared:
// on ErrMismatch everything is dropped.
func (s *Store) Append(ctx context.Context, sha string, size, offset int64, r io.Reader) (have int64, err error) {
	if size > s.limit {
		return 0, ErrTooLarge
	}
	if size <= 0 {
		return 0, ErrEmpty
	}
	path, err := s.path(sha)
	if err != nil {
		return 0, err
	}
	if !s.begin(sha) {
		return 0, ErrBusy
	}
	defer s.end(sha)
	if info, err := os.Stat(path); err == nil {
		return info.Size(), nil // it came by another way meanwhile
	}
	f, err := s.openPart(sha, offset)
	if err != nil {
		return 0, err
	}
	have, err = s.extend(ctx, f, size, offset, r)
	if err == nil && have == size {
		err = s.finish(ctx, f, sha)
	}
	err = errors.Join(err, f.Close())
	switch {
	case errors.Is(err, ErrMismatch):
		return 0, errors.Join(err, os.Remove(s.part(sha)))
	case err != nil || have < size:
		return have, full(err)
	}
	return have, s.name(s.part(sha), sha)
}

func (s *Store) openPart(sha string, offset int64) (*os.File, error) {
	if err := os.MkdirAll(filepath.Join(s.dir, partDir), 0o700); err != nil {
		return nil, full(err)
	}
	f, err := os.OpenFile(s.part(sha), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, full(err)
	}
	end, err := f.Seek(0, io.SeekEnd)
	if err == nil && end != offset {
		err = ErrOffset
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// extend writes at most what is missing, and asks that nothing follows it.
func (s *Store) extend(ctx context.Context, f *os.File, size, offset int64, r io.Reader) (int64, error) {
	n, err := s.copy(ctx, f, io.LimitReader(r, size-offset))
	have := offset + n
	if err != nil || have < size {
		return have, err
	}
	if n, _ := io.ReadFull(r, make([]byte, 1)); n > 0 {
		return have, ErrMismatch
	}
	return have, nil
}

// finish brings a file to the disk and compares its hash.
func (s *Store) finish(ctx context.Context, f *os.File, sha string) error {
	if err := f.Sync(); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return verify(ctx, f, sha)
}

func (s *Store) begin(sha string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy[sha] {
		return false
	}
	s.busy[sha] = true
	return true
}

func (s *Store) end(sha string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.busy, sha)
}

func (s *Store) isBusy(sha string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.busy[sha]
}
