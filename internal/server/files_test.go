package server_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"naryad/internal/blob"
	"naryad/internal/desk"
	"naryad/internal/remote"
	"naryad/internal/server"
	"naryad/internal/wire"
)

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// filed is an authority with a ticket that names some bytes.
func filed(t *testing.T, data []byte, change ...func(*server.Options)) (*house, *desk.AttachFile) {
	t.Helper()
	h := found(t, change...)
	ticket := h.id()
	cmd := &desk.AttachFile{ID: h.id(), TicketID: ticket, Audience: desk.ToInternal, Name: "акт.pdf", Size: int64(len(data)), SHA256: hashOf(data), Type: "application/pdf"}
	h.replica(h.own).do(&desk.CreateTicket{ID: ticket, About: desk.About{Subject: "Акт"}}, cmd)
	return h, cmd
}

func (h *house) stored(id desk.ID) bool {
	h.t.Helper()
	f, ok := get(h, &desk.Attachment{ID: id})
	if !ok {
		h.t.Fatal("no such file")
	}
	return f.Stored
}

// keepTimeUntil lets the authority's clock run until it has done something.
func (h *house) keepTimeUntil(done func() bool) {
	h.t.Helper()
	ctx, cancel := context.WithCancel(h.t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); h.KeepTime(ctx) }()
	for n := 0; !done(); n++ {
		if n == 2000 {
			h.t.Error("the clock does nothing")
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	cancel()
	<-ended
}

// dying reads some bytes and then fails as a connection does.
type dying struct {
	io.Reader
	left int
}

func (d *dying) Read(p []byte) (int, error) {
	if d.left <= 0 {
		return 0, syscall.ECONNRESET
	}
	n, err := d.Reader.Read(p[:min(len(p), d.left)])
	d.left -= n
	return n, err
}

// sendAll sends a file part by part from where the authority stopped.
func sendAll(t *testing.T, c *remote.Client, data []byte) wire.FileState {
	t.Helper()
	sha := hashOf(data)
	for {
		reply, err := c.AskFiles(t.Context(), wire.AskFiles{Files: []string{sha}})
		if err != nil || len(reply.Files) != 1 {
			t.Fatalf("%+v, %v", reply, err)
		}
		state := reply.Files[0]
		if state.Stored {
			return state
		}
		if _, err := c.PutFile(t.Context(), sha, int64(len(data)), state.Have, bytes.NewReader(data[state.Have:])); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFilesOverHTTP(t *testing.T) {
	data := bytes.Repeat([]byte("строка акта\n"), 150_000) // three parts
	sha, size := hashOf(data), int64(len(data))
	h, cmd := filed(t, data)
	srv := serve(t, h)
	_, c := srv.join(h.own.Person)
	t.Run("SV-F3 a connection that dies in the middle of a part goes on where it stopped", func(t *testing.T) {
		if _, err := c.PutFile(t.Context(), sha, size, 0, bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
		_, err := c.PutFile(t.Context(), sha, size, wire.MaxFileChunk, &dying{bytes.NewReader(data[wire.MaxFileChunk:]), 300_000})
		refused(t, err, desk.CodeUnavailable, "remote.unreachable")
		var state wire.FileState
		for range 100 { // the server hears of the end by itself
			reply, err := c.AskFiles(t.Context(), wire.AskFiles{Files: []string{sha}})
			if err != nil {
				t.Fatal(err)
			}
			if state = reply.Files[0]; state.Have > wire.MaxFileChunk {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		if state.Have <= wire.MaxFileChunk || state.Have > wire.MaxFileChunk+300_000 || state.Stored || h.stored(cmd.ID) {
			t.Fatalf("%+v", state)
		}
		_, err = c.PutFile(t.Context(), sha, size, 0, bytes.NewReader(data))
		refused(t, err, desk.CodeConflict, "server.file_offset")
		sendAll(t, c, data)
		if !h.stored(cmd.ID) {
			t.Error("SV-F4 nobody is told that it has arrived")
		}
	})
	t.Run("SV-F6 a file is fetched, and the rest of it", func(t *testing.T) {
		for _, offset := range []int64{0, 1_000_001} {
			body, err := c.GetFile(t.Context(), sha, offset)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(body)
			if err != nil || !bytes.Equal(got, data[offset:]) || body.Close() != nil {
				t.Errorf("from %d: %d bytes, %v", offset, len(got), err)
			}
		}
	})
	t.Run("SV-F1 bytes that no row names are neither taken nor given", func(t *testing.T) {
		other := hashOf([]byte("чужое"))
		_, err := c.PutFile(t.Context(), other, 10, 0, strings.NewReader("чужое"))
		refused(t, err, desk.CodeNotFound, "server.file_unknown")
		_, err = c.PutFile(t.Context(), sha, size+1, 0, bytes.NewReader(data)) // of another size
		refused(t, err, desk.CodeNotFound, "server.file_unknown")
		_, err = c.GetFile(t.Context(), other, 0)
		refused(t, err, desk.CodeNotFound, "server.file_unknown")
		_, err = c.GetFile(t.Context(), "..%2fauthority.db", 0)
		refused(t, err, desk.CodeNotFound, "server.file_unknown")
		reply, err := c.AskFiles(t.Context(), wire.AskFiles{Files: []string{other, "nonsense"}})
		if err != nil || len(reply.Files) != 0 {
			t.Errorf("%+v, %v", reply, err)
		}
	})
	t.Run("SV-F1 who is not signed in gets nothing", func(t *testing.T) {
		_, err := srv.client("nonsense").GetFile(t.Context(), sha, 0)
		refused(t, err, desk.CodeSignedOut, "server.not_signed_in")
	})
}

func TestFiles(t *testing.T) {
	data := bytes.Repeat([]byte("файл"), 1000)
	sha, size := hashOf(data), int64(len(data))
	put := func(h *house, offset int64, r io.Reader) (wire.FileState, error) {
		return h.Session(h.own).PutFile(t.Context(), sha, size, offset, r)
	}
	t.Run("SV-F3 other bytes than were named are dropped whole", func(t *testing.T) {
		h, cmd := filed(t, data)
		other := bytes.Clone(data)
		other[7]++
		_, err := put(h, 0, bytes.NewReader(other))
		refused(t, err, desk.CodeInvalid, "server.file_mismatch")
		reply, err := h.Session(h.own).AskFiles(t.Context(), wire.AskFiles{Files: []string{sha}})
		if err != nil || reply.Files[0].Have != 0 || h.stored(cmd.ID) {
			t.Errorf("%+v, %v", reply, err)
		}
	})
	t.Run("SV-F3 a part that is too large is refused before it is read", func(t *testing.T) {
		d := openDoor(t, server.Limits{})
		w := d.ask(http.MethodPut, "/v1/files/"+sha+"?size=8000000&offset=0", strings.Repeat("x", wire.MaxFileChunk+1))
		if w.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		w = d.ask(http.MethodPut, "/v1/files/"+sha+"?size=2147483648&offset=0", "x") // 2 GB
		if w.Code != http.StatusNotFound {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
	t.Run("SV-F3 a full disk is said, and what has arrived stays", func(t *testing.T) {
		room := 3000
		h, cmd := filed(t, data, func(o *server.Options) {
			o.Blobs.Write = func(n int) error {
				if n > room {
					return syscall.ENOSPC
				}
				return nil
			}
		})
		if _, err := put(h, 0, bytes.NewReader(data[:3000])); err != nil {
			t.Fatal(err)
		}
		_, err := put(h, 3000, bytes.NewReader(data[3000:]))
		refused(t, err, desk.CodeUnavailable, "store.disk_full")
		room = 1 << 20
		if state, err := put(h, 3000, bytes.NewReader(data[3000:])); err != nil || !state.Stored || !h.stored(cmd.ID) {
			t.Errorf("%+v, %v", state, err)
		}
	})
	t.Run("SV-F5 bytes that arrived before the process was killed are noticed", func(t *testing.T) {
		var attached desk.ID
		for name, notice := range map[string]func(h *house){
			"when they are asked for": func(h *house) {
				if _, err := h.Session(h.own).AskFiles(t.Context(), wire.AskFiles{Files: []string{sha}}); err != nil {
					t.Fatal(err)
				}
			},
			"by the clock": func(h *house) { h.keepTimeUntil(func() bool { return h.stored(attached) }) },
		} {
			h, cmd := filed(t, data)
			dir := filepath.Join(h.Dir(), "blobs")
			if _, err := blob.New(dir, desk.MaxFile, blob.Hooks{}).Put(t.Context(), bytes.NewReader(data)); err != nil {
				t.Fatal(err)
			}
			h.reopen()
			attached = cmd.ID
			if notice(h); !h.stored(cmd.ID) {
				t.Errorf("not %s", name)
			}
		}
	})
	t.Run("SV-F5 bytes that nobody names go after thirty days, others stay", func(t *testing.T) {
		h, cmd := filed(t, data)
		if _, err := put(h, 0, bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
		blobs := blob.New(filepath.Join(h.Dir(), "blobs"), desk.MaxFile, blob.Hooks{})
		old := h.hands.Now().Add(-31 * 24 * time.Hour)
		path := filepath.Join(h.Dir(), "blobs", sha[:2], sha)
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
		part := filepath.Join(h.Dir(), "blobs", "part", hashOf([]byte("чужое"))) // swept after the whole files
		swept := func() bool { _, err := os.Stat(part); return err != nil }
		look := func() {
			if err := errors.Join(os.WriteFile(part, []byte("ч"), 0o600), os.Chtimes(part, old, old)); err != nil {
				t.Fatal(err)
			}
			h.keepTimeUntil(swept)
		}
		if look(); !blobs.Has(sha) {
			t.Fatal("a named file went")
		}
		h.replica(h.own).do(&desk.RemoveFile{ID: cmd.ID})
		if look(); blobs.Has(sha) {
			t.Error("it stays")
		}
	})
	t.Run("SV-F7 a check names what is missing and what is damaged; a backup brings the files along", func(t *testing.T) {
		h, _ := filed(t, data)
		if _, err := put(h, 0, bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
		dst := filepath.Join(t.TempDir(), "backup")
		if err := h.Backup(t.Context(), dst); err != nil {
			t.Fatal(err)
		}
		if copied, err := os.ReadFile(filepath.Join(dst, "blobs", sha[:2], sha)); err != nil || !bytes.Equal(copied, data) {
			t.Errorf("the copy: %v", err)
		}
		said := func(want string) {
			t.Helper()
			found, err := h.CheckFiles(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, p := range found {
				got += p.Key + " " + p.Params["name"].(string)
			}
			if got != want {
				t.Errorf("%q, want %q", got, want)
			}
		}
		said("")
		path := filepath.Join(h.Dir(), "blobs", sha[:2], sha)
		if err := os.WriteFile(path, []byte("не то"), 0o600); err != nil {
			t.Fatal(err)
		}
		said("check.file_damaged акт.pdf")
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		said("check.file_missing акт.pdf")
	})
	t.Run("SV-D4 one device has a few files on their way at once", func(t *testing.T) {
		h, cmd := filed(t, data)
		r, begun, done := h.replica(h.own), make(chan struct{}), make(chan error)
		var ends []*io.PipeWriter
		for n := range 6 {
			more := *cmd
			more.ID, more.SHA256 = h.id(), hashOf([]byte{byte(n)})
			r.do(&more)
			out, in := io.Pipe()
			ends = append(ends, in)
			go func() {
				_, err := h.Session(h.own).PutFile(t.Context(), more.SHA256, size, 0, &telling{out, begun})
				done <- err
			}()
			<-begun
		}
		_, err := put(h, 0, bytes.NewReader(data))
		refused(t, err, desk.CodeTooMany, "server.too_many")
		for _, in := range ends {
			_ = in.CloseWithError(io.ErrUnexpectedEOF)
			refused(t, <-done, desk.CodeUnavailable, "server.file_cut")
		}
		if _, err := put(h, 0, bytes.NewReader(data)); err != nil {
			t.Error(err)
		}
	})
}

// telling says when it is read for the first time.
type telling struct {
	io.Reader
	begun chan<- struct{}
}

func (t *telling) Read(p []byte) (int, error) {
	if t.begun != nil {
		t.begun <- struct{}{}
		t.begun = nil
	}
	return t.Reader.Read(p)
}
