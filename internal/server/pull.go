package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math"

	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/wire"
)

// pullRows is the most rows that a page has, whatever limit was asked for; one rev alone may have more.
const pullRows = 5000

// pull returns one page: rows, results, last_seq and hash out of one read snapshot, as of the page's To (SV-R…).
func (s *Server) pull(ctx context.Context, d Device, m wire.Pull) (wire.PullReply, error) {
	reply := wire.PullReply{Changes: []wire.Change{}, Results: []wire.Result{}}
	if err := checkPull(m); err != nil {
		return reply, err
	}
	m.Limit = min(m.Limit, pullRows)
	err := s.db.Read(ctx, func(r *store.Reader) error {
		meta, err := r.Meta()
		if err != nil {
			return err
		}
		person, err := s.person(r, d)
		if err != nil {
			return err
		}
		if _, _, err := s.client(r, d, m.ClientID); err != nil {
			return err
		}
		reply.Head, reply.Now = meta.Head, s.now()
		if reply.Gone, err = gone(r, meta, d.Person, m.Cursor); err != nil || reply.Gone != "" {
			return err
		}
		return s.page(r, m, meta, scopesOf(person), &reply)
	})
	return reply, err
}

// gone says why the log cannot take a replica from this cursor to here, or nothing (SV-R4).
func gone(r *store.Reader, meta store.Meta, person desk.ID, at wire.Cursor) (wire.Gone, error) {
	if at.Epoch != meta.Epoch {
		return wire.GoneEpoch, nil
	}
	if at.Rev > meta.Head {
		return wire.GoneDiverged, nil
	}
	batch, ok, err := r.BatchAt(at.Rev)
	if err != nil {
		return "", err
	}
	if !ok {
		return wire.GoneTruncated, nil
	}
	if batch.Hash != at.Hash {
		return wire.GoneDiverged, nil
	}
	known, err := readRights(r, person)
	if err != nil {
		return "", err
	}
	if at.Rev < known.Since {
		return wire.GoneScope, nil
	}
	return "", nil
}

func (s *Server) page(r *store.Reader, m wire.Pull, meta store.Meta, scopes []desk.Scope, reply *wire.PullReply) error {
	since := m.Cursor.Rev
	if s.faults.RevGap && meta.Head > since+1 {
		since++
	}
	to, rows, err := r.ChangesSince(since, scopes, m.Limit)
	if errors.Is(err, store.ErrTruncated) {
		reply.Gone = wire.GoneTruncated
		return nil
	}
	if err != nil {
		return err
	}
	upTo := to
	if s.faults.PullOfHead {
		if _, rows, err = r.ChangesSince(since, scopes, math.MaxInt32); err != nil {
			return err
		}
		upTo = meta.Head
	}
	for _, c := range rows {
		reply.Changes = append(reply.Changes, wire.Change{Table: c.Table, Key: c.Key, Cols: c.Cols})
	}
	batch, ok, err := r.BatchAt(to)
	if err != nil {
		return err
	}
	if !ok {
		return errors.New("pull: no batch at the page's end")
	}
	reply.To = wire.Cursor{Epoch: meta.Epoch, Rev: to, Hash: batch.Hash}
	if s.faults.HashSkip {
		sum := sha256.Sum256([]byte(batch.Hash))
		reply.To.Hash = hex.EncodeToString(sum[:])
	}
	if reply.LastSeq, err = r.LastSeqAt(m.ClientID, upTo); err != nil {
		return err
	}
	reply.Results, err = results(r, m.ClientID, m.SinceSeq, upTo)
	return err
}

// results are this client's, above a seq and up to a rev.
func results(r *store.Reader, clientID string, since, upTo int64) ([]wire.Result, error) {
	rows, err := r.ResultsSince(clientID, since, upTo)
	if err != nil {
		return nil, err
	}
	out := make([]wire.Result, len(rows))
	for i, row := range rows {
		out[i] = wireResult(row)
	}
	return out, nil
}
