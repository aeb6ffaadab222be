package workspace_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"naryad/internal/blob"
	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/wire"
	"naryad/internal/workspace"
)

// shelf is a scripted workspace.FileRemote: it keeps bytes by their hash and may fail in the middle.
type shelf struct {
	h   *house
	dir *blob.Store

	mu     sync.Mutex
	calls  []string
	broken int64                                  // after so many bytes of a part or an answer the connection breaks; 0: never
	hang   chan struct{}                          // PutFile waits for it
	give   func(sha string) (io.ReadCloser, bool) // instead of what is on the shelf
}

func newShelf(h *house) *shelf {
	return &shelf{h: h, dir: blob.New(h.t.TempDir(), desk.MaxFile, blob.Hooks{})}
}

func (s *shelf) AskFiles(_ context.Context, m wire.AskFiles) (reply wire.FilesReply, err error) {
	s.say("ask")
	for _, sha := range m.Files {
		have, whole, err := s.dir.Have(sha)
		if err != nil {
			return reply, err
		}
		reply.Files = append(reply.Files, wire.FileState{SHA256: sha, Have: have, Stored: whole})
	}
	return reply, nil
}

func (s *shelf) say(call string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, call)
}

func (s *shelf) PutFile(ctx context.Context, sha string, size, offset int64, r io.Reader) (wire.FileState, error) {
	s.say("put")
	if s.hang != nil {
		select {
		case <-s.hang:
		case <-ctx.Done():
			return wire.FileState{}, ctx.Err()
		}
	}
	if s.broken > 0 {
		r = io.MultiReader(io.LimitReader(r, s.broken), torn{})
	}
	have, err := s.dir.Append(ctx, sha, size, offset, r)
	switch {
	case errors.Is(err, blob.ErrMismatch):
		return wire.FileState{}, desk.Errorf(desk.CodeInvalid, "server.file_mismatch")
	case err != nil:
		return wire.FileState{}, desk.Errorf(desk.CodeUnavailable, "remote.unreachable")
	}
	if have == size {
		s.stored(sha)
	}
	return wire.FileState{SHA256: sha, Have: have, Stored: have == size}, nil
}

// stored marks the authority's rows.
func (s *shelf) stored(sha string) {
	var rows []desk.Row
	err := s.h.db.Read(context.Background(), func(r *store.Reader) (err error) {
		rows, err = r.Find("attachment", "sha256", sha)
		return err
	})
	if err != nil {
		s.h.t.Fatal(err)
	}
	for _, row := range rows {
		row.(*desk.Attachment).Stored = true
	}
	s.h.commit(rows...)
}

func (s *shelf) GetFile(_ context.Context, sha string, offset int64) (io.ReadCloser, error) {
	s.say("get")
	if s.give != nil {
		if r, ok := s.give(sha); ok {
			return r, nil
		}
	}
	f, err := s.dir.Open(sha)
	if err != nil {
		return nil, desk.Errorf(desk.CodeNotFound, "server.file_missing")
	}
	if _, err := f.Seek(offset, io.SeekStart); err != nil {
		return nil, err
	}
	if s.broken > 0 {
		return io.NopCloser(io.MultiReader(io.LimitReader(f, s.broken), torn{})), nil
	}
	return f, nil
}

type torn struct{}

func (torn) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// joined is a desktop with its first snapshot.
func joined(t *testing.T, h *house, with ...func(*workspace.Options)) *desktop {
	t.Helper()
	d := newDesktop(t, h, with...)
	d.sync(h)
	return d
}

// attached is a file of a ticket, taken and named by a command that the authority has heard of.
func (d *desktop) attached(h *house, data string) (*desk.AttachFile, store.DraftFile) {
	d.t.Helper()
	f := d.taken("акт.txt", data)
	ticket := d.create("с файлом")
	cmd := &desk.AttachFile{ID: h.id(), TicketID: ticket, Audience: desk.ToInternal, Name: f.Name, Size: f.Size, SHA256: f.SHA256, Type: f.Type}
	d.do(cmd)
	d.sync(h)
	return cmd, f
}

func (d *desktop) taken(name, data string) store.DraftFile {
	d.t.Helper()
	f, err := d.TakeFile(d.t.Context(), name, int64(len(data)), strings.NewReader(data))
	if err != nil {
		d.t.Fatal(err)
	}
	return f
}

