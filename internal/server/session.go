package server

import (
	"context"
	"errors"
	"io"

	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/wire"
)

// Session is the authority as one signed-in device meets it, in the same process: it has the methods of
// workspace.Remote. Its failures are *desk.Error or the caller's own context error, as they are over HTTP.
type Session struct {
	s      *Server
	device Device
}

// Session lets a device in without a token: the desktop that is alone, and the simulator.
func (s *Server) Session(d Device) *Session { return &Session{s, d} }

// Hello says where the authority stands.
func (x *Session) Hello(ctx context.Context, m wire.Hello) (wire.HelloReply, error) {
	return inProcess(x, ctx, "hello", m, x.s.hello)
}

// Push runs commands.
func (x *Session) Push(ctx context.Context, m wire.Push) (wire.PushReply, error) {
	return inProcess(x, ctx, "push", m, x.s.push)
}

// Pull returns what has changed.
func (x *Session) Pull(ctx context.Context, m wire.Pull) (wire.PullReply, error) {
	return inProcess(x, ctx, "pull", m, x.s.pull)
}

// Snapshot returns a database file of what the reader may see; its temporary file goes when the reader is closed.
func (x *Session) Snapshot(ctx context.Context, clientID string) (wire.SnapshotHead, io.ReadCloser, error) {
	if !x.s.roster.valid(x.device.ID) {
		return wire.SnapshotHead{}, nil, notSignedIn()
	}
	head, file, err := x.s.snapshot(ctx, x.device, clientID)
	if err != nil {
		return head, nil, x.s.told(ctx, err, "snapshot")
	}
	return head, file, nil
}

// Live calls poke for the head at once and for its movements until ctx ends or the server stops.
func (x *Session) Live(ctx context.Context, poke func(wire.Live)) error {
	if !x.s.roster.valid(x.device.ID) {
		return notSignedIn()
	}
	return x.s.follow(ctx, x.device, func(m wire.Live) error { poke(m); return nil }, func() error { return nil })
}

// AskFiles says what the authority has of some files.
func (x *Session) AskFiles(ctx context.Context, m wire.AskFiles) (wire.FilesReply, error) {
	return inProcess(x, ctx, "ask for files", m, x.s.askFiles)
}

// PutFile adds to what has arrived of a file.
func (x *Session) PutFile(ctx context.Context, sha256 string, size, offset int64, r io.Reader) (wire.FileState, error) {
	return inProcess(x, ctx, "take a file", r, func(ctx context.Context, d Device, r io.Reader) (wire.FileState, error) {
		return x.s.putFile(ctx, d, sha256, size, offset, r)
	})
}

// GetFile returns a file from an offset on.
func (x *Session) GetFile(ctx context.Context, sha256 string, offset int64) (io.ReadCloser, error) {
	return inProcess(x, ctx, "give a file", offset, func(ctx context.Context, _ Device, offset int64) (io.ReadCloser, error) {
		f, err := x.s.openFile(ctx, sha256)
		if err != nil {
			return nil, err
		}
		if _, err := f.Seek(offset, io.SeekStart); err != nil {
			return nil, errors.Join(err, f.Close())
		}
		return f, nil
	})
}

func inProcess[Q, A any](x *Session, ctx context.Context, doing string, q Q, call func(context.Context, Device, Q) (A, error)) (A, error) {
	var none A
	if !x.s.roster.valid(x.device.ID) {
		return none, notSignedIn()
	}
	a, err := call(ctx, x.device, q)
	if err != nil {
		return none, x.s.told(ctx, err, doing)
	}
	return a, nil
}

// told is err as the caller in this process gets it.
func (s *Server) told(ctx context.Context, err error, doing string) error {
	if ctx.Err() != nil && desk.AsError(err) == nil {
		return ctx.Err()
	}
	return s.shown(err, doing)
}

// follow sends pokes to a device until it is revoked, too.
func (s *Server) follow(ctx context.Context, d Device, poke func(wire.Live) error, ping func() error) error {
	gone := s.roster.gone(d.ID)
	within, cancel := context.WithCancel(ctx)
	defer cancel()
	stop := context.AfterFunc(gone, cancel)
	defer stop()
	err := s.hub.follow(within, func(head int64) error { return poke(wire.Live{Head: head}) }, ping)
	if gone.Err() != nil {
		return notSignedIn()
	}
	return err
}

// hello says where the log, this client and the reader's rights stand (SV-H…).
func (s *Server) hello(ctx context.Context, d Device, m wire.Hello) (wire.HelloReply, error) {
	var reply wire.HelloReply
	if err := checkHello(m); err != nil {
		return reply, err
	}
	err := s.db.Read(ctx, func(r *store.Reader) error {
		meta, err := r.Meta()
		if err != nil {
			return err
		}
		if m.Workspace != "" && m.Workspace != meta.Workspace { // SV-H3
			return desk.Errorf(desk.CodeSignedOut, "server.other_workspace", "name", meta.Name)
		}
		person, err := s.person(r, d)
		if err != nil {
			return err
		}
		client, _, err := s.client(r, d, m.ClientID)
		if err != nil {
			return err
		}
		reply = wire.HelloReply{
			Protocol: wire.Protocol, Schema: wire.Schema, Workspace: meta.Workspace, Name: meta.Name,
			Person: d.Person, Epoch: meta.Epoch, Head: meta.Head, LastSeq: client.LastSeq, BackupRev: meta.BackupRev,
			Now: s.now(), Scopes: scopesOf(person),
		}
		return nil
	})
	if err != nil {
		return wire.HelloReply{}, err
	}
	return reply, s.seen(ctx, d)
}

// person is the device's owner, while they are one of us. One who has left is signed out: their replica keeps its outbox.
func (s *Server) person(r *store.Reader, d Device) (*desk.Person, error) {
	p := &desk.Person{ID: d.Person}
	ok, err := r.Get(p)
	if err != nil {
		return nil, err
	}
	if !ok || !p.Active {
		return nil, desk.Errorf(desk.CodeSignedOut, "server.person_revoked")
	}
	return p, nil
}

// client is what is known of a replica. It belongs to the person who pushed from it first (SV-H4).
func (s *Server) client(r *store.Reader, d Device, id string) (row store.ClientRow, known bool, err error) {
	row, known, err = r.ClientSeq(id)
	switch {
	case err != nil:
		return row, false, err
	case !known:
		return store.ClientRow{ClientID: id, Person: d.Person, Schema: wire.Schema}, false, nil
	case row.Person != d.Person:
		return row, true, desk.Errorf(desk.CodeSignedOut, "server.other_person")
	}
	return row, true, nil
}
