package server

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/google/uuid"

	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/wire"
)

// pushing is one push inside its transaction.
type pushing struct {
	s       *Server
	tx      *store.Tx
	device  Device
	now     desk.Instant
	client  store.ClientRow
	fresh   bool              // the client has never pushed
	results []store.ResultRow // of what ran in this push; their rev is the batch's
	again   bool              // Faults.ApplyTwice has run something that was known
	reply   wire.PushReply
}

// newPushing judges who pushes: an active person, the client's own, to the log that the replica knows.
func (s *Server) newPushing(tx *store.Tx, d Device, m wire.Push) (*pushing, error) {
	meta, err := tx.Meta()
	if err != nil {
		return nil, err
	}
	if m.Epoch != meta.Epoch { // SV-P9
		return nil, desk.Errorf(desk.CodeConflict, "server.other_epoch")
	}
	if _, err := s.person(tx.Reader, d); err != nil {
		return nil, err
	}
	client, known, err := s.client(tx.Reader, d, m.ClientID)
	if err != nil {
		return nil, err
	}
	p := &pushing{s: s, tx: tx, device: d, now: s.now(), client: client, fresh: !known}
	p.reply = wire.PushReply{Results: []wire.Result{}, LastSeq: client.LastSeq, Head: meta.Head}
	return p, nil
}

func (p *pushing) run(commands []wire.Command) error {
	for _, c := range commands {
		stop, err := p.next(c)
		if err != nil {
			return err
		}
		if stop {
			return nil // a fork or a hole: known only before anything has run
		}
	}
	if len(p.results) == 0 && !p.again {
		return nil
	}
	return p.commit()
}

// next decides what a command is to this client: known, a fork, after a hole, or the next one.
func (p *pushing) next(c wire.Command) (stop bool, err error) {
	last := p.client.LastSeq
	switch {
	case c.Seq > last+1: // SV-P3
		p.reply.Gap = true
		return true, nil
	case c.Seq <= last:
		return p.known(c)
	}
	result, err := p.execute(c)
	if err != nil {
		return false, err
	}
	p.results = append(p.results, result)
	p.client.LastSeq, p.client.LastCmdID = c.Seq, c.ID
	return false, nil
}

// known answers a seq that has had its turn with what became of it then (SV-P1), or finds that this replica is a
// copy, because that turn was another command's (SV-P2).
func (p *pushing) known(c wire.Command) (stop bool, err error) {
	row, ok, err := p.tx.Result(p.client.ClientID, c.Seq)
	if err != nil {
		return false, err
	}
	switch {
	case ok && row.CmdID != c.ID, !ok && c.Seq == p.client.LastSeq && p.client.LastCmdID != c.ID:
		p.reply.Fork = true
		return true, nil
	case !ok: // results are kept for a while only; what is this old has been answered long ago
		row = store.ResultRow{Seq: c.Seq, CmdID: c.ID, Status: string(wire.Noop)}
	}
	if p.s.faults.ApplyTwice {
		p.again = true
		c.ID = uuid.NewSHA1(uuid.MustParse(c.ID), []byte("again")).String()
		if _, err := p.apply(c); err != nil {
			return false, err
		}
	}
	p.reply.Results = append(p.reply.Results, wireResult(row))
	return false, nil
}

// execute gives a command its turn and says what became of it. An error means that nothing of the push may stand.
func (p *pushing) execute(c wire.Command) (store.ResultRow, error) {
	row := store.ResultRow{ClientID: p.client.ClientID, Seq: c.Seq, CmdID: c.ID, Status: string(wire.Applied)}
	if first, ok, err := p.tx.ResultByCmd(c.ID); err != nil {
		return row, err
	} else if ok && !p.s.faults.ApplyTwice { // SV-P4
		return duplicate(row, first), nil
	}
	writes, err := p.apply(c)
	refused, err := p.verdict(c, err)
	switch {
	case err != nil:
		return row, err
	case refused != nil && p.s.faults.ForgetRefused:
		row.Status = string(wire.Noop)
	case refused != nil:
		row.Status, row.Error = string(wire.Rejected), refused
	case writes == 0:
		row.Status = string(wire.Noop)
	}
	return row, nil
}

// duplicate is a command that came before under another client: a copied replica's, or this one's old name. A refusal
// is told again, since whoever asks now may be the only one who still has the text (invariant 6).
func duplicate(row, first store.ResultRow) store.ResultRow {
	row.Status = string(wire.Noop)
	if first.Status == string(wire.Rejected) {
		row.Status, row.Error = first.Status, first.Error
	}
	return row
}