func (d *desktop) transfer() workspace.Transfer {
	d.t.Helper()
	all := d.Transfers()
	if len(all) != 1 {
		d.t.Fatalf("%d transfers: %+v", len(all), all)
	}
	return all[0]
}

func TestTakeFile(t *testing.T) {
	at := func(name string, size int64) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), name)
		f, err := os.Create(path)
		if err == nil {
			err = errors.Join(f.Truncate(size), f.Close()) // a sparse file: it takes no room
		}
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	t.Run("SY-31 a file of 0 bytes and one of 2 GB are refused in words, by their size", func(t *testing.T) {
		h := newHouse(t)
		d := joined(t, h)
		_, err := d.TakeFileAt(t.Context(), at("пустой.txt", 0))
		isRefusal(t, err, "attachment.empty")
		_, err = d.TakeFileAt(t.Context(), at("база.dt", 2<<30))
		isRefusal(t, err, "attachment.too_large")
		if e := desk.AsError(err); e.Params["fileBytes"] != int64(2<<30) || e.Params["name"] != "база.dt" {
			t.Errorf("%v", e)
		}
		_, err = d.TakeFile(t.Context(), "без размера", -1, strings.NewReader(""))
		isRefusal(t, err, "attachment.empty")
		_, err = d.TakeFileAt(t.Context(), t.TempDir())
		isRefusal(t, err, "sync.file_not_regular")
		_, err = d.TakeFileAt(t.Context(), filepath.Join(t.TempDir(), "нет"))
		isRefusal(t, err, "sync.file_unreadable")
	})
	t.Run("SY-31 a hostile name is made safe, and the type is found in the bytes", func(t *testing.T) {
		h := newHouse(t)
		d := joined(t, h)
		f := d.taken("../..\\счёт\u202efdp.exe", "<html><script>alert(1)</script>")
		if f.Name != "счётfdp.exe" || f.Type != "text/html" {
			t.Errorf("%+v", f)
		}
	})
	t.Run("SY-31 a full disk is said", func(t *testing.T) {
		h := newHouse(t)
		d := joined(t, h, func(o *workspace.Options) { o.Blobs.Write = func(int) error { return syscall.ENOSPC } })
		_, err := d.TakeFile(t.Context(), "a", 3, strings.NewReader("abc"))
		isRefusal(t, err, "store.disk_full")
	})
	t.Run("SY-31 what was taken when the process was killed before any command is swept, a draft's file is not", func(t *testing.T) {
		h := newHouse(t)
		d := joined(t, h)
		ticket := d.create("с черновиком")
		lost, kept := d.taken("a", "потерян"), d.taken("b", "в черновике")
		err := d.SetReplyDraft(t.Context(), store.ReplyDraft{TicketID: ticket, Audience: desk.ToClient, Files: []store.DraftFile{kept}})
		if err != nil {
			t.Fatal(err)
		}
		d.reopen()
		d.watch.turn(100 * 365 * 24 * time.Hour) // the files' own dates are this computer's
		run(t, d, newShelf(h), func() bool { return !d.HasFile(lost.SHA256) })
		if !d.HasFile(kept.SHA256) {
			t.Error("a draft's file went")
		}
	})
}

