package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"

	"naryad/internal/clock"
	"naryad/internal/desk"
)

// Side says what a file is.
type Side string

const (
	Replica   Side = "replica"
	Authority Side = "authority"
)

// File names inside a replica's and an authority's directory.
const (
	ReplicaFile   = "replica.db"
	AuthorityFile = "authority.db"
)

// Options tune a database. The zero value is for people's data: every commit is on the disk before it is acknowledged.
type Options struct {
	Clock clock.Source
	Log   *slog.Logger // nil: nothing is logged
	Fast  bool         // synchronous=OFF and new files copied from a template: tests and the simulator only
	Hooks Hooks        // tests only
	// MaxPages limits the file's size; 0 is no limit. Tests use it as a disk that is full.
	MaxPages int
}

// Hooks are called around every commit with Write's label. An error acts as a crash: before the commit nothing of the
// transaction is kept, after it everything is, and Write returns the error in both cases.
type Hooks struct {
	BeforeCommit func(label string) error
	AfterCommit  func(label string) error
}

const maxReaders = 4

// DB is an open file. Its methods may be called from any goroutine.
type DB struct {
	path string
	side Side
	o    Options

	writePool, readPool *sql.DB
	writer              *conn
	writing             chan struct{} // holds a token while somebody writes
	reading             chan struct{} // holds a token for each reader at work
	done                chan struct{} // closed by Close

	mu     sync.Mutex
	idle   []*conn // readers that wait for work
	closed bool
}

// Open opens the database at path, creating it when there is none and migrating it when it is older than the program.
//
// Errors: ErrDamaged when it is no sound database; ErrNewer when a later program wrote it; ErrWrong when it is a file of
// the other side or of another program; ErrDiskFull, ErrReadOnly, ErrNoOpen.
func Open(ctx context.Context, path string, side Side, o Options) (*DB, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Fast {
		if err := fromTemplate(path, side); err != nil {
			return nil, translate("copy the template", err)
		}
	}
	db := &DB{
		path: path, side: side, o: o,
		writing: make(chan struct{}, 1), reading: make(chan struct{}, maxReaders), done: make(chan struct{}),
	}
	if err := db.open(ctx); err != nil {
		_ = db.Close()
		err = translate("open", err)
		logFailure(o.Log, "open", err)
		return nil, err
	}
	return db, nil
}

func (db *DB) open(ctx context.Context) error {
	var err error
	if db.writePool, err = openPool(dsn(db.path, db.o.Fast, false), 1); err != nil {
		return err
	}
	if db.readPool, err = openPool(dsn(db.path, db.o.Fast, true), maxReaders); err != nil {
		return err
	}
	if db.writer, err = newConn(ctx, db.writePool); err != nil {
		return err
	}
	if err := migrate(db.writer, db.side, true); err != nil {
		return err
	}
	if db.o.MaxPages > 0 {
		if err := db.writer.script(fmt.Sprintf("PRAGMA max_page_count = %d", db.o.MaxPages)); err != nil {
			return err
		}
	}
	return nil
}

// Path is the file's path.
func (db *DB) Path() string { return db.path }

// Side says what the file is.
func (db *DB) Side() Side { return db.side }

// Close waits for the writer and the readers at work and closes the file. It may be called again.
func (db *DB) Close() error {
	db.mu.Lock()
	if db.closed {
		db.mu.Unlock()
		return nil
	}
	db.closed = true
	close(db.done)
	db.mu.Unlock()

	db.writing <- struct{}{}
	for range maxReaders {
		db.reading <- struct{}{}
	}
	var errs []error
	for _, c := range db.idle {
		errs = append(errs, c.close())
	}
	if db.readPool != nil {
		errs = append(errs, db.readPool.Close())
	}
	if db.writer != nil {
		errs = append(errs, db.writer.close())
	}
	if db.writePool != nil {
		errs = append(errs, db.writePool.Close())
	}
	return translate("close", errors.Join(errs...))
}

