// Package clock is the only place where Naryad reads the time of day, draws random bytes or makes new ids.
// Everything else is handed a Source, so that tests and the simulator decide what time it is.
package clock

import (
	"crypto/rand"
	"io"
	"time"

	"github.com/google/uuid"
)

// Source is what the outside world gives to a deterministic core: the time and entropy.
type Source struct {
	// Now returns the current moment. Its location is of no meaning; callers store Unix milliseconds in UTC.
	Now func() time.Time
	// Entropy is read for ids, tokens and keys.
	Entropy io.Reader
}

// System reads the machine's clock and its entropy.
func System() Source { return Source{Now: time.Now, Entropy: rand.Reader} }

// Millis is the current moment in Unix milliseconds, UTC.
func (s Source) Millis() int64 { return s.Now().UnixMilli() }

// NewID returns a new time-ordered identifier (UUID version 7, RFC 9562 section 5.7),
// with the time taken from the source's own clock.
func (s Source) NewID() string {
	var id uuid.UUID
	if _, err := io.ReadFull(s.Entropy, id[:]); err != nil {
		panic("clock: no entropy: " + err.Error()) // crypto/rand never fails; a test's reader must not end
	}
	ms := uint64(s.Now().UnixMilli())
	id[0], id[1], id[2] = byte(ms>>40), byte(ms>>32), byte(ms>>24)
	id[3], id[4], id[5] = byte(ms>>16), byte(ms>>8), byte(ms)
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id.String()
}

// Bytes returns n random bytes.
func (s Source) Bytes(n int) []byte {
	b := make([]byte, n)
	if _, err := io.ReadFull(s.Entropy, b); err != nil {
		panic("clock: no entropy: " + err.Error())
	}
	return b
}
