package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"naryad/internal/blob"
	"naryad/internal/desk"
	"naryad/internal/store"
)

// blobDir holds attachments by their SHA-256.
const blobDir = "blobs"

// beside lists what a backup holds besides the database.
var beside = []string{keyFile, certFile, fingerprintFile}

// Backup writes a copy of the whole authority to dst, a directory that must be new or empty, while the server runs
// (SV-B1): the database as of one moment, the key, the attachments that its rows name. With a name ending in ".db"
// only the database is written, to that file. Replicas learn of the moment by HELLO's backupRev.
func (s *Server) Backup(ctx context.Context, dst string) error {
	if strings.HasSuffix(dst, ".db") {
		return s.backupFile(ctx, dst)
	}
	if err := emptyDir(dst); err != nil {
		return err
	}
	if err := s.backupFile(ctx, filepath.Join(dst, store.AuthorityFile)); err != nil {
		return err
	}
	// After the database: attachments are never changed, so those that its rows name are all there by now.
	return copyBeside(ctx, s.dir, dst)
}

func (s *Server) backupFile(ctx context.Context, path string) error {
	if err := store.Backup(ctx, s.db, path); err != nil {
		return err
	}
	held, err := readMeta(ctx, path, store.Options{Clock: s.clock, Log: s.log})
	if err != nil {
		return err
	}
	return s.db.Write(ctx, "backup", func(tx *store.Tx) error {
		meta, err := tx.Meta()
		if err != nil || held.Epoch != meta.Epoch {
			return err
		}
		meta.BackupRev = max(meta.BackupRev, held.Head)
		return tx.SetMeta(meta)
	})
}

// readMeta opens a closed authority's file for a moment.
func readMeta(ctx context.Context, path string, o store.Options) (meta store.Meta, err error) {
	db, err := store.Open(ctx, path, store.Authority, o)
	if err != nil {
		return meta, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.Read(ctx, func(r *store.Reader) error {
		meta, err = r.Meta()
		return err
	})
	return meta, err
}

// Restore makes an authority in o.Dir from a backup, a directory or a ".db" file. The directory must be new or empty
// (SV-B2). The copy is checked before anything is put in place. The epoch is renewed, so that every replica notices
// and takes a snapshot (SV-B3); devices stay signed in.
func Restore(ctx context.Context, from string, o Options) error {
	o = o.filled()
	info, err := os.Stat(from)
	if err != nil {
		return desk.Errorf(desk.CodeNotFound, "server.no_backup", "from", from)
	}
	file, dir := from, ""
	if info.IsDir() {
		file, dir = filepath.Join(from, store.AuthorityFile), from
		if _, err := os.Stat(file); err != nil {
			return desk.Errorf(desk.CodeNotFound, "server.no_backup", "from", from)
		}
	}
	if err := emptyDir(o.Dir); err != nil {
		return err
	}
	part := filepath.Join(o.Dir, "restore.part")
	if err := errors.Join(copyFile(file, part), checkRestored(ctx, part, o)); err != nil {
		removeAll(part)
		return err
	}
	if dir != "" {
		if err := copyBeside(ctx, dir, o.Dir); err != nil {
			return err
		}
	}
	// Last: until the database has its name, the directory is no authority.
	if err := os.Rename(part, filepath.Join(o.Dir, store.AuthorityFile)); err != nil {
		return dirError(err, o.Dir)
	}
	return nil
}

// checkRestored proves a copy sound and gives it a new epoch.
func checkRestored(ctx context.Context, path string, o Options) (err error) {
	db, err := store.Open(ctx, path, store.Authority, o.Store)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	report, err := db.Check(ctx)
	if err != nil {
		return err
	}
	if n := len(report.Problems); n > 0 {
		for _, p := range report.Problems {
			o.Log.Error("backup is not sound", "problem", p.Key)
		}
		return desk.Errorf(desk.CodeDamaged, "server.backup_damaged", "problems", n)
	}
	return db.Write(ctx, "restore", func(tx *store.Tx) error {
		meta, err := tx.Meta()
		if err != nil {
			return err
		}
		meta.Epoch, meta.BackupRev = o.Clock.NewID(), meta.Head
		return tx.SetMeta(meta)
	})
}

// emptyDir makes dir, or accepts it when it is there and empty but for what its owner keeps there.
func emptyDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return dirError(err, dir)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return dirError(err, dir)
	}
	for _, e := range entries {
		if e.Name() != "lock" && e.Name() != "control" {
			return desk.Errorf(desk.CodeConflict, "server.dir_not_empty", "dir", dir)
		}
	}
	return nil
}

// copyBeside copies the key and the attachments, as far as they have arrived whole.
func copyBeside(ctx context.Context, from, to string) error {
	for _, name := range beside {
		err := copyFile(filepath.Join(from, name), filepath.Join(to, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	whole := blob.New(filepath.Join(from, blobDir), desk.MaxFile, blob.Hooks{})
	return whole.Each(ctx, func(sha string, _ fs.FileInfo) error {
		dir := filepath.Join(to, blobDir, sha[:2])
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return dirError(err, to)
		}
		err := copyFile(filepath.Join(from, blobDir, sha[:2], sha), filepath.Join(dir, sha))
		if errors.Is(err, fs.ErrNotExist) { // it was swept meanwhile: nobody named it
			return nil
		}
		return err
	})
}

// copyFile copies one file to a new one, 0600, synced.
func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("copy %s: %w", filepath.Base(from), err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return dirError(err, filepath.Dir(to))
	}
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	if err := errors.Join(err, out.Close()); err != nil {
		return dirError(err, filepath.Dir(to))
	}
	return nil
}
