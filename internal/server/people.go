package server

import (
	"context"
	"strings"
	"unicode/utf8"

	"naryad/internal/desk"
	"naryad/internal/store"
	"naryad/internal/wire"
)

// Do runs a command of the authority's own: a system actor such as "admin" or "intake". A refusal leaves no trace.
// The moment is the authority's own (SV-C2), the client is the reserved "system" (SV-S1).
func (s *Server) Do(ctx context.Context, actor desk.ID, cmd desk.Command) (wire.Result, error) {
	return s.DoAs(ctx, actor, s.clock.NewID(), cmd)
}

// systemClient is the reserved client of the authority's own actors. No replica can have it: its id is no UUID.
const systemClient = "system"

// DoAs is Do under a cmd_id of the caller's: a command that is given again does nothing (SV-P4).
func (s *Server) DoAs(ctx context.Context, actor, cmdID desk.ID, cmd desk.Command) (wire.Result, error) {
	var result wire.Result
	var head int64
	err := s.db.Write(ctx, "do", func(tx *store.Tx) error {
		if known, ok, err := tx.ResultByCmd(cmdID); err != nil || ok {
			result = wireResult(known)
			result.Status = wire.Noop
			return err
		}
		var err error
		result, err = s.run(tx, actor, cmdID, cmd)
		head = result.Rev
		return err
	})
	if err != nil {
		return wire.Result{}, s.told(ctx, err, "do")
	}
	s.hub.moved(head)
	return result, nil
}

// run gives a command of the authority its turn inside a transaction.
func (s *Server) run(tx *store.Tx, actor, cmdID desk.ID, cmd desk.Command) (wire.Result, error) {
	client, _, err := tx.ClientSeq(systemClient)
	if err != nil {
		return wire.Result{}, err
	}
	now := s.now()
	err = guarded(func() error {
		return desk.Run(tx, desk.Call{
			ID: cmdID, Actor: actor, System: true, Source: desk.SourceSystem, At: now, Authority: true, Command: cmd,
		})
	})
	if err != nil {
		return wire.Result{}, err
	}
	client.ClientID, client.LastSeq, client.LastCmdID = systemClient, client.LastSeq+1, cmdID
	row := store.ResultRow{ClientID: systemClient, Seq: client.LastSeq, CmdID: cmdID, Status: string(wire.Applied)}
	row.Rev, err = s.append(tx, now, client, []store.ResultRow{row})
	return wireResult(row), err
}

// admin is the system actor behind the requests that an administrator makes at the server itself.
const admin = "admin"

// AddPerson makes a colleague known and returns their id. timeZone is an IANA name and may be empty.
func (s *Server) AddPerson(ctx context.Context, name, email string, roles []desk.Role, timeZone string) (desk.ID, error) {
	id := s.clock.NewID()
	_, err := s.Do(ctx, admin, &desk.AddPerson{ID: id, Name: name, Email: email, Roles: roles, TimeZone: timeZone})
	if err != nil {
		return "", err
	}
	return id, nil
}

// PersonDevices is somebody with their devices, for the list that an administrator sees.
type PersonDevices struct {
	ID           desk.ID      `json:"id"`
	Name         string       `json:"name"`
	Email        string       `json:"email"`
	Roles        []desk.Role  `json:"roles"`
	TimeZone     string       `json:"timeZone"`
	Active       bool         `json:"active"`
	Devices      []Device     `json:"devices"`      // revoked ones too
	InvitedUntil desk.Instant `json:"invitedUntil"` // of an invitation that still holds; 0: none
}

// People lists everybody, by name.
func (s *Server) People(ctx context.Context) ([]PersonDevices, error) {
	var out []PersonDevices
	err := s.db.Read(ctx, func(r *store.Reader) error {
		people, err := r.People()
		if err != nil {
			return err
		}
		devices, err := r.Devices()
		if err != nil {
			return err
		}
		invites, err := r.Invites()
		if err != nil {
			return err
		}
		now := s.now()
		for _, p := range people {
			one := PersonDevices{ID: p.ID, Name: p.Name, Email: p.Email, Roles: p.Roles, TimeZone: p.TimeZone, Active: p.Active, Devices: []Device{}}
			for _, d := range devices {
				if d.Person == p.ID {
					one.Devices = append(one.Devices, deviceOf(d))
				}
			}
			for _, i := range invites {
				if i.Person == p.ID && i.UsedAt == 0 && i.RevokedAt == 0 && i.Until > now {
					one.InvitedUntil = max(one.InvitedUntil, i.Until)
				}
			}
			out = append(out, one)
		}
		return nil
	})
	return out, err
}

