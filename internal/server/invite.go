package server

import (
	"context"
	"encoding/base64"
	"strings"
	"time"

	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/wire"
)

const (
	tokenBytes = 32
	// DefaultInvite is how long an invitation holds when nobody says otherwise, MaxInvite how long at most.
	DefaultInvite = 7 * 24 * time.Hour
	MaxInvite     = 30 * 24 * time.Hour
)

// Invite makes an invitation for one computer of a person. The code in it is shown here and never again: only its
// hash is kept (SV-I1). address is where devices find this server; ttl 0 means DefaultInvite. An address on
// loopback without TLS carries no fingerprint.
func (s *Server) Invite(ctx context.Context, person desk.ID, address string, ttl time.Duration) (wire.Invitation, error) {
	address = strings.TrimRight(address, "/")
	if err := wire.ValidAddress(address); err != nil {
		return wire.Invitation{}, err
	}
	if ttl == 0 {
		ttl = DefaultInvite
	}
	if ttl < time.Minute || ttl > MaxInvite {
		return wire.Invitation{}, desk.Errorf(desk.CodeInvalid, "server.invite_ttl", "days", int(MaxInvite.Hours()/24))
	}
	inv := wire.Invitation{Address: address, Code: s.newCode(), Until: desk.At(s.clock.Now().Add(ttl).Truncate(time.Second))}
	if strings.HasPrefix(address, "https://") {
		var err error
		if inv.Fingerprint, err = s.Fingerprint(); err != nil {
			return wire.Invitation{}, err
		}
	}
	p, err := s.FindPerson(ctx, person)
	if err != nil {
		return wire.Invitation{}, err
	}
	if !p.Active {
		return wire.Invitation{}, desk.Errorf(desk.CodeConflict, "server.invite_revoked", "name", p.Name)
	}
	row := store.InviteRow{Hash: hashed(wire.NormalCode(inv.Code)), Person: p.ID, CreatedAt: s.now(), Until: inv.Until}
	err = s.db.Write(ctx, "invite", func(tx *store.Tx) error { return tx.AddInvite(row) })
	if err != nil {
		return wire.Invitation{}, err
	}
	return inv, nil
}

// newCode is 100 random bits as people read them: four groups of five.
func (s *Server) newCode() string {
	var b strings.Builder
	for i, r := range s.clock.Bytes(wire.CodeLetters) {
		if i > 0 && i%5 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(wire.CodeAlphabet[r%32]) // 256 is a multiple of 32: every letter is equally likely
	}
	return b.String()
}

// Join redeems an invitation for the token of a new device, exactly once (SV-I2). Whoever asks with a code that was
// never given learns nothing but that; each other refusal says which it is (SV-I3).
func (s *Server) Join(ctx context.Context, m wire.Join) (wire.JoinReply, error) {
	code := wire.NormalCode(m.Code)
	if code == "" {
		return wire.JoinReply{}, desk.Errorf(desk.CodeForbidden, "join.unknown")
	}
	token := base64.RawURLEncoding.EncodeToString(s.clock.Bytes(tokenBytes))
	var reply wire.JoinReply
	var device store.DeviceRow
	err := s.db.Write(ctx, "join", func(tx *store.Tx) error {
		now := s.now()
		invite, usable, err := tx.UseInvite(hashed(code), now)
		if err != nil {
			return err
		}
		if err := joinable(tx, invite, usable); err != nil {
			return err
		}
		device = s.newDevice(invite.Person, m.Device)
		device.TokenHash = hashed(token)
		meta, err := tx.Meta()
		if err != nil {
			return err
		}
		reply = wire.JoinReply{Token: token, Workspace: meta.Workspace, Name: meta.Name, Person: invite.Person}
		return tx.AddDevice(device)
	})
	if err != nil {
		return wire.JoinReply{}, err
	}
	s.roster.add(device)
	s.log.Info("device joined", "personId", device.Person, "deviceId", device.ID)
	return reply, nil
}

// joinable says why an invitation lets nobody in. A refusal rolls its use back.
func joinable(tx *store.Tx, invite store.InviteRow, usable bool) error {
	if invite.Person == "" {
		return desk.Errorf(desk.CodeForbidden, "join.unknown")
	}
	p := &desk.Person{ID: invite.Person}
	ok, err := tx.Get(p)
	switch {
	case err != nil:
		return err
	case !ok || !p.Active || invite.RevokedAt != 0:
		return desk.Errorf(desk.CodeForbidden, "join.revoked")
	case invite.UsedAt != 0:
		return desk.Errorf(desk.CodeConflict, "join.used", "usedAt", invite.UsedAt)
	case !usable:
		return desk.Errorf(desk.CodeConflict, "join.expired", "untilAt", invite.Until)
	}
	return nil
}
