package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"naryad/internal/desk"
)

// Refusals of the store (STO-12). Nothing of SQLite's own wording is in them.
var (
	ErrDamaged  = desk.Errorf(desk.CodeDamaged, "store.damaged")
	ErrDiskFull = desk.Errorf(desk.CodeUnavailable, "store.disk_full")
	ErrBusy     = desk.Errorf(desk.CodeUnavailable, "store.busy")
	ErrReadOnly = desk.Errorf(desk.CodeUnavailable, "store.read_only")
	ErrDisk     = desk.Errorf(desk.CodeUnavailable, "store.disk_error")
	ErrNoOpen   = desk.Errorf(desk.CodeUnavailable, "store.cannot_open")
	ErrNewer    = desk.Errorf(desk.CodeTooOld, "store.newer")
	ErrWrong    = desk.Errorf(desk.CodeInvalid, "store.wrong_file")
	ErrText     = desk.Errorf(desk.CodeInvalid, "store.text")
	ErrPageKey  = desk.Errorf(desk.CodeInvalid, "store.page_key")
)

// ErrClosed is internal: the database was used after Close.
var ErrClosed = errors.New("store: closed")

// ErrTruncated says that the log no longer reaches back to the rev that was asked for.
var ErrTruncated = errors.New("store: the log is truncated")

// storageError is a failure of the file or the disk: the person gets the *desk.Error, the log gets the cause.
type storageError struct {
	shown *desk.Error
	cause error
}

func (e *storageError) Error() string   { return e.shown.Error() + ": " + e.cause.Error() }
func (e *storageError) Unwrap() []error { return []error{e.shown, e.cause} }

// resultCode is SQLite's result code of err: the extended and the primary one, or zeros.
func resultCode(err error) (extended, primary int) {
	var se *sqlite.Error
	if errors.As(err, &se) {
		return se.Code(), se.Code() & 0xff
	}
	return 0, 0
}

// shown is the refusal that a failure of SQLite means to a person, or nil when the failure is a mistake of ours.
func shown(err error) *desk.Error {
	extended, primary := resultCode(err)
	switch extended {
	case sqlite3.SQLITE_IOERR_SHMSIZE: // the disk has no room for the shared memory of the WAL
		return ErrDiskFull
	case sqlite3.SQLITE_IOERR_CORRUPTFS:
		return ErrDamaged
	}
	switch primary {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return ErrDamaged
	case sqlite3.SQLITE_FULL:
		return ErrDiskFull
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return ErrBusy
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return ErrReadOnly
	case sqlite3.SQLITE_IOERR:
		return ErrDisk
	case sqlite3.SQLITE_CANTOPEN:
		return ErrNoOpen
	}
	return nil
}

// translate turns a driver's error into what callers may see, and says what was being done.
func translate(doing string, err error) error {
	if err == nil {
		return nil
	}
	var known *storageError
	if errors.As(err, &known) || desk.AsError(err) != nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if s := shown(err); s != nil {
		return &storageError{shown: s, cause: fmt.Errorf("%s: %w", doing, err)}
	}
	return fmt.Errorf("store: %s: %w", doing, err)
}

// isConflict reports a primary key that is taken.
func isConflict(err error) bool {
	extended, _ := resultCode(err)
	return extended == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
}

// logFailure tells the log what a person is not told.
func logFailure(log *slog.Logger, doing string, err error) {
	var se *storageError
	if errors.As(err, &se) {
		log.Error("storage failed", "doing", doing, "key", se.shown.Key, "cause", se.cause.Error())
	}
}
