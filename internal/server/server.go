// Package server is the authority of a workspace: it runs the commands that replicas push, in one order for all,
// keeps the log of what they changed, and tells each reader what that reader may see.
//
// Everything it has is one directory, which can be moved as it is from a desktop to a server:
//
//	authority.db      rows, log, clients, devices, invitations (package store); -wal and -shm beside it while it runs
//	tls.key tls.crt   the key that devices know by its fingerprint, 0600, made at first need
//	tls.fingerprint   of the certificate that was served last
//	blobs/            attachments by SHA-256 (package blob)
//	tmp/              snapshots while they are sent; emptied at every start
//
// The core (push, pull, snapshot) does no I/O but the store's; HTTP is a thin door to it, and a desktop that is alone
// talks to it in its own process through a Session. One process owns the directory; the caller holds its lock.
// DESIGN.md has the rules SV-… that code and tests cite.
package server

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"naryad/internal/blob"
	"naryad/internal/clock"
	"naryad/internal/desk"
	"naryad/internal/store"
)

// tmpDir holds snapshots under way.
const tmpDir = "tmp"

// Options say where the authority lives. The zero values of the rest are for people's data.
type Options struct {
	Dir    string
	Clock  clock.Source
	Log    *slog.Logger // nil: nothing is logged
	Store  store.Options
	Limits Limits
	Faults Faults     // tests only
	Blobs  blob.Hooks // tests only
}

// Server is an open authority. Its methods may be called from any goroutine.
type Server struct {
	dir    string
	clock  clock.Source
	log    *slog.Logger
	db     *store.DB
	hub    *hub
	roster *roster
	group  *group
	faults Faults

	workspace, name string // as in the database; they never change while it is open

	devices, addresses, guesses *buckets
	streams, snapshots, files   *places
	blobs                       *blob.Store
}

// First is who founds a workspace on their own computer: they get every role, and a device in this process.
type First struct {
	Name, Email, TimeZone string
	Device                string // the computer's name
}

// Create makes a new authority for the workspace called name and opens it. With a First it has that person and their
// LocalDevice, all in one commit. A directory that holds an authority already is refused with "server.exists".
func Create(ctx context.Context, o Options, name string, first ...First) (*Server, error) {
	name, err := workspaceName(name)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(o.Dir, store.AuthorityFile)
	if _, err := os.Stat(path); err == nil {
		return nil, desk.Errorf(desk.CodeConflict, "server.exists", "dir", o.Dir)
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, dirError(err, o.Dir)
	}
	o = o.filled()
	// Under another name until it has been founded: a crash in between leaves nothing that looks like an authority.
	part := path + ".part"
	removeAll(part)
	if err := found(ctx, o, part, name, first); err != nil {
		removeAll(part)
		return nil, err
	}
	if err := os.Rename(part, path); err != nil {
		return nil, dirError(err, o.Dir)
	}
	return Open(ctx, o)
}

// found writes a new authority's file and closes it.
func found(ctx context.Context, o Options, path, name string, first []First) error {
	db, err := store.Open(ctx, path, store.Authority, o.Store)
	if err != nil {
		return err
	}
	s := &Server{clock: o.Clock, log: o.Log}
	err = db.Write(ctx, "found", func(tx *store.Tx) error {
		epoch := o.Clock.NewID()
		err := tx.SetMeta(store.Meta{Workspace: o.Clock.NewID(), Name: name, Epoch: epoch, BaseHash: hashed(epoch)})
		if err != nil {
			return err
		}
		for _, f := range first {
			if err := s.settle(tx, f); err != nil {
				return err
			}
		}
		return nil
	})
	return errors.Join(err, db.Close())
}

// settle makes the founder known, with their device.
func (s *Server) settle(tx *store.Tx, f First) error {
	id := s.clock.NewID()
	everything := []desk.Role{desk.RoleEngineer, desk.RoleManager, desk.RoleLead, desk.RoleAdmin}
	person := &desk.AddPerson{ID: id, Name: f.Name, Email: f.Email, Roles: everything, TimeZone: f.TimeZone}
	if _, err := s.run(tx, admin, s.clock.NewID(), person); err != nil {
		return err
	}
	device := s.localDevice(id, f.Device)
	if err := tx.AddDevice(device); err != nil {
		return err
	}
	return tx.SetAdmin(ownDevice, device.ID)
}

// Open opens the authority in o.Dir, as Create and Restore have left it; "server.none" when there is none.
func Open(ctx context.Context, o Options) (*Server, error) {
	path := filepath.Join(o.Dir, store.AuthorityFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, desk.Errorf(desk.CodeNotFound, "server.none", "dir", o.Dir)
	}
	o = o.filled()
	db, err := store.Open(ctx, path, store.Authority, o.Store)
	if err != nil {
		return nil, err
	}
	return start(ctx, db, o)
}

func (o Options) filled() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Store.Clock.Now == nil {
		o.Store.Clock = o.Clock
	}
	if o.Store.Log == nil {
		o.Store.Log = o.Log
	}
	return o
}

func start(ctx context.Context, db *store.DB, o Options) (*Server, error) {
	limits := o.Limits.filled()
	s := &Server{
		dir: o.Dir, clock: o.Clock, log: o.Log, db: db, group: newGroup(), faults: o.Faults,
		devices: newBuckets(limits.Device), addresses: newBuckets(limits.Address), guesses: newBuckets(limits.Guess),
		streams: newPlaces(limits.Streams, limits.PerDevice), snapshots: newPlaces(limits.Snapshots, limits.Snapshots),
		files: newPlaces(limits.Files, filesPerDevice), blobs: blob.New(filepath.Join(o.Dir, blobDir), desk.MaxFile, o.Blobs),
	}
	err := func() error {
		if err := os.RemoveAll(filepath.Join(o.Dir, tmpDir)); err != nil {
			return dirError(err, o.Dir)
		}
		if err := os.MkdirAll(filepath.Join(o.Dir, tmpDir), 0o700); err != nil {
			return dirError(err, o.Dir)
		}
		return db.Read(ctx, func(r *store.Reader) error {
			meta, err := r.Meta()
			if err != nil {
				return err
			}
			if meta.Epoch == "" {
				return desk.Errorf(desk.CodeDamaged, "store.damaged")
			}
			s.workspace, s.name = meta.Workspace, meta.Name
			s.hub = newHub(meta.Head)
			s.roster, err = loadRoster(r)
			return err
		})
	}()
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// Close ends live streams and closes the database. What is under way is waited for.
func (s *Server) Close() error {
	s.hub.close()
	return s.db.Close()
}

// Dir is the authority's directory.
func (s *Server) Dir() string { return s.dir }

// Store is the authority's database, for checks and for the simulator's comparisons. Commands are its only writers.
func (s *Server) Store() *store.DB { return s.db }

// Workspace is the id of the workspace, Name what people call it.
func (s *Server) Workspace() string { return s.workspace }

// Name is what people call the workspace.
func (s *Server) Name() string { return s.name }

// Meta says which workspace this is and where its log stands.
func (s *Server) Meta(ctx context.Context) (store.Meta, error) {
	var meta store.Meta
	err := s.db.Read(ctx, func(r *store.Reader) error {
		var err error
		meta, err = r.Meta()
		return err
	})
	return meta, err
}

func (s *Server) now() desk.Instant { return desk.At(s.clock.Now()) }

// dirError is what a directory that cannot be used is to people.
func dirError(err error, dir string) error {
	shown := desk.Errorf(desk.CodeUnavailable, "server.dir_unusable", "dir", dir)
	return fmt.Errorf("%w: %w", shown, err)
}
