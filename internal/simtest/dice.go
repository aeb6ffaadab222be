package simtest

import (
	"encoding/binary"
	"time"

	"naryad/internal/clock"
)

// dice is the only source of chance in a simulation (SplitMix64). Everything that a run decides comes out of dice
// made from its seed, which is why the same seed plays the same run.
type dice struct{ state uint64 }

func newDice(seed uint64) *dice { return &dice{state: seed*0x9e3779b97f4a7c15 + 0x2545f4914f6cdd1d} }

func (d *dice) next() uint64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// split returns dice of their own, so that one part's throws do not shift another's.
func (d *dice) split() *dice { return newDice(d.next()) }

// n returns a number from 0 to n-1; n must be positive.
func (d *dice) n(n int) int { return int(d.next() % uint64(n)) }

// between returns a number from lo to hi, both included.
func (d *dice) between(lo, hi int) int { return lo + d.n(hi-lo+1) }

// chance is true in permille of 1,000 throws.
func (d *dice) chance(permille int) bool { return d.n(1000) < permille }

// Read makes dice an endless stream of entropy.
func (d *dice) Read(p []byte) (int, error) {
	var word [8]byte
	for i := 0; i < len(p); i += 8 {
		binary.LittleEndian.PutUint64(word[:], d.next())
		copy(p[i:], word[:])
	}
	return len(p), nil
}

func pick[T any](d *dice, from []T) T { return from[d.n(len(from))] }

// weighted returns an index into weights, each taken as often as its weight says.
func (d *dice) weighted(weights []int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	at := d.n(sum)
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// began is the moment at which every simulation starts: a Monday morning.
var began = time.Date(2026, time.January, 12, 6, 0, 0, 0, time.UTC)

// watch is a machine's own clock: the world's time, wrong by skew.
type watch struct {
	world *time.Time
	skew  time.Duration
}

func (w *watch) now() time.Time { return w.world.Add(w.skew) }

// source is what a node is given instead of the machine's clock and entropy.
func (w *watch) source(d *dice) clock.Source { return clock.Source{Now: w.now, Entropy: d} }
