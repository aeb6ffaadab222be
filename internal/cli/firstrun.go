package cli

import (
	"context"
	"path/filepath"
	"time"

	"naryad/app"
	"naryad/internal/config"
	"naryad/internal/desk"
	"naryad/internal/remote"
	"naryad/internal/server"
	"naryad/internal/store"
	"naryad/internal/wire"
	"naryad/internal/workspace"
)

// CreateAlone makes a workspace whose authority lives here, with its first person.
func (h *host) CreateAlone(ctx context.Context, form app.CreateAlone) (*app.Opened, error) {
	dir := config.AuthorityDir(h.dir)
	if err := h.take(dir); err != nil {
		return nil, err
	}
	first := server.First{Name: form.Name, Email: form.Email, TimeZone: zone(), Device: computer()}
	srv, err := server.Create(ctx, h.serverOptions(dir), form.Company, first)
	if err != nil {
		h.giveBack()
		return nil, err
	}
	h.srv = srv
	opened, err := h.openAlone(ctx)
	if err != nil {
		return nil, err
	}
	return opened, h.exchange(ctx) // the first copy
}

// giveBack ends the ownership that was taken last.
func (h *host) giveBack() {
	last := len(h.owners) - 1
	h.owners[last].Close()
	h.owners = h.owners[:last]
}

// zone is the machine's time zone as an IANA name, where the system knows one.
func zone() string {
	if name := time.Local.String(); name != "Local" {
		return name
	}
	return ""
}

// CheckInvitation reads an invitation without using it.
func (h *host) CheckInvitation(text string) (app.InvitationView, error) {
	inv, err := wire.ParseInvitation(text)
	if err != nil {
		return app.InvitationView{}, err
	}
	return app.InvitationView{
		Address: inv.Address, Until: inv.Until.Time().Format(time.RFC3339), Fingerprint: inv.Fingerprint,
	}, nil
}

// Join redeems an invitation: it keeps the token, makes the replica and waits for its first copy. In a directory
// that has joined already it renews the token, and only for the same person of the same workspace.
func (h *host) Join(ctx context.Context, invitation string) (*app.Opened, error) {
	inv, err := wire.ParseInvitation(invitation)
	if err != nil {
		return nil, err
	}
	if h.alone {
		return nil, desk.Errorf(desk.CodeConflict, "cli.join_alone", "dir", h.dir)
	}
	reply, err := remote.Join(ctx, inv, computer())
	if err != nil {
		return nil, err
	}
	copied := exists(filepath.Join(config.ReplicaDir(h.dir), store.ReplicaFile))
	if copied {
		if err := h.sameReplica(ctx, reply); err != nil {
			return nil, err
		}
	} else {
		id := workspace.Identity{Workspace: reply.Workspace, Name: reply.Name, Person: reply.Person}
		if err := workspace.Create(ctx, config.ReplicaDir(h.dir), id, h.replicaOptions()); err != nil {
			return nil, err
		}
	}
	joined := config.Server{
		Address: inv.Address, Fingerprint: inv.Fingerprint, Workspace: reply.Workspace, Name: reply.Name, Person: reply.Person,
	}
	if err := config.SaveToken(h.dir, reply.Token); err != nil {
		return nil, err
	}
	if err := config.SaveServer(h.dir, joined); err != nil {
		return nil, err
	}
	return h.entered(ctx, h.client(joined, reply.Token))
}

// sameReplica refuses an invitation to another workspace, or of another person, than the open replica's.
func (h *host) sameReplica(ctx context.Context, reply wire.JoinReply) error {
	return h.ws.Read(ctx, func(r *store.Reader) error {
		s, err := r.SyncState()
		if err != nil {
			return err
		}
		if s.Workspace != reply.Workspace || s.Person != reply.Person {
			return desk.Errorf(desk.CodeConflict, "cli.join_other", "company", s.Name, "dir", h.dir)
		}
		return nil
	})
}

// entered goes on with a fresh token: in the open replica, or by opening the new one.
func (h *host) entered(ctx context.Context, r authority) (*app.Opened, error) {
	if h.ws != nil {
		h.mu.Lock()
		h.follow(r)
		h.mu.Unlock()
		return &app.Opened{Workspace: h.ws}, nil
	}
	opened, err := h.openReplica(ctx, r, false)
	if err != nil {
		return nil, err
	}
	return opened, h.exchange(ctx) // the first copy
}
