package store

import "naryad/internal/desk"

// DeviceRow is a desktop that may sign in. TokenHash is the hex SHA-256 of its token, which itself is never stored.
type DeviceRow struct {
	ID        desk.ID
	Person    desk.ID
	Name      string // the computer's
	TokenHash string
	CreatedAt desk.Instant
	SeenAt    desk.Instant
	RevokedAt desk.Instant // zero: it may sign in
}

// InviteRow is an invitation. Hash is the hex SHA-256 of its code, which itself is never stored.
type InviteRow struct {
	Hash      string
	Person    desk.ID
	CreatedAt desk.Instant
	Until     desk.Instant
	UsedAt    desk.Instant // zero: not used
	RevokedAt desk.Instant // zero: not taken back
}

// AddDevice adds a device.
func (tx *Tx) AddDevice(d DeviceRow) error {
	return tx.exec("add a device", "INSERT INTO device (id, person, name, token_hash, created_at, seen_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
		d.ID, d.Person, d.Name, d.TokenHash, d.CreatedAt, d.SeenAt, d.RevokedAt)
}

// SeeDevice notes when a device was here last.
func (tx *Tx) SeeDevice(id desk.ID, at desk.Instant) error {
	return tx.exec("see a device", "UPDATE device SET seen_at = ? WHERE id = ?", at, id)
}

// RevokeDevice ends a device's right to sign in; a second time changes nothing.
func (tx *Tx) RevokeDevice(id desk.ID, at desk.Instant) error {
	return tx.exec("revoke a device", "UPDATE device SET revoked_at = ? WHERE id = ? AND revoked_at = 0", at, id)
}

// DeviceByToken returns the device whose token has this hash, revoked or not.
func (r *Reader) DeviceByToken(hash string) (DeviceRow, bool, error) {
	return one(r.devices("WHERE token_hash = ?", hash))
}

// Devices returns every device in the order of joining.
func (r *Reader) Devices() ([]DeviceRow, error) { return r.devices("ORDER BY created_at, id") }

func (r *Reader) devices(where string, args ...any) (out []DeviceRow, err error) {
	err = r.each("SELECT id, person, name, token_hash, created_at, seen_at, revoked_at FROM device "+where, func(scan scan) error {
		var d DeviceRow
		err := scan(&d.ID, &d.Person, &d.Name, &d.TokenHash, &d.CreatedAt, &d.SeenAt, &d.RevokedAt)
		out = append(out, d)
		return err
	}, args...)
	return out, err
}

// AddInvite adds an invitation.
func (tx *Tx) AddInvite(i InviteRow) error {
	return tx.exec("add an invitation", "INSERT INTO invite (hash, person, created_at, until, used_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?)",
		i.Hash, i.Person, i.CreatedAt, i.Until, i.UsedAt, i.RevokedAt)
}

// UseInvite marks an invitation as used and says whether it could be: it exists, is neither used nor taken back, and has not
// expired at that moment. The row is returned in any case where it exists, so that a refusal can say why.
func (tx *Tx) UseInvite(hash string, at desk.Instant) (row InviteRow, usable bool, err error) {
	row, found, err := one(tx.invites("WHERE hash = ?", hash))
	if err != nil || !found || row.UsedAt != 0 || row.RevokedAt != 0 || at >= row.Until {
		return row, false, err
	}
	return row, true, tx.exec("use an invitation", "UPDATE invite SET used_at = ? WHERE hash = ?", at, hash)
}

// RevokeInvites takes back every unused invitation of a person.
func (tx *Tx) RevokeInvites(person desk.ID, at desk.Instant) error {
	return tx.exec("revoke invitations", "UPDATE invite SET revoked_at = ? WHERE person = ? AND used_at = 0 AND revoked_at = 0", at, person)
}

// Invites returns every invitation, oldest first.
func (r *Reader) Invites() ([]InviteRow, error) { return r.invites("ORDER BY created_at, hash") }

func (r *Reader) invites(where string, args ...any) (out []InviteRow, err error) {
	err = r.each("SELECT hash, person, created_at, until, used_at, revoked_at FROM invite "+where, func(scan scan) error {
		var i InviteRow
		err := scan(&i.Hash, &i.Person, &i.CreatedAt, &i.Until, &i.UsedAt, &i.RevokedAt)
		out = append(out, i)
		return err
	}, args...)
	return out, err
}
