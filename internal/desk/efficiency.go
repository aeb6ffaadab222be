package desk

import (
	"math/bits"
	"time"
)

// nhLength is what a tenth of a norm-hour is compared with on the clock: 1 n/h with an hour.
const nhLength = 6 * time.Minute

// WorthNH is what a finished ticket brings into the efficiency of those who worked on it (RP-1): what the client agreed
// to, so that work that was absorbed shows as a loss (EST-4); the estimate where nobody had to be asked.
func (t *Ticket) WorthNH() NH {
	if t.Warranty { // RP-1
		return 0
	}
	if t.ApprovedID != "" { // RP-1
		return t.ApprovedNH
	}
	return t.NH
}

// Efficiency is RP-1: the n/h of finished tickets, read as clock time, beside all real time spent on them.
type Efficiency struct {
	Earned time.Duration
	Spent  time.Duration
}

// Add counts a person's part of a finished ticket: its n/h are shared among people by their time on it. Of a ticket that
// nobody's time is on, all is whoever's it is asked for.
func (f *Efficiency) Add(worth NH, mine, all time.Duration) {
	f.Spent += mine
	length := time.Duration(worth) * nhLength
	if all <= 0 { // RP-1
		f.Earned += length
		return
	}
	hi, lo := bits.Mul64(uint64(length.Milliseconds()), uint64(min(mine, all).Milliseconds())) // 10,000 n/h times a year are more than 63 bits
	part, _ := bits.Div64(hi, lo, uint64(max(all.Milliseconds(), 1)))
	f.Earned += time.Duration(part) * time.Millisecond
}

// NH is what was earned, in tenths.
func (f Efficiency) NH() NH { return NH((f.Earned + nhLength/2) / nhLength) }

// Percent is earned against spent; 0 where no time was spent.
func (f Efficiency) Percent() int {
	if f.Spent <= 0 { // RP-1
		return 0
	}
	return int((f.Earned*100 + f.Spent/2) / f.Spent)
}
