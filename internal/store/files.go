package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"

	"modernc.org/sqlite"

	"naryad/internal/desk"
)

// ErrFileExists refuses to overwrite a file by a backup.
var ErrFileExists = desk.Errorf(desk.CodeConflict, "store.file_exists")

// Backup copies db to a new file at dst while it is in use: one consistent state, checked and on the disk when Backup
// returns. It appears at dst only when it is whole. ErrFileExists when dst is taken; ErrDamaged when the copy is not sound.
func Backup(ctx context.Context, db *DB, dst string) (err error) {
	if there, err := exists(dst); err != nil {
		return translate("look for the backup", err)
	} else if there {
		return ErrFileExists
	}
	part := dst + ".part"
	defer func() {
		if err != nil {
			_ = removeDatabase(part)
		}
	}()
	if err := removeDatabase(part); err != nil {
		return translateFile("remove an unfinished backup", err)
	}
	err = db.Read(ctx, func(r *Reader) error {
		var n int // the snapshot begins with the first read; without it every portion would be of another state
		if _, err := r.c.row("SELECT count(*) FROM sqlite_master", nil, &n); err != nil {
			return err
		}
		return r.c.c.Raw(func(driver any) error { return copyPages(ctx, driver, part) })
	})
	if err != nil {
		return translate("back up", err)
	}
	if err := quickCheck(ctx, part); err != nil {
		return err
	}
	return translateFile("finish the backup", settle(part, dst))
}

type backuper interface {
	NewBackup(string) (*sqlite.Backup, error)
}

// copyPages copies the reader's snapshot to path. The pages come in portions, so that ctx can end it.
func copyPages(ctx context.Context, driver any, path string) error {
	b, err := driver.(backuper).NewBackup(fileURI(path))
	if err != nil {
		return err
	}
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return errors.Join(err, b.Finish())
		}
		if more, err = b.Step(1024); err != nil {
			return errors.Join(err, b.Finish())
		}
	}
	return b.Finish()
}

// quickCheck proves that the closed file at path is a sound database.
func quickCheck(ctx context.Context, path string) error {
	pool, err := openPool(fileURI(path)+"?mode=ro&immutable=1", 1)
	if err != nil {
		return translate("check a file", err)
	}
	defer pool.Close()
	var verdict string
	if err := pool.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return translate("check a file", err)
	}
	if verdict != "ok" {
		return &storageError{shown: ErrDamaged, cause: errors.New(verdict)}
	}
	return nil
}

// settle brings a closed file to the disk and gives it its name, replacing what had it.
func settle(from, to string) error {
	if err := syncFile(from); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return syncDir(filepath.Dir(to))
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// syncDir makes a rename last. Windows has no such call; there the rename itself is journalled.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// removeDatabase removes a closed database with what SQLite keeps beside it.
func removeDatabase(path string) error {
	var errs []error
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// translateFile is translate for failures of the file system itself.
func translateFile(doing string, err error) error {
	switch {
	case err == nil:
		return nil
	case isFull(err):
		return &storageError{shown: ErrDiskFull, cause: err}
	case errors.Is(err, os.ErrPermission):
		return &storageError{shown: ErrReadOnly, cause: err}
	}
	var file *os.PathError
	var link *os.LinkError
	if errors.As(err, &file) || errors.As(err, &link) {
		return &storageError{shown: ErrDisk, cause: err}
	}
	return translate(doing, err)
}