// FindPerson is the person whom an administrator means by an id, an e-mail address or a full name;
// "server.no_such_person" when there is none, "server.several_people" when the name is not enough.
func (s *Server) FindPerson(ctx context.Context, who string) (PersonDevices, error) {
	people, err := s.People(ctx)
	if err != nil {
		return PersonDevices{}, err
	}
	who = strings.TrimSpace(who)
	var found []PersonDevices
	for _, p := range people {
		if p.ID == who || (p.Email != "" && strings.EqualFold(p.Email, who)) {
			return p, nil
		}
		if strings.EqualFold(p.Name, who) {
			found = append(found, p)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return PersonDevices{}, desk.Errorf(desk.CodeNotFound, "server.no_such_person", "who", who)
	}
	return PersonDevices{}, desk.Errorf(desk.CodeConflict, "server.several_people", "who", who)
}

// RevokeDevice signs one device out for good; its live stream ends at once (SV-I4).
func (s *Server) RevokeDevice(ctx context.Context, id desk.ID) error {
	if !s.roster.valid(id) {
		return desk.Errorf(desk.CodeNotFound, "server.no_such_device")
	}
	err := s.db.Write(ctx, "revoke", func(tx *store.Tx) error { return tx.RevokeDevice(id, s.now()) })
	if err == nil {
		s.roster.remove(id)
	}
	return err
}

// RevokePerson ends a person's rights: they give no commands any more, their devices are signed out, their
// invitations are void (SV-I4). Their name stays where it stands. Doing it again changes nothing.
func (s *Server) RevokePerson(ctx context.Context, person desk.ID) error {
	p, err := s.FindPerson(ctx, person)
	if err != nil {
		return err
	}
	if p.Active {
		if _, err := s.Do(ctx, admin, &desk.DeactivatePerson{PersonID: p.ID}); err != nil {
			return err
		}
	}
	err = s.db.Write(ctx, "revoke", func(tx *store.Tx) error {
		devices, err := tx.Devices() // now that nobody can join for them any more
		if err != nil {
			return err
		}
		for _, d := range devices {
			if d.Person != p.ID {
				continue
			}
			if err := tx.RevokeDevice(d.ID, s.now()); err != nil {
				return err
			}
		}
		return tx.RevokeInvites(p.ID, s.now())
	})
	if err != nil {
		return err
	}
	for _, id := range s.roster.of(p.ID) {
		s.roster.remove(id)
	}
	return nil
}

// NewLocalDevice signs a person in on this computer itself, in this process. The device has no token, so nobody can
// sign in as it from elsewhere.
func (s *Server) NewLocalDevice(ctx context.Context, person desk.ID, name string) (Device, error) {
	row := s.localDevice(person, name)
	err := s.db.Write(ctx, "device", func(tx *store.Tx) error { return addDevice(tx, row) })
	if err != nil {
		return Device{}, err
	}
	s.roster.add(row)
	return deviceOf(row), nil
}

// addDevice adds a device of somebody who is one of us.
func addDevice(tx *store.Tx, row store.DeviceRow) error {
	p := &desk.Person{ID: row.Person}
	ok, err := tx.Get(p)
	if err != nil {
		return err
	}
	if !ok || !p.Active {
		return desk.Errorf(desk.CodeNotFound, "server.no_such_person", "who", row.Person)
	}
	return tx.AddDevice(row)
}

// ownDevice names the device of the desktop that hosts this authority, among the authority's own values.
const ownDevice = "own_device"

// LocalDevice is the device of the desktop that founded this authority with its First person;
// "server.no_own_device" when there was none or it was revoked.
func (s *Server) LocalDevice(ctx context.Context) (Device, error) {
	var id desk.ID
	err := s.db.Read(ctx, func(r *store.Reader) error {
		var err error
		id, err = r.Admin(ownDevice)
		return err
	})
	if err != nil {
		return Device{}, err
	}
	d, ok := s.roster.device(id)
	if !ok {
		return Device{}, desk.Errorf(desk.CodeSignedOut, "server.no_own_device")
	}
	return d, nil
}

func (s *Server) localDevice(person desk.ID, name string) store.DeviceRow {
	row := s.newDevice(person, name)
	row.TokenHash = hashed(string(s.clock.Bytes(tokenBytes)))
	return row
}

func (s *Server) newDevice(person desk.ID, name string) store.DeviceRow {
	now := s.now()
	return store.DeviceRow{ID: s.clock.NewID(), Person: person, Name: deviceName(name), CreatedAt: now, SeenAt: now}
}

// deviceName is what a computer calls itself, made fit for a list.
func deviceName(name string) string {
	name = strings.Join(strings.Fields(strings.ToValidUTF8(name, "")), " ")
	name = strings.Map(func(r rune) rune {
		if r < ' ' {
			return -1
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > maxDeviceName {
		name = string(runes[:maxDeviceName])
	}
	return name
}

const maxDeviceName = 100

// workspaceName refuses a name that nobody could read in a list.
func workspaceName(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	if name == "" {
		return "", desk.Errorf(desk.CodeInvalid, "server.name_blank")
	}
	if !utf8.ValidString(name) || utf8.RuneCountInString(name) > desk.MaxName {
		return "", desk.Errorf(desk.CodeInvalid, "server.name_too_long", "limit", desk.MaxName)
	}
	return name, nil
}
