package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/klauspost/compress/zstd"

	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/wire"
)

// snapshotResults is how many of a client's newest results a snapshot carries. A replica pulls at least once per 100
// commands that it sends, so it never has nearly as many unanswered ones.
const snapshotResults = 5000

// snapshotTime is how long making the file may take before its first byte is sent.
const snapshotTime = 5 * time.Minute

// snapshot makes a database file of what the reader may see, with the head that goes before it (SV-N1, SV-N2). The
// file is temporary: closing it removes it.
func (s *Server) snapshot(ctx context.Context, d Device, clientID string) (head wire.SnapshotHead, file *tempFile, err error) {
	if !desk.ValidID(clientID) {
		return head, nil, malformed()
	}
	scopes, err := s.scopes(ctx, d)
	if err != nil {
		return head, nil, err
	}
	path := filepath.Join(s.dir, tmpDir, s.clock.NewID()+".db")
	defer func() {
		if err != nil {
			removeAll(path)
		}
	}()
	err = store.SnapshotFile(ctx, s.db, scopes, path, func(r *store.Reader) error {
		var err error
		head, err = s.snapshotHead(r, d, clientID, scopes)
		return err
	})
	if err != nil {
		return head, nil, err
	}
	if head.Size, head.SHA256, err = sum(path); err != nil {
		return head, nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return head, nil, fmt.Errorf("open the snapshot: %w", err)
	}
	return head, &tempFile{f}, nil
}

// scopes are those that the device's person may read now.
func (s *Server) scopes(ctx context.Context, d Device) ([]desk.Scope, error) {
	var scopes []desk.Scope
	err := s.db.Read(ctx, func(r *store.Reader) error {
		p, err := s.person(r, d)
		if err == nil {
			scopes = scopesOf(p)
		}
		return err
	})
	return scopes, err
}

// snapshotHead is read in the transaction that copies the rows. Rights that have changed since they were asked for
// make the snapshot fail, to be asked for again: its rows would be of other scopes than its cursor says.
func (s *Server) snapshotHead(r *store.Reader, d Device, clientID string, scopes []desk.Scope) (wire.SnapshotHead, error) {
	var head wire.SnapshotHead
	meta, err := r.Meta()
	if err != nil {
		return head, err
	}
	p, err := s.person(r, d)
	if err != nil {
		return head, err
	}
	if len(scopesOf(p)) != len(scopes) {
		return head, desk.Errorf(desk.CodeUnavailable, "server.rights_changed")
	}
	client, _, err := s.client(r, d, clientID)
	if err != nil {
		return head, err
	}
	list, err := results(r, clientID, max(0, client.LastSeq-snapshotResults), meta.Head)
	return wire.SnapshotHead{
		Workspace: meta.Workspace, Name: meta.Name, Cursor: wire.Cursor{Epoch: meta.Epoch, Rev: meta.Head, Hash: meta.Hash},
		Schema: wire.Schema, Scopes: scopes, LastSeq: client.LastSeq, Results: list,
	}, err
}

// sum is a file's size and SHA-256.
func sum(path string) (int64, string, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, "", fmt.Errorf("read the snapshot: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	if err != nil {
		return 0, "", fmt.Errorf("read the snapshot: %w", err)
	}
	return n, hex.EncodeToString(h.Sum(nil)), nil
}

// tempFile is removed when it is closed.
type tempFile struct{ *os.File }

func (t *tempFile) Close() error {
	err := t.File.Close()
	removeAll(t.Name())
	return err
}

// removeAll removes a database file and what SQLite may have put beside it.
func removeAll(path string) {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		_ = os.Remove(path + suffix) // what stays is emptied at the next start
	}
}

// serveSnapshot sends the head as one line of JSON and then the file as a zstd stream (SV-N3).
func (s *Server) serveSnapshot(v visit) error {
	leave, err := s.snapshots.enter("")
	if err != nil {
		return err
	}
	defer leave()
	if err := v.ctl.SetWriteDeadline(soon().Add(snapshotTime)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	head, file, err := s.snapshot(v.r.Context(), v.device, v.r.URL.Query().Get("client"))
	if err != nil {
		return err
	}
	defer file.Close()
	line, err := json.Marshal(head)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/octet-stream")
	out := &patient{v}
	if _, err := out.Write(append(line, '\n')); err != nil {
		return nil // whoever asked has gone
	}
	pack, err := zstd.NewWriter(out, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return fmt.Errorf("compress the snapshot: %w", err)
	}
	if _, err := io.Copy(pack, file); err != nil {
		s.log.Debug("snapshot was not taken to its end", "cause", err)
	}
	_ = pack.Close() // a stream that was cut says so by itself: the size does not come out
	return nil
}

// patient gives every piece its own time to be written: a snapshot may take as long as it moves.
type patient struct{ v visit }

func (p *patient) Write(data []byte) (int, error) {
	written := 0
	for piece := range slices.Chunk(data, 256<<10) {
		if err := p.v.ctl.SetWriteDeadline(soon()); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return written, err
		}
		n, err := p.v.w.Write(piece)
		written += n
		if err != nil {
			return written, err
		}
	}
	return written, nil
}
