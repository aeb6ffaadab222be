package simtest

import (
	"naryad/internal/server"
	"naryad/internal/workspace"
)

// Breakage is one promise broken on purpose, to prove that the simulator would notice.
type Breakage struct {
	Name      string
	Invariant int // the one that it breaks
	workspace workspace.Faults
	server    server.Faults
}

// Breakages are the ways of breaking each invariant that there are hooks for.
var Breakages = []Breakage{
	{Name: "a pull loses a row", Invariant: 1, workspace: workspace.Faults{LoseRow: true}},
	{Name: "the answer to a push empties the outbox", Invariant: 2, workspace: workspace.Faults{LeaveByPush: true}},
	{Name: "what is pending is sent again as new", Invariant: 2, workspace: workspace.Faults{ResendAsNew: true}},
	{Name: "a page tells results of later revs", Invariant: 2, server: server.Faults{PullOfHead: true}},
	{Name: "a repeated push takes effect again", Invariant: 3, server: server.Faults{ApplyTwice: true}},
	{Name: "last_seq does not move with the effects", Invariant: 3, server: server.Faults{SkipLastSeq: true}},
	{Name: "a page leaves out a rev", Invariant: 4, server: server.Faults{RevGap: true}},
	{Name: "readers are told another hash", Invariant: 5, server: server.Faults{HashSkip: true}},
	{Name: "a refusal is answered as nothing to do", Invariant: 6, server: server.Faults{ForgetRefused: true}},
	{Name: "a refused command loses its arguments", Invariant: 6, workspace: workspace.Faults{DropRejectedArgs: true}},
	{Name: "reads wait for the outbox", Invariant: 7, workspace: workspace.Faults{ReadsWait: true}},
	{Name: "a poison command blocks the authority", Invariant: 7, server: server.Faults{PoisonBlocks: true}},
	{Name: "a command at odds blocks the outbox", Invariant: 7, workspace: workspace.Faults{PoisonBlocks: true}},
	{Name: "effects and outbox are two commits", Invariant: 8, workspace: workspace.Faults{OutboxApart: true}},
	{Name: "rows and cursor are two commits", Invariant: 8, workspace: workspace.Faults{SplitRebase: true}},
}
