package cli

import (
	"context"
	"io"

	"naryad/internal/desk"
	"naryad/internal/wire"
)

// unjoined is the authority of a replica that knows of none: every call says so.
type unjoined struct{}

func notJoined() error { return desk.Errorf(desk.CodeSignedOut, "cli.not_joined") }

func (unjoined) Hello(context.Context, wire.Hello) (wire.HelloReply, error) {
	return wire.HelloReply{}, notJoined()
}
func (unjoined) Push(context.Context, wire.Push) (wire.PushReply, error) {
	return wire.PushReply{}, notJoined()
}
func (unjoined) Pull(context.Context, wire.Pull) (wire.PullReply, error) {
	return wire.PullReply{}, notJoined()
}
func (unjoined) Snapshot(context.Context, string) (wire.SnapshotHead, io.ReadCloser, error) {
	return wire.SnapshotHead{}, nil, notJoined()
}
func (unjoined) Live(context.Context, func(wire.Live)) error { return notJoined() }
func (unjoined) AskFiles(context.Context, wire.AskFiles) (wire.FilesReply, error) {
	return wire.FilesReply{}, notJoined()
}
func (unjoined) PutFile(context.Context, string, int64, int64, io.Reader) (wire.FileState, error) {
	return wire.FileState{}, notJoined()
}
func (unjoined) GetFile(context.Context, string, int64) (io.ReadCloser, error) {
	return nil, notJoined()
}
