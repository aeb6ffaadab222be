package server

import (
	"context"
	"errors"
	"slices"
	"sync"

	"naryad/internal/store"
	"naryad/internal/wire"
)

// groupCommands bounds how many commands wait for one commit together, so that none waits long.
const groupCommands = 200

// group lets pushes that wait for the same writer share its next commit (SV-P11). There is no goroutine in it: whoever
// gets the turn first runs all that wait, and the others find their push done. A push that is alone is run as it comes.
type group struct {
	turn  chan struct{} // holds a token while somebody writes
	mu    sync.Mutex
	queue []*job
}

func newGroup() *group { return &group{turn: make(chan struct{}, 1)} }

// job is one push on its way through a commit.
type job struct {
	ctx    context.Context
	device Device
	m      wire.Push
	done   chan struct{} // closed when reply and err stand
	reply  wire.PushReply
	err    error
}

// push runs commands of one replica in one transaction, a savepoint each (SV-P…).
func (s *Server) push(ctx context.Context, d Device, m wire.Push) (wire.PushReply, error) {
	if err := checkPush(m); err != nil {
		return wire.PushReply{}, err
	}
	g, j := s.group, &job{ctx: ctx, device: d, m: m, done: make(chan struct{})}
	g.mu.Lock()
	g.queue = append(g.queue, j)
	g.mu.Unlock()
	select {
	case <-j.done:
	case <-ctx.Done(): // it is passed over when its turn comes, unless it has begun
		return wire.PushReply{}, ctx.Err()
	case g.turn <- struct{}{}:
		s.takeTurn(j)
	}
	return j.reply, j.err
}

// takeTurn runs what waits until j is done, if nobody has done it before the turn came.
func (s *Server) takeTurn(j *job) {
	defer func() { <-s.group.turn }()
	select {
	case <-j.done:
		return
	default:
	}
	for !s.runGroup(s.group.take(), j) {
	}
}

// take gives the jobs that go into the next commit, in the order of their coming.
func (g *group) take() []*job {
	g.mu.Lock()
	defer g.mu.Unlock()
	n, commands := 0, 0
	for n < len(g.queue) && (n == 0 || commands+len(g.queue[n].m.Commands) <= groupCommands) {
		commands += len(g.queue[n].m.Commands)
		n++
	}
	jobs := g.queue[:n:n]
	g.queue = g.queue[n:]
	return jobs
}

var errPanicked = errors.New("server: a push has panicked")

// errAllRefused rolls back a transaction in which nothing is to be kept.
var errAllRefused = errors.New("server: no push of the group stands")

// runGroup runs pushes in one commit and says whether mine is among them. A push that is refused as a whole takes
// nothing back but its own; a failure of the disk or of the commit is everybody's.
func (s *Server) runGroup(jobs []*job, mine *job) (found bool) {
	var head int64
	var err error
	defer func() {
		for _, j := range jobs {
			if err != nil && !errors.Is(err, errAllRefused) {
				j.err = err
			}
			close(j.done)
		}
	}()
	err = errPanicked // until Write has returned
	// One caller's patience must not end the others' pushes.
	err = s.db.Write(context.WithoutCancel(mine.ctx), "push", func(tx *store.Tx) error {
		stands := false
		for _, j := range jobs {
			if j.err = s.runJob(tx, j, len(jobs) == 1); j.err == nil {
				stands, head = true, max(head, j.reply.Head)
			}
		}
		if !stands {
			return errAllRefused
		}
		return nil
	})
	if err == nil {
		s.hub.moved(head)
	}
	return slices.Contains(jobs, mine)
}

// runJob runs one push in a savepoint of its own, unless it is alone in its transaction.
func (s *Server) runJob(tx *store.Tx, j *job, alone bool) error {
	if err := j.ctx.Err(); err != nil {
		return err
	}
	run := func() error {
		p, err := s.newPushing(tx, j.device, j.m)
		if err != nil {
			return err
		}
		err = p.run(j.m.Commands)
		j.reply = p.reply
		return err
	}
	if alone {
		return run()
	}
	return tx.Savepoint(run)
}
