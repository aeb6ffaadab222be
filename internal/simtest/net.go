package simtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"

	"naryad/internal/wire"
	"naryad/internal/workspace"
)

// Faults of the network are plain errors: the replica must not be able to tell a lost request from a lost answer.
var (
	errUnreachable = errors.New("simtest: the server cannot be reached")
	errTimeout     = errors.New("simtest: no answer came")
)

// fate is what becomes of one request on its way.
type fate int

const (
	arrives    fate = iota
	dropped         // the request never arrives
	answerLost      // it is carried out, the answer is lost
	twice           // it is carried out twice, the second answer arrives
	again           // it is carried out, and once more some steps later: late and out of order
	late            // the asker gives up; it is carried out some steps later
)

func (f fate) String() string {
	return [...]string{"", " dropped", " answer-lost", " twice", " and-again-later", " late"}[f]
}

// letter is a request that is still on its way when its asker has long given up.
type letter struct {
	due     int // the step in which it arrives
	from    *replica
	deliver func()
}

// link is the network between one replica and the server.
type link struct {
	w    *world
	r    *replica
	cut  bool // a partition
	last string
}

var _ workspace.Remote = (*link)(nil)

func (l *link) fate() fate {
	if l.w.healed {
		return arrives
	}
	return fate(l.w.dice.weighted(l.w.habits.network[:]))
}

// session is the authority as it answers the replica's device at this moment; nil while it is down.
func (l *link) session() workspace.Remote { return l.w.auth.session(l.r.device) }

// exchange carries one question and its answer over the network, through their wire form both ways.
func exchange[Q, A any](l *link, kind string, q Q, ask func(workspace.Remote, Q) (A, error)) (A, error) {
	var none A
	if l.cut || !l.w.auth.up() {
		l.last = kind + " unreachable"
		return none, errUnreachable
	}
	body, err := json.Marshal(q)
	if err != nil {
		return none, err
	}
	deliver := func() (A, error) {
		var arrived, reached A
		var question Q
		if err := json.Unmarshal(body, &question); err != nil {
			return none, err
		}
		s := l.session()
		if s == nil {
			return none, errUnreachable
		}
		arrived, err := ask(s, question)
		if l.w.auth.settle() {
			return none, errUnreachable // it crashed on the way
		}
		if err != nil {
			return none, err
		}
		answer, err := json.Marshal(arrived)
		if err != nil {
			return none, err
		}
		return reached, json.Unmarshal(answer, &reached)
	}
	later := func() {
		due := l.w.trace.step + l.w.dice.between(1, 12)
		l.w.letters = append(l.w.letters, letter{due: due, from: l.r, deliver: func() {
			_, err := deliver()
			l.w.trace.say("%s: late %s arrives%s", l.r.name, kind, failed(err))
		}})
	}
	f := l.fate()
	l.last = kind + f.String()
	switch f {
	case dropped:
		return none, errTimeout
	case late:
		later()
		return none, errTimeout
	case answerLost:
		_, _ = deliver()
		return none, errTimeout
	case twice:
		_, _ = deliver()
	case again:
		later()
	}
	return deliver()
}

func failed(err error) string {
	if err == nil {
		return ""
	}
	return " ! " + err.Error()
}

// Hello implements workspace.Remote.
func (l *link) Hello(ctx context.Context, m wire.Hello) (wire.HelloReply, error) {
	return exchange(l, "hello", m, func(s workspace.Remote, m wire.Hello) (wire.HelloReply, error) { return s.Hello(ctx, m) })
}

// Push implements workspace.Remote.
func (l *link) Push(ctx context.Context, m wire.Push) (wire.PushReply, error) {
	return exchange(l, "push", m, func(s workspace.Remote, m wire.Push) (wire.PushReply, error) { return s.Push(ctx, m) })
}

// Pull implements workspace.Remote. Now and then it says that the log reaches back no longer, as it will after its oldest part is thrown away.
func (l *link) Pull(ctx context.Context, m wire.Pull) (wire.PullReply, error) {
	if !l.w.healed {
		m.Limit = l.w.dice.between(1, 40) // short pages: several revs behind, one page at a time
	}
	reply, err := exchange(l, "pull", m, func(s workspace.Remote, m wire.Pull) (wire.PullReply, error) { return s.Pull(ctx, m) })
	if err != nil {
		return reply, err
	}
	if !l.w.healed && l.w.dice.chance(l.w.habits.truncated) {
		l.last += " truncated"
		return wire.PullReply{Gone: wire.GoneTruncated, Head: reply.Head, Now: reply.Now}, nil
	}
	if reply.Gone == "" {
		l.w.sawHash(l.r.name+" pull", reply.To)
		l.w.checkPage(l.r, m.Cursor, reply)
	}
	return reply, nil
}

// Snapshot implements workspace.Remote. The stream may break off or carry a wrong byte.
func (l *link) Snapshot(ctx context.Context, clientID string) (wire.SnapshotHead, io.ReadCloser, error) {
	var file []byte
	head, err := exchange(l, "snapshot", clientID, func(s workspace.Remote, id string) (wire.SnapshotHead, error) {
		head, body, err := s.Snapshot(ctx, id)
		if err != nil {
			return head, err
		}
		defer body.Close()
		file, err = io.ReadAll(body)
		return head, err
	})
	if err != nil {
		return head, nil, err
	}
	l.w.sawHash(l.r.name+" snapshot", head.Cursor)
	if !l.w.healed && l.w.dice.chance(l.w.habits.brokenFile) {
		file = bytes.Clone(file)
		at := l.w.dice.n(len(file))
		if l.w.dice.chance(500) {
			l.last += " broken-off"
			return head, io.NopCloser(io.MultiReader(bytes.NewReader(file[:at]), brokenOff{})), nil
		}
		l.last += " wrong-byte"
		file[at] ^= 0x20
	}
	return head, io.NopCloser(bytes.NewReader(file)), nil
}

// Live implements workspace.Remote: the simulator steps by itself and needs no pokes.
func (l *link) Live(context.Context, func(wire.Live)) error { return errUnreachable }

type brokenOff struct{}

func (brokenOff) Read([]byte) (int, error) { return 0, errTimeout }
