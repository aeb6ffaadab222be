package blob_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"naryad/internal/blob"
)

const limit = 1 << 20

func open(t *testing.T, hooks blob.Hooks) (*blob.Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "blobs")
	return blob.New(dir, limit, hooks), dir
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func files(t *testing.T, dir string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			out = append(out, strings.TrimPrefix(path, dir+"/"))
		}
		return err
	})
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return out
}

func is(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v, want %v", err, want)
	}
}

func TestPut(t *testing.T) {
	data := bytes.Repeat([]byte("naryad"), 1000)
	t.Run("what is put is found by its hash, once", func(t *testing.T) {
		s, dir := open(t, blob.Hooks{})
		for range 2 {
			b, err := s.Put(t.Context(), bytes.NewReader(data))
			if err != nil || b.SHA256 != hashOf(data) || b.Size != int64(len(data)) || b.Type != "text/plain" {
				t.Fatalf("%+v, %v", b, err)
			}
		}
		if got := files(t, dir); len(got) != 1 || got[0] != hashOf(data)[:2]+"/"+hashOf(data) {
			t.Errorf("%v", got)
		}
		f, err := s.Open(hashOf(data))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if back, _ := io.ReadAll(f); !bytes.Equal(back, data) {
			t.Error("other bytes came back")
		}
	})
	t.Run("nothing, too much and a broken reader leave no trace", func(t *testing.T) {
		s, dir := open(t, blob.Hooks{})
		_, err := s.Put(t.Context(), strings.NewReader(""))
		is(t, err, blob.ErrEmpty)
		_, err = s.Put(t.Context(), bytes.NewReader(make([]byte, limit+1)))
		is(t, err, blob.ErrTooLarge)
		_, err = s.Put(t.Context(), io.MultiReader(bytes.NewReader(data), broken{}))
		is(t, err, io.ErrUnexpectedEOF)
		if got := files(t, dir); len(got) != 0 {
			t.Errorf("left: %v", got)
		}
		if _, err := s.Put(t.Context(), bytes.NewReader(make([]byte, limit))); err != nil {
			t.Errorf("the limit itself: %v", err)
		}
	})
	t.Run("a full disk is said as such and leaves no trace", func(t *testing.T) {
		s, dir := open(t, blob.Hooks{Write: func(int) error { return syscall.ENOSPC }})
		_, err := s.Put(t.Context(), bytes.NewReader(data))
		is(t, err, blob.ErrFull)
		if got := files(t, dir); len(got) != 0 {
			t.Errorf("left: %v", got)
		}
	})
	t.Run("who gives up ends it", func(t *testing.T) {
		s, _ := open(t, blob.Hooks{})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := s.Put(ctx, bytes.NewReader(data))
		is(t, err, context.Canceled)
	})
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestAppend(t *testing.T) {
	data := bytes.Repeat([]byte("0123456789"), 10_000)
	sha, size := hashOf(data), int64(len(data))
	t.Run("a file that is cut goes on where it stopped", func(t *testing.T) {
		s, _ := open(t, blob.Hooks{})
		have, err := s.Append(t.Context(), sha, size, 0, io.MultiReader(bytes.NewReader(data[:70_001]), broken{}))
		is(t, err, io.ErrUnexpectedEOF)
		if have != 70_001 {
			t.Fatalf("%d bytes are kept", have)
		}
		again := blob.New(s.Dir(), limit, blob.Hooks{}) // another process
		if have, whole, err := again.Have(sha); have != 70_001 || whole || err != nil {
			t.Fatalf("%d %v %v", have, whole, err)
		}
		_, err = again.Append(t.Context(), sha, size, 60_000, bytes.NewReader(data[60_000:]))
		is(t, err, blob.ErrOffset)
		if have, err := again.Append(t.Context(), sha, size, 70_001, bytes.NewReader(data[70_001:])); have != size || err != nil {
			t.Fatalf("%d, %v", have, err)
		}
		if err := again.Verify(t.Context(), sha); err != nil {
			t.Error(err)
		}
		if have, err := again.Append(t.Context(), sha, size, 0, bytes.NewReader(nil)); have != size || err != nil {
			t.Errorf("what is here already: %d, %v", have, err)
		}
	})
	t.Run("other bytes, or more of them, are dropped whole", func(t *testing.T) {
		s, dir := open(t, blob.Hooks{})
		other := bytes.Clone(data)
		other[5]++
		for _, r := range []io.Reader{bytes.NewReader(other), io.MultiReader(bytes.NewReader(data), strings.NewReader("x"))} {
			have, err := s.Append(t.Context(), sha, size, 0, r)
			is(t, err, blob.ErrMismatch)
			if got := files(t, dir); have != 0 || len(got) != 0 {
				t.Errorf("left %d: %v", have, got)
			}
		}
	})
	t.Run("a full disk keeps what has arrived", func(t *testing.T) {
		room := 40_000
		s, _ := open(t, blob.Hooks{Write: func(n int) error {
			if room -= n; room < 0 {
				return syscall.ENOSPC
			}
			return nil
		}})
		have, err := s.Append(t.Context(), sha, size, 0, bytes.NewReader(data))
		is(t, err, blob.ErrFull)
		room = 1 << 20
		if _, err := s.Append(t.Context(), sha, size, have, bytes.NewReader(data[have:])); err != nil {
			t.Error(err)
		}
	})
	t.Run("a crash before the name keeps the part, and the next try names it", func(t *testing.T) {
		crash := errors.New("killed")
		s, _ := open(t, blob.Hooks{Named: func() error { return crash }})
		_, err := s.Append(t.Context(), sha, size, 0, bytes.NewReader(data))
		is(t, err, crash)
		again := blob.New(s.Dir(), limit, blob.Hooks{})
		if again.Has(sha) {
			t.Fatal("it has its name")
		}
		have, _, err := again.Have(sha)
		if err != nil || have != size {
			t.Fatalf("%d, %v", have, err)
		}
		if _, err := again.Append(t.Context(), sha, size, have, bytes.NewReader(nil)); err != nil || !again.Has(sha) {
			t.Error(err)
		}
	})
	t.Run("sizes are judged before anything is read", func(t *testing.T) {
		s, dir := open(t, blob.Hooks{})
		_, err := s.Append(t.Context(), sha, limit+1, 0, broken{})
		is(t, err, blob.ErrTooLarge)
		_, err = s.Append(t.Context(), sha, 0, 0, broken{})
		is(t, err, blob.ErrEmpty)
		for _, bad := range []string{"", "../../etc/passwd", strings.ToUpper(sha), sha + "0", "zz" + sha[2:]} {
			_, err = s.Append(t.Context(), bad, size, 0, broken{})
			is(t, err, blob.ErrMissing)
			_, err = s.Open(bad)
			is(t, err, blob.ErrMissing)
		}
		if got := files(t, dir); len(got) != 0 {
			t.Errorf("left: %v", got)
		}
	})
	t.Run("of two who send the same, one waits", func(t *testing.T) {
		s, _ := open(t, blob.Hooks{})
		r, w := io.Pipe()
		done := make(chan error)
		go func() {
			_, err := s.Append(t.Context(), sha, size, 0, r)
			done <- err
		}()
		if _, err := w.Write(data[:1]); err != nil {
			t.Fatal(err)
		}
		_, err := s.Append(t.Context(), sha, size, 1, bytes.NewReader(data[1:]))
		is(t, err, blob.ErrBusy)
		_ = w.CloseWithError(io.ErrUnexpectedEOF)
		is(t, <-done, io.ErrUnexpectedEOF)
		if _, err := s.Append(t.Context(), sha, size, 1, bytes.NewReader(data[1:])); err != nil {
			t.Error(err)
		}
	})
}

func TestVerifyAndSweep(t *testing.T) {
	s, dir := open(t, blob.Hooks{})
	var kept []string
	for _, text := range []string{"one", "two", "three"} {
		b, err := s.Put(t.Context(), strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, b.SHA256)
	}
	t.Run("a damaged file and one that is gone are told apart", func(t *testing.T) {
		path := filepath.Join(dir, kept[2][:2], kept[2])
		if err := os.WriteFile(path, []byte("thrwe"), 0o600); err != nil {
			t.Fatal(err)
		}
		is(t, s.Verify(t.Context(), kept[2]), blob.ErrMismatch)
		if err := s.Remove(kept[2]); err != nil {
			t.Fatal(err)
		}
		is(t, s.Verify(t.Context(), kept[2]), blob.ErrMissing)
	})
	t.Run("a sweep takes what is old and nobody keeps, and parts that never went on", func(t *testing.T) {
		_, _ = s.Append(t.Context(), kept[2], 5, 0, io.MultiReader(strings.NewReader("th"), broken{}))
		keep := func(sha string) (bool, error) { return sha == kept[0], nil }
		if n, err := s.Sweep(t.Context(), time.Unix(0, 0), keep); n != 0 || err != nil {
			t.Fatalf("young files: %d, %v", n, err)
		}
		if n, err := s.Sweep(t.Context(), time.Unix(1<<40, 0), keep); n != 2 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
		if got := files(t, dir); len(got) != 1 || !s.Has(kept[0]) {
			t.Errorf("left: %v", got)
		}
	})
}

func TestSniff(t *testing.T) {
	for text, want := range map[string]string{
		"%PDF-1.7\n":        "application/pdf",
		"\x89PNG\r\n\x1a\n": "image/png",
		"<!DOCTYPE html><script>alert(1)</script>":                   "text/html",
		`<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>`:     "image/svg+xml",
		"просто текст":                                               "text/plain",
		"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00": "application/vnd.microsoft.portable-executable",
		"\x00\x01\x02\x03":                                           "application/octet-stream",
	} {
		if got := blob.Sniff([]byte(text)); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}