// run moves files until something has come about.
func run(t *testing.T, d *desktop, s *shelf, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); d.RunFiles(ctx, s) }()
	for n := 0; !done(); n++ {
		if n == 2000 {
			t.Error("it does not come about")
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	cancel()
	<-ended
}

func TestSendFiles(t *testing.T) {
	data := strings.Repeat("0123456789", 300_000) // three parts
	t.Run("SY-32 a file is sent by itself once the authority knows of it, and everybody learns that it has arrived", func(t *testing.T) {
		h := newHouse(t)
		d := joined(t, h)
		s := newShelf(h)
		f := d.taken("акт.txt", data)
		cmd := &desk.AttachFile{ID: h.id(), TicketID: d.create("с файлом"), Audience: desk.ToInternal, Name: f.Name, Size: f.Size, SHA256: f.SHA256, Type: f.Type}
		d.do(cmd)
		if err := d.SendFiles(t.Context(), s); err != nil || len(s.calls) != 0 {
			t.Fatalf("before the authority knows: %v %v", s.calls, err)
		}
		d.sync(h)
		run(t, d, s, func() bool { return s.dir.Has(f.SHA256) })
		d.sync(h)
		d.read(func(r *store.Reader) error {
			a, _, err := r.Attachment(cmd.ID)
			if !a.Stored {
				t.Error("its row says nothing")
			}
			return err
		})
		if all := d.Transfers(); len(all) != 0 {
			t.Errorf("%+v", all)
		}
	})
	t.Run("SY-32 a connection that breaks again and again goes on where it stopped", func(t *testing.T) {
		h := newHouse(t)
		d := joined(t, h)
		s := newShelf(h)
		_, f := d.attached(h, data)
		s.broken = 700_000
		for n := 1; !s.dir.Has(f.SHA256); n++ {
			err := d.SendFiles(t.Context(), s)
			if s.dir.Has(f.SHA256) {
				break
			}
			isRefusal(t, err, "remote.unreachable")
			if got := d.transfer(); !got.Up || got.Failed || got.Why == nil || got.Total != f.Size || got.Done < int64(n)*700_000 {
				t.Fatalf("try %d: %+v", n, got)
			}
			if n == 10 {
				t.Fatal("it never ends")
			}
		}
	})
	t.Run("SY-32 commands and pulls never wait for a file", func(t *testing.T) {
		h := newHouse(t)
		d := joined(t, h)
		s := newShelf(h)
		_, f := d.attached(h, data)
		s.hang = make(chan struct{})
		run(t, d, s, func() bool {
			s.mu.Lock()
			hangs := len(s.calls) > 1
			s.mu.Unlock()
			if hangs {
				d.create("пока файл стоит")
				d.sync(h)
				close(s.hang)
				for n := 0; n < 2000 && !s.dir.Has(f.SHA256); n++ {
					time.Sleep(time.Millisecond)
				}
			}
			return hangs
		})
	})
	t.Run("SY-32 a transfer is stopped, and goes on when it is asked to", func(t *testing.T) {
		h := newHouse(t)
		d := joined(t, h)
		s := newShelf(h)
		_, f := d.attached(h, data)
		s.hang = make(chan struct{})
		done := make(chan error, 1)
		go func() { done <- d.SendFiles(t.Context(), s) }()
		for n := 0; n < 2000 && len(d.Transfers()) == 0; n++ {
			time.Sleep(time.Millisecond)
		}
		d.StopFile(f.SHA256)
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if got := d.transfer(); !got.Failed || got.Why != nil {
			t.Errorf("%+v", got)
		}
		close(s.hang)
		if err := d.SendFiles(t.Context(), s); err != nil || s.dir.Has(f.SHA256) {
			t.Errorf("it was sent all the same: %v", err)
		}
		d.RetryFile(f.SHA256)
		if err := d.SendFiles(t.Context(), s); err != nil || !s.dir.Has(f.SHA256) {
			t.Errorf("it was not sent: %v", err)
		}
	})
	t.Run("SY-32 our own damaged bytes are not sent again and again", func(t *testing.T) {
		h := newHouse(t)
		d := joined(t, h)
		s := newShelf(h)
		_, f := d.attached(h, "двадцать два байта")
		d.spoil(f.SHA256)
		if err := d.SendFiles(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		got := d.transfer()
		if !got.Failed {
			t.Fatalf("%+v", got)
		}
		isRefusal(t, got.Why, "sync.file_damaged")
	})
	t.Run("SY-33 a restored authority gets the files again that are here", func(t *testing.T) {
		h := newHouse(t)
		d := joined(t, h)
		s := newShelf(h)
		_, f := d.attached(h, data)
		if err := d.SendFiles(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		d.sync(h)
		s.dir = blob.New(t.TempDir(), desk.MaxFile, blob.Hooks{}) // the backup was without them
		if err := d.SendFiles(t.Context(), s); err != nil || s.dir.Has(f.SHA256) {
			t.Fatalf("without need: %v", err)
		}
		h.renewEpoch()
		d.sync(h)
		if err := d.SendFiles(t.Context(), s); err != nil || !s.dir.Has(f.SHA256) {
			t.Errorf("it is not there: %v", err)
		}
		s.calls = nil
		if err := d.SendFiles(t.Context(), s); err != nil || len(s.calls) != 0 {
			t.Errorf("it is offered again: %v %v", s.calls, err)
		}
	})
}

// spoil damages a file on this computer.
func (d *desktop) spoil(sha string) {
	d.t.Helper()
	path := filepath.Join(d.dir, "blobs", sha[:2], sha)
	data, err := os.ReadFile(path)
	if err == nil {
		data[0]++
		err = os.WriteFile(path, data, 0o600)
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

func TestFetchFile(t *testing.T) {
	data := strings.Repeat("0123456789", 100_000)
	// remote is a desktop that knows a file by its row only; the authority has the bytes.
	remote := func(t *testing.T) (*house, *desktop, *shelf, *desk.AttachFile) {
		h := newHouse(t)
		d := joined(t, h)
		s := newShelf(h)
		cmd, f := d.attached(h, data)
		if err := d.SendFiles(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		d.sync(h)
		d.close()
		if err := os.Remove(filepath.Join(d.dir, "blobs", f.SHA256[:2], f.SHA256)); err != nil {
			t.Fatal(err)
		}
		d.open()
		return h, d, s, cmd
	}
	t.Run("SY-34 a file is fetched on demand, over a connection that breaks", func(t *testing.T) {
		_, d, s, cmd := remote(t)
		_, err := d.OpenFile(t.Context(), cmd.SHA256)
		isRefusal(t, err, "sync.file_not_here")
		here, err := d.FetchFile(t.Context(), cmd.ID)
		if here || err != nil {
			t.Fatalf("%v %v", here, err)
		}
		if got := d.transfer(); got.Up || got.Total != cmd.Size || got.Name != "акт.txt" {
			t.Errorf("%+v", got)
		}
		s.broken = 400_000
		for range 3 {
			err = d.FetchNow(t.Context(), s, cmd.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
		f, err := d.OpenFile(t.Context(), cmd.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if got, _ := io.ReadAll(f); string(got) != data {
			t.Error("other bytes came")
		}
	})
	t.Run("SY-34 a file that is damaged here is fetched again", func(t *testing.T) {
		_, d, s, cmd := remote(t)
		if err := d.FetchNow(t.Context(), s, cmd.ID); err != nil {
			t.Fatal(err)
		}
		d.reopen()
		d.spoil(cmd.SHA256)
		_, err := d.OpenFile(t.Context(), cmd.SHA256)
		isRefusal(t, err, "sync.file_not_here")
		if here, err := d.FetchFile(t.Context(), cmd.ID); here || err != nil {
			t.Fatalf("%v %v", here, err)
		}
		run(t, d, s, func() bool { return d.HasFile(cmd.SHA256) })
		if here, err := d.FetchFile(t.Context(), cmd.ID); !here || err != nil {
			t.Errorf("%v %v", here, err)
		}
	})
	t.Run("SY-34 other bytes than were named are dropped, and said", func(t *testing.T) {
		_, d, s, cmd := remote(t)
		s.give = func(string) (io.ReadCloser, bool) {
			return io.NopCloser(bytes.NewReader(make([]byte, cmd.Size))), true
		}
		isRefusal(t, d.FetchNow(t.Context(), s, cmd.ID), "sync.file_mismatch")
		if _, err := d.FetchFile(t.Context(), cmd.ID); err != nil {
			t.Fatal(err)
		}
		run(t, d, s, func() bool { all := d.Transfers(); return len(all) == 1 && all[0].Failed })
		isRefusal(t, d.transfer().Why, "sync.file_mismatch")
		s.give = nil
		if err := d.FetchNow(t.Context(), s, cmd.ID); err != nil {
			t.Errorf("and later: %v", err)
		}
	})
	t.Run("SY-34 a file that has not reached the authority yet is said to be on its author's computer", func(t *testing.T) {
		_, d, s, cmd := remote(t)
		s.dir = blob.New(t.TempDir(), desk.MaxFile, blob.Hooks{})
		isRefusal(t, d.FetchNow(t.Context(), s, cmd.ID), "sync.file_not_sent")
		isRefusal(t, d.FetchNow(t.Context(), s, here), "sync.file_unknown")
	})
	t.Run("SY-34 who gives up a download hears no more of it, and what has come is kept", func(t *testing.T) {
		_, d, s, cmd := remote(t)
		s.broken = 400_000
		if err := d.FetchNow(t.Context(), s, cmd.ID); err == nil {
			t.Fatal("it came whole")
		}
		if _, err := d.FetchFile(t.Context(), cmd.ID); err != nil {
			t.Fatal(err)
		}
		d.StopFile(cmd.SHA256)
		if all := d.Transfers(); len(all) != 0 {
			t.Errorf("%+v", all)
		}
		s.broken = 0
		s.calls = nil
		if err := d.FetchNow(t.Context(), s, cmd.ID); err != nil {
			t.Error(err)
		}
	})
}
