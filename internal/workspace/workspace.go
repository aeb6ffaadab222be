package workspace

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"naryad/internal/blob"
	"naryad/internal/clock"
	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/wire"
)

// Options say where a replica is and what the outside world gives it.
type Options struct {
	Dir    string        // the replica's directory; the caller owns it (one process at a time)
	Clock  clock.Source  // zero: the system's
	Log    *slog.Logger  // nil: nothing is logged
	Source desk.Source   // from where this replica's commands come; empty: desktop
	Store  store.Options // its clock and log are filled from the above when empty
	Faults Faults        // the simulator only
	Blobs  blob.Hooks    // tests only
}

// Identity is what a new replica is: one local directory of one person, in one workspace.
type Identity struct {
	ClientID  desk.ID // empty: a new one
	Workspace desk.ID
	Name      string // of the workspace, for people
	Person    desk.ID
}

// Workspace is an open replica. Its methods may be called from any goroutine, but none from inside a function given to Read.
type Workspace struct {
	opts Options
	path string

	dbMu sync.RWMutex // held for writing only while a snapshot is swapped in, and by Close
	db   *store.DB    // nil when closed

	stepMu sync.Mutex // one conversation
	talk   talk       // guarded by stepMu

	entropy sync.Mutex // a clock.Source's entropy is not safe for several goroutines

	wake chan struct{} // there may be something to do
	kick chan struct{} // SyncNow: do not wait out the back-off

	mu     sync.Mutex // guards all below; held for moments only
	wanted wanted
	status status
	bus    bus
	seen   map[desk.ID]touched // what each pending command has changed, for the events

	files *files // on their way
}

// wanted is what other goroutines tell the conversation.
type wanted struct {
	head int64 // the authority's last known rev
	pull bool  // pull even if the head is not known to have moved
}

var errClosed = errors.New("workspace: closed")

// Create makes a new, empty replica in dir: it knows who it is and holds nothing until its first snapshot (SY-20). The caller
// owns the directory, and nobody has it open.
//
// Errors: sync.replica_exists when dir has one already; those of store.Open.
func Create(ctx context.Context, dir string, id Identity, o Options) error {
	o = filled(o)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("create the replica's directory: %w", err)
	}
	db, err := store.Open(ctx, filepath.Join(dir, store.ReplicaFile), store.Replica, o.Store)
	if err != nil {
		return err
	}
	if id.ClientID == "" {
		id.ClientID = o.Clock.NewID()
	}
	err = db.Write(ctx, "create", func(tx *store.Tx) error {
		old, err := tx.SyncState()
		if err == nil && old.ClientID != "" { // without one, a Create was interrupted here
			err = desk.Errorf(desk.CodeConflict, "sync.replica_exists")
		}
		if err != nil {
			return err
		}
		return tx.SetSyncState(store.SyncState{
			ClientID: id.ClientID, Workspace: id.Workspace, Name: id.Name, Person: id.Person, NextSeq: 1, Schema: wire.Schema,
		})
	})
	return errors.Join(err, db.Close())
}

// Open opens the replica in o.Dir. Errors: sync.no_replica when there is none; those of store.Open.
func Open(ctx context.Context, o Options) (*Workspace, error) {
	o = filled(o)
	w := &Workspace{
		opts: o, path: filepath.Join(o.Dir, store.ReplicaFile),
		wake: make(chan struct{}, 1), kick: make(chan struct{}, 1), seen: map[desk.ID]touched{},
		files: newFiles(o),
	}
	if _, err := os.Stat(w.path); errors.Is(err, fs.ErrNotExist) {
		return nil, desk.Errorf(desk.CodeNotFound, "sync.no_replica")
	}
	// A crash during a swap leaves the snapshot's own journal behind: beside the next snapshot, SQLite would take it for that
	// one's and roll it back into the file.
	for _, suffix := range []string{"", "-journal", "-wal", "-shm"} {
		if err := os.Remove(w.downloadPath() + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("remove a broken-off snapshot: %w", err)
		}
	}
	db, err := store.Open(ctx, w.path, store.Replica, o.Store)
	if err != nil {
		return nil, err
	}
	w.db = db
	if err := w.count(ctx); err != nil {
		_ = db.Close()
		return nil, err
	}
	return w, nil
}

// count fills the numbers of the state from the file.
func (w *Workspace) count(ctx context.Context) error {
	return w.Read(ctx, func(r *store.Reader) error {
		st, err := r.SyncState()
		if err != nil {
			return err
		}
		if st.ClientID == "" {
			return desk.Errorf(desk.CodeNotFound, "sync.no_replica") // Create was interrupted before it wrote anything
		}
		first, err := r.Outbox(0, 1)
		if err != nil {
			return err
		}
		if len(first) > 0 {
			w.status.pending = int(st.NextSeq - first[0].Seq)
		}
		refused, err := r.Rejected()
		if err != nil {
			return err
		}
		w.status.refused = len(refused)
		w.status.since = w.now()
		w.status.told = w.state()
		return nil
	})
}

// Close ends a snapshot that is being downloaded and closes the file. Run and Step must have returned.
func (w *Workspace) Close() error {
	w.stepMu.Lock()
	w.talk.hangUp()
	w.stepMu.Unlock()
	w.dbMu.Lock()
	defer w.dbMu.Unlock()
	if w.db == nil {
		return nil
	}
	db := w.db
	w.db = nil
	return db.Close()
}

// Read runs fn on one snapshot of the replica as its person sees it: the authority's rows with all pending commands on
// top, before or after a rebase and never in between (SY-9). It waits for no writer and not for the network (SY-10).
func (w *Workspace) Read(ctx context.Context, fn func(*store.Reader) error) error {
	w.dbMu.RLock()
	defer w.dbMu.RUnlock()
	if w.db == nil {
		return errClosed
	}
	if w.opts.Faults.ReadsWait && w.pending() > 0 {
		return desk.Errorf(desk.CodeUnavailable, "sync.not_ready")
	}
	return w.db.Read(ctx, fn)
}

func (w *Workspace) write(ctx context.Context, label string, fn func(*store.Tx) error) error {
	w.dbMu.RLock()
	defer w.dbMu.RUnlock()
	if w.db == nil {
		return errClosed
	}
	return w.db.Write(ctx, label, fn)
}

func (w *Workspace) now() desk.Instant { return desk.Instant(w.opts.Clock.Millis()) }

func (w *Workspace) newID() desk.ID {
	w.entropy.Lock()
	defer w.entropy.Unlock()
	return w.opts.Clock.NewID()
}

func filled(o Options) Options {
	if o.Clock.Now == nil {
		o.Clock = clock.System()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Source == "" {
		o.Source = desk.SourceDesktop
	}
	if o.Store.Clock.Now == nil {
		o.Store.Clock = o.Clock
	}
	if o.Store.Log == nil {
		o.Store.Log = o.Log
	}
	return o
}
