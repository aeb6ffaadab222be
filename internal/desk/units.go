package desk

import "time"

// ID is a UUID in its canonical text form: version 7 for what a person makes, version 5 for what Apply derives.
type ID = string

// Instant is a moment in Unix milliseconds, UTC. Zero means "not set".
type Instant int64

// At converts a time to an Instant.
func At(t time.Time) Instant { return Instant(t.UnixMilli()) }

// Time converts back, in UTC; the zero Instant gives the zero time.
func (i Instant) Time() time.Time {
	if i == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(i)).UTC()
}

// Add returns the moment d later.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d.Milliseconds()) }

// NH is an amount of norm-hours in whole tenths: 5 is 0.5 n/h (EST-3). It is never a float.
type NH int
