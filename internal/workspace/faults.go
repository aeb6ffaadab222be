package workspace

import "naryad/internal/desk"

// Faults break one invariant each, on purpose: they prove that the simulator would notice (SY-30). The zero value is
// the program as people have it; nothing but the simulator sets a field. The numbers are those of DESIGN.md.
type Faults struct {
	// LoseRow leaves out the last row of each page that is pulled: invariant 1.
	LoseRow bool
	// LeaveByPush takes commands out of the outbox on the answer to a push: invariant 2.
	LeaveByPush bool
	// ResendAsNew gives what is pending new ids and new numbers when a push has failed, so that a command whose answer was
	// lost takes effect twice: invariant 3.
	ResendAsNew bool
	// ReplayOutOfOrder replays pending commands last first: invariants 1 and 3 (in seq order).
	ReplayOutOfOrder bool
	// DropRejectedArgs keeps a refused command without what was typed: invariant 6.
	DropRejectedArgs bool
	// ReadsWait makes reads fail while something is pending: invariant 7 (reads never wait for the outbox).
	ReadsWait bool
	// PoisonBlocks sends nothing while a pending command is at odds with the replica's rows: invariant 7 (the outbox never waits
	// for a poison command).
	PoisonBlocks bool
	// Poison makes a verb panic here. It breaks no invariant: it is how a test gets a verb that is poison.
	Poison func(desk.Command) bool
	// OutboxApart commits a command's effects and its place in the outbox one after the other, as if they were in two files:
	// invariant 8, and 1 after a crash between them.
	OutboxApart bool
	// SplitRebase applies the authority's rows in one transaction and moves the cursor in another: invariant 8, and 1 after a
	// crash between them.
	SplitRebase bool
}
