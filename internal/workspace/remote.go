package workspace

import (
	"context"
	"io"

	"naryad/internal/wire"
)

// Remote is the authority as a replica sees it, already signed in as one person on one device.
// internal/remote is it over HTTP, server.Session is it in the same process, the simulator has one with faults.
//
// Every method may fail at any time without anything being known of what happened on the other side, and may
// be called again with the same arguments. A *desk.Error with code signed_out or too_old stops the sync loop
// until a person does something; every other error is tried again with back-off.
type Remote interface {
	Hello(ctx context.Context, m wire.Hello) (wire.HelloReply, error)
	Push(ctx context.Context, m wire.Push) (wire.PushReply, error)
	Pull(ctx context.Context, m wire.Pull) (wire.PullReply, error)
	// Snapshot returns the head and the uncompressed database file's bytes; the caller closes it and checks
	// size and hash. Progress is seen by counting what is read.
	Snapshot(ctx context.Context, clientID string) (wire.SnapshotHead, io.ReadCloser, error)
	// Live calls poke for every movement of the head until ctx ends or the stream breaks.
	Live(ctx context.Context, poke func(wire.Live)) error
}
