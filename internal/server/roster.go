package server

import (
	"context"
	"crypto/subtle"
	"sync"
	"time"

	"naryad/internal/desk"
	"naryad/internal/store"
)

// Device is one computer of one person, signed in since it joined.
type Device struct {
	ID        desk.ID      `json:"id"`
	Person    desk.ID      `json:"personId"`
	Name      string       `json:"name"`
	CreatedAt desk.Instant `json:"createdAt"`
	SeenAt    desk.Instant `json:"seenAt"`    // to within ten minutes
	RevokedAt desk.Instant `json:"revokedAt"` // 0: it may sign in
}

// seenEvery is how exactly the list of devices says when one was here last.
const seenEvery = 10 * time.Minute

// roster is the devices that may sign in, in memory: this process owns the directory, so nobody else changes them.
type roster struct {
	mu      sync.Mutex
	byToken map[string]*entry // by the token's hash
	byID    map[desk.ID]*entry
}

type entry struct {
	device Device
	hash   string
	gone   context.Context // ends when the device is revoked
	revoke context.CancelFunc
}

func loadRoster(r *store.Reader) (*roster, error) {
	rows, err := r.Devices()
	if err != nil {
		return nil, err
	}
	list := &roster{byToken: map[string]*entry{}, byID: map[desk.ID]*entry{}}
	for _, row := range rows {
		if row.RevokedAt == 0 {
			list.add(row)
		}
	}
	return list, nil
}

func deviceOf(row store.DeviceRow) Device {
	return Device{ID: row.ID, Person: row.Person, Name: row.Name, CreatedAt: row.CreatedAt, SeenAt: row.SeenAt, RevokedAt: row.RevokedAt}
}

func (l *roster) add(row store.DeviceRow) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := &entry{device: deviceOf(row), hash: row.TokenHash}
	e.gone, e.revoke = context.WithCancel(context.Background())
	l.byToken[e.hash], l.byID[row.ID] = e, e
}

// byHash finds the device of a token's hash.
func (l *roster) byHash(hash string) (Device, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := l.byToken[hash]
	if e == nil || subtle.ConstantTimeCompare([]byte(e.hash), []byte(hash)) != 1 {
		return Device{}, false
	}
	return e.device, true
}

func (l *roster) valid(id desk.ID) bool {
	_, ok := l.device(id)
	return ok
}

// device finds a device that may sign in.
func (l *roster) device(id desk.ID) (Device, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e := l.byID[id]; e != nil {
		return e.device, true
	}
	return Device{}, false
}

// of lists the devices of a person.
func (l *roster) of(person desk.ID) []desk.ID {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []desk.ID
	for id, e := range l.byID {
		if e.device.Person == person {
			out = append(out, id)
		}
	}
	return out
}

// gone ends when the device is revoked; it has ended for one that is not in the list.
func (l *roster) gone(id desk.ID) context.Context {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e := l.byID[id]; e != nil {
		return e.gone
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	return ended
}

func (l *roster) remove(id desk.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e := l.byID[id]; e != nil {
		e.revoke()
		delete(l.byID, id)
		delete(l.byToken, e.hash)
	}
}

// stale says whether it is time to write down that a device is here, and takes the task.
func (l *roster) stale(id desk.ID, now desk.Instant) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := l.byID[id]
	if e == nil || now < e.device.SeenAt.Add(seenEvery) {
		return false
	}
	e.device.SeenAt = now
	return true
}

// signIn is the device of a token (SV-I1).
func (s *Server) signIn(token string) (Device, error) {
	d, ok := s.roster.byHash(hashed(token))
	if !ok {
		return Device{}, notSignedIn()
	}
	return d, nil
}

// seen writes down that a device was here, now and then. A disk that is full keeps nobody from reading.
func (s *Server) seen(ctx context.Context, d Device) error {
	now := s.now()
	if !s.roster.stale(d.ID, now) {
		return nil
	}
	err := s.db.Write(ctx, "seen", func(tx *store.Tx) error { return tx.SeeDevice(d.ID, now) })
	if e := desk.AsError(err); e != nil && e.Code == desk.CodeUnavailable {
		return nil // the store has logged it
	}
	return err
}