// acquire takes a token, unless the database is closed or ctx ends first.
func (db *DB) acquire(ctx context.Context, tokens chan struct{}) error {
	select {
	case tokens <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	case <-db.done:
		return ErrClosed
	}
	select {
	case <-db.done: // Close may have come in between
		<-tokens
		return ErrClosed
	default:
		return nil
	}
}

// Write runs fn in one transaction on the only connection that writes (STO-3). When fn returns an error or panics, nothing
// of it is kept. A failure of the disk is returned even if fn has swallowed it. label names the transaction for Hooks.
// Inside fn, Read of the same DB sees the state before; a nested Write would wait for ever.
func (db *DB) Write(ctx context.Context, label string, fn func(*Tx) error) error {
	if err := db.acquire(ctx, db.writing); err != nil {
		return err
	}
	defer func() { <-db.writing }()
	err := db.write(ctx, label, fn)
	if err != nil {
		logFailure(db.o.Log, label, err)
	}
	return err
}

func (db *DB) write(ctx context.Context, label string, fn func(*Tx) error) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err := db.writer.exec("BEGIN IMMEDIATE"); err != nil {
		return translate("begin", err)
	}
	open := true
	defer func() {
		if open { // an error or a panic
			// A full disk may have ended the transaction already; then there is nothing to roll back.
			_, _ = db.writer.exec("ROLLBACK")
		}
	}()
	tx := newTx(ctx, db, db.writer)
	err = fn(tx)
	if tx.broken != nil { // comes first: nobody may take a full disk for a refusal
		return tx.broken
	}
	if err != nil {
		return translate(label, err)
	}
	if h := db.o.Hooks.BeforeCommit; h != nil {
		if err := h(label); err != nil {
			return err
		}
	}
	if _, err := db.writer.exec("COMMIT"); err != nil {
		return translate("commit", err)
	}
	open = false
	if h := db.o.Hooks.AfterCommit; h != nil {
		return h(label)
	}
	return nil
}

// Read runs fn on one snapshot of the file, which no writer disturbs and which disturbs no writer (STO-3).
// The Reader is of no use after fn has returned.
func (db *DB) Read(ctx context.Context, fn func(*Reader) error) error {
	if err := db.acquire(ctx, db.reading); err != nil {
		return err
	}
	defer func() { <-db.reading }()
	c, err := db.takeReader(ctx)
	if err != nil {
		return translate("open a reader", err)
	}
	err = db.read(ctx, c, fn)
	db.putReader(ctx, c)
	if err != nil {
		err = translate("read", err)
		logFailure(db.o.Log, "read", err)
	}
	return err
}

func (db *DB) takeReader(ctx context.Context) (*conn, error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if n := len(db.idle); n > 0 {
		c := db.idle[n-1]
		db.idle = db.idle[:n-1]
		return c, nil
	}
	return newConn(ctx, db.readPool)
}

// putReader keeps a connection for the next reader, unless a query on it may have been interrupted.
func (db *DB) putReader(ctx context.Context, c *conn) {
	if ctx.Err() != nil {
		_ = c.close()
		return
	}
	db.mu.Lock()
	db.idle = append(db.idle, c)
	db.mu.Unlock()
}

func (db *DB) read(ctx context.Context, c *conn, fn func(*Reader) error) error {
	if _, err := c.exec("BEGIN"); err != nil {
		return err
	}
	defer func() { _, _ = c.exec("ROLLBACK") }()
	return fn(&Reader{ctx: ctx, c: c, side: db.side})
}

// exists reports whether there is a file at path.
func exists(path string) (bool, error) {
	_, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Reader reads one snapshot. Every method returns *desk.Error or internal errors as Open does.
type Reader struct {
	ctx  context.Context
	c    *conn
	side Side
}

// Side says which side's file is read.
func (r *Reader) Side() Side { return r.side }

var _ desk.Tx = (*Tx)(nil)
