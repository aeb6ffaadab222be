package server

import "naryad/internal/desk"

// Faults break one promise of the authority each, so that the simulator can prove that it notices (sync invariants 1–8
// are listed in DESIGN.md). They are for tests only; the zero value is an honest server.
type Faults struct {
	// SkipLastSeq commits effects without last_seq and results, as if those went in a later commit that is lost
	// (SV-P6, invariant 3).
	SkipLastSeq bool
	// ApplyTwice forgets the seqs and cmd_ids that are known: a repeated push takes effect again (SV-P1, SV-P4, invariant 3).
	ApplyTwice bool
	// RevGap leaves the first rev after the reader's cursor out of every page that holds more than one (SV-R2, invariant 4).
	RevGap bool
	// HashSkip tells readers a hash that is not the chain's at that rev (SV-R1, invariant 5).
	HashSkip bool
	// PullOfHead sends rows as they stand at head under a page's earlier "to", and says the results of head too
	// (SV-R2, invariant 2).
	PullOfHead bool
	// ForgetRefused answers a refusal as if nothing had been to do (SV-P5, invariant 6).
	ForgetRefused bool
	// PoisonBlocks lets a panic fail the whole push instead of burying the command (SV-P8, invariant 7).
	PoisonBlocks bool
	// Panics says for which commands Apply panics: a bug in a verb, which the honest server must survive (SV-P8).
	Panics func(verb string, id desk.ID) bool
}