// verdict tells a refusal from a fault (SV-P5, SV-P7, SV-P8). A failure of the disk fails the push, since it will pass;
// a mistake of ours in a command does not, since Apply is deterministic and trying again is of no use: the command is
// buried for developers and refused.
func (p *pushing) verdict(c wire.Command, err error) (*desk.Error, error) {
	if err == nil {
		return nil, nil
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return nil, err
	}
	if e := desk.AsError(err); e != nil {
		if e.Code == desk.CodeUnavailable || e.Code == desk.CodeDamaged {
			return nil, err
		}
		return e, nil
	}
	if p.s.faults.PoisonBlocks {
		return nil, err
	}
	p.s.log.Error("command is poison", "verb", c.Name, "cmdId", c.ID, "clientId", p.client.ClientID, "seq", c.Seq, "cause", err)
	dead := store.DeadRow{ClientID: p.client.ClientID, Seq: c.Seq, CmdID: c.ID, Name: c.Name, Ver: c.Ver, Args: c.Args, At: p.now, Fault: err.Error()}
	if err := p.tx.AddDead(dead); err != nil {
		return nil, err
	}
	return desk.Errorf(desk.CodeInternal, "command.internal"), nil
}

// apply runs one command inside a savepoint, judged by its person's roles now, and counts the rows it wrote.
func (p *pushing) apply(c wire.Command) (writes int, err error) {
	at := c.At
	if at <= 0 || at > p.now { // SV-C1
		at = p.now
	}
	counting := &countingTx{Tx: p.tx}
	err = p.tx.Savepoint(func() error {
		return guarded(func() error {
			if f := p.s.faults.Panics; f != nil && f(c.Name, c.ID) {
				panic("a bug, on purpose")
			}
			cmd, err := desk.Decode(c.Name, c.Ver, c.Args)
			if err != nil {
				return err
			}
			return desk.Run(counting, desk.Call{
				ID: c.ID, Actor: p.device.Person, Source: desk.SourceDesktop, At: at, Authority: true, Command: cmd,
			})
		})
	})
	return counting.writes, err
}

// guarded turns a panic into an internal error.
func guarded(fn func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return fn()
}

// commit writes the batch: rows, last_seq, results and numbers in one commit (SV-P6). The head moves even when
// everything was refused.
func (p *pushing) commit() error {
	if p.fresh || p.now >= p.client.SeenAt.Add(seenEvery) {
		p.client.SeenAt = p.now
		if err := p.tx.PutClient(p.client); err != nil {
			return err
		}
	}
	rev, err := p.s.append(p.tx, p.now, p.client, p.results)
	if err != nil {
		return err
	}
	p.reply.Head, p.reply.LastSeq = rev, p.client.LastSeq
	for _, r := range p.results {
		r.Rev = rev
		p.reply.Results = append(p.reply.Results, wireResult(r))
	}
	return nil
}

// append writes one batch and notes whose rights it has changed. It is the only way into the log.
func (s *Server) append(tx *store.Tx, now desk.Instant, client store.ClientRow, results []store.ResultRow) (int64, error) {
	changes, err := tx.Changed()
	if err != nil {
		return 0, err
	}
	moved := []store.ClientSeq{{ClientID: client.ClientID, LastSeq: client.LastSeq, LastCmdID: client.LastCmdID}}
	if s.faults.SkipLastSeq {
		moved, results = nil, nil
	}
	rev, _, err := tx.AppendBatch(now, s.clock.NewID(), changes, moved, results)
	if err != nil {
		return 0, err
	}
	tx.ResetChanged()
	return rev, noteScopes(tx, rev, changes)
}

func wireResult(r store.ResultRow) wire.Result {
	return wire.Result{Seq: r.Seq, ID: r.CmdID, Status: wire.Status(r.Status), Error: r.Error, Rev: r.Rev}
}

// countingTx counts what a command writes, to tell "applied" from "nothing to do".
type countingTx struct {
	desk.Tx
	writes int
}

func (t *countingTx) Insert(row desk.Row) error { t.writes++; return t.Tx.Insert(row) }
func (t *countingTx) Put(row desk.Row) error    { t.writes++; return t.Tx.Put(row) }
func (t *countingTx) Delete(row desk.Row) error { t.writes++; return t.Tx.Delete(row) }
