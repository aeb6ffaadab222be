package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"naryad/internal/control"
)

// rounds is how often TestKill kills a process.
const rounds = 100

// killSeed decides who is killed at which command and how many microseconds after it was sent.
const killSeed = 20261123

// attempt is a text that was sent to the desk, and whether the desk acknowledged it.
type attempt struct {
	text   string
	ticket bool // a ticket's subject; otherwise a message on ticket 1
	acked  bool
}

// TestKill kills the replica's process, the server or both with SIGKILL at seeded command indexes: nothing that was
// acknowledged is missing, nothing is doubled, ticket numbers have no gaps (ST-1, SY-3).
func TestKill(t *testing.T) {
	t.Logf("seed %d, %d rounds", killSeed, rounds)
	rng := rand.New(rand.NewPCG(killSeed, 1))
	x := newTeam(t)
	must(t, nil, "ticket", "new", "first", "--data", x.maryDir)
	var sent []attempt
	var kills [3]int // of the server, the replica and both
	for round := range rounds {
		who := rng.IntN(3)
		kills[who]++
		kill := func() {
			if who != 1 {
				x.server.kill()
			}
			if who != 0 {
				x.mary.kill()
			}
		}
		last := 1 + rng.IntN(5)
		for i := range last {
			a := attempt{text: fmt.Sprintf("round %d command %d", round, i), ticket: rng.IntN(4) == 0}
			if i < last-1 {
				a.acked = x.send(a)
				sent = append(sent, a)
				continue
			}
			killed := make(chan struct{})
			time.AfterFunc(time.Duration(rng.IntN(4000))*time.Microsecond, func() { kill(); close(killed) })
			a.acked = x.send(a)
			<-killed
			sent = append(sent, a)
		}
		if who != 1 {
			x.restartServer()
		}
		if who != 0 {
			x.mary = x.openDesk(x.maryDir)
		}
	}
	x.equal()
	x.account(sent)
	t.Logf("%d kills of the server, %d of the replica, %d of both, %d commands", kills[0], kills[1], kills[2], len(sent))
}

// send gives a command to the open desk through its control channel and reports whether it was acknowledged.
func (x *team) send(a attempt) bool {
	args := []string{"ticket", "say", "1", a.text}
	if a.ticket {
		args = []string{"ticket", "new", a.text}
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var errs bytes.Buffer
	code, err := control.Call(ctx, x.maryDir, control.Request{Args: append(args, "--json", "--data="+x.maryDir)}, io.Discard, &errs)
	if err == nil && code != 0 {
		x.t.Errorf("%q was refused: %s", a.text, &errs)
	}
	return err == nil && code == 0
}

// account compares what was sent with what the other replica has.
func (x *team) account(sent []attempt) {
	x.t.Helper()
	found := map[string]int{}
	for after := ""; ; {
		var page struct {
			Rows []struct{ Subject string }
			Next string
		}
		must(x.t, &page, "ticket", "list", "--limit", "200", "--after", after, "--data", x.levDir)
		for _, r := range page.Rows {
			found[r.Subject]++
		}
		if after = page.Next; after == "" {
			break
		}
	}
	for _, m := range x.show(x.levDir, 1).Conversation {
		found[m.Text]++
	}
	acked := 0
	for _, a := range sent {
		n := found[a.text]
		if a.acked {
			acked++
		}
		if n > 1 || (n == 0 && a.acked) {
			x.t.Errorf("%q (acknowledged: %v) is there %d times", a.text, a.acked, n)
		}
	}
	x.t.Logf("%d of %d commands were acknowledged, all of them are there once", acked, len(sent))
}
