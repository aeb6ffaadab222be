package server

import (
	"context"
	"time"

	"naryad/internal/desk"
	"naryad/internal/store"
)

const (
	// clockEvery is how often the authority looks at what time alone has changed.
	clockEvery = time.Hour
	// clockLimit bounds what one look does; the rest waits for the next.
	clockLimit = 5000
)

// clockActor is the system actor behind what happens because time passes.
const clockActor = "clock"

// KeepTime gives the commands that time alone asks for, at once and then every hour, until ctx ends (SV-K1). A look that
// fails is logged, and the next one tries again.
func (s *Server) KeepTime(ctx context.Context) {
	every := time.NewTicker(clockEvery)
	defer every.Stop()
	for {
		if err := s.tick(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("the clock has failed", "error", err)
		}
		if err := s.tidyFiles(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("files were not put in order", "error", err)
		}
		select {
		case <-every.C:
		case <-ctx.Done():
			return
		}
	}
}

// tick is one look. Each command has a commit of its own, so that people's pushes get their turns in between (SV-K2).
func (s *Server) tick(ctx context.Context) error {
	due, err := s.due(ctx)
	if err != nil {
		return err
	}
	for _, cmd := range due {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if _, err := s.Do(ctx, clockActor, cmd); err != nil {
			if e := desk.AsError(err); e == nil || e.Code == desk.CodeUnavailable {
				return err
			}
			// A person was faster, or the verb sees more than the list did: it has the last word.
			s.log.Debug("the clock was refused", "verb", cmd.Spec().Name, "error", err)
		}
	}
	return nil
}

// due lists the commands whose time has come.
func (s *Server) due(ctx context.Context) ([]desk.Command, error) {
	var out []desk.Command
	err := s.db.Read(ctx, func(r *store.Reader) error {
		before, err := desk.StaleBefore(r, s.now())
		if err != nil {
			return err
		}
		untouched, err := r.Untouched(before, clockLimit)
		for _, id := range untouched {
			out = append(out, &desk.MarkStale{TicketID: id})
		}
		if err != nil {
			return err
		}
		handed, err := r.HandedOver(clockLimit)
		if err != nil {
			return err
		}
		for i := range handed {
			over, err := desk.SilenceOver(r, &handed[i], s.now())
			if err != nil {
				return err
			}
			if over {
				out = append(out, &desk.CompleteSilently{TicketID: handed[i].ID})
			}
		}
		return nil
	})
	return out, err
}
