package server

import (
	"context"

	"naryad/internal/desk"
	"naryad/internal/store"
)

// Report is what a check of the authority has found, and what it can be compared by.
type Report struct {
	Problems []store.Problem
	Rev      int64
	Checksum string // of what everybody may read
}

// Check examines the whole database.
func (s *Server) Check(ctx context.Context) (Report, error) {
	found, err := s.db.Check(ctx)
	if err != nil {
		return Report{}, err
	}
	report := Report{Problems: found.Problems}
	err = s.db.Read(ctx, func(r *store.Reader) error {
		meta, err := r.Meta()
		if err != nil {
			return err
		}
		report.Rev = meta.Head
		report.Checksum, err = r.Checksum([]desk.Scope{desk.ScopeAll})
		return err
	})
	return report, err
}
