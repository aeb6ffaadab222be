package simtest

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"naryad/internal/clock"
	"naryad/internal/desk"
	"naryad/internal/remote"
	"naryad/internal/server"
	"naryad/internal/store"
	"naryad/internal/wire"
	"naryad/internal/workspace"
)

// childEnv makes the test binary one of the two processes of TestKill.
const childEnv = "NARYAD_SIM_CHILD"

// child runs the process that the environment asks for; it ends by being killed.
func child(role string) {
	var err error
	switch role {
	case "server":
		err = serveChild(os.Getenv("SIM_DIR"), os.Getenv("SIM_LISTEN"))
	case "replica":
		err = replicaChild(os.Getenv("SIM_DIR"), os.Getenv("SIM_ADDRESS"), os.Getenv("SIM_TOKEN"), os.Getenv("SIM_TICKET"))
	}
	fmt.Println("END", err)
	os.Exit(1)
}

func serveChild(dir, listen string) error {
	ctx := context.Background()
	s, err := server.Open(ctx, server.Options{Dir: dir, Clock: clock.System()})
	if err != nil {
		return err
	}
	return s.Serve(ctx, server.ServeOptions{Listen: listen, Plain: true, Ready: func(l server.Listening) { fmt.Println("READY", l.Address) }})
}

// replicaChild gives commands as fast as it can, says of each that it was accepted, and syncs in between. Its last line may be cut.
func replicaChild(dir, address, token, ticket string) error {
	ctx := context.Background()
	w, err := workspace.Open(ctx, workspace.Options{Dir: dir})
	if err != nil {
		return err
	}
	r := remote.New(remote.Options{Address: address, Token: token})
	ids := clock.System()
	for {
		text := "слово " + ids.NewID()
		if _, err := w.Execute(ctx, &desk.Say{ID: ids.NewID(), TicketID: ticket, Audience: desk.ToInternal, Text: text}); err != nil {
			return err
		}
		fmt.Println("ACK", text)
		for range 4 {
			if did, err := w.Step(ctx, r); err != nil || did == workspace.DidNothing {
				break // a dead server is no reason to stop
			}
		}
	}
}

// process is a child and its lines.
type process struct {
	cmd   *exec.Cmd
	lines *bufio.Scanner
}

func start(t *testing.T, role string, env ...string) *process {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), append(env, childEnv+"="+role)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: cmd, lines: bufio.NewScanner(out)}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	return p
}

// next is the next whole line that begins with word.
func (p *process) next(t *testing.T, word string) string {
	t.Helper()
	for p.lines.Scan() {
		if rest, ok := strings.CutPrefix(p.lines.Text(), word+" "); ok {
			return rest
		}
		if rest, ok := strings.CutPrefix(p.lines.Text(), "END "); ok {
			t.Fatalf("a process has ended: %s", rest)
		}
	}
	t.Fatalf("a process has gone without saying %s", word)
	return ""
}

// kill is kill -9. It returns what the process had still said.
func (p *process) kill(t *testing.T) (rest []string) {
	t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for p.lines.Scan() {
		rest = append(rest, p.lines.Text())
	}
	_ = p.cmd.Wait()
	return rest
}

// killTeam is a server and a replica of one person, who has made one ticket.
func killTeam(t *testing.T, authority, replica string) (token string, ticket desk.ID) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx := t.Context()
	s, err := server.Create(ctx, server.Options{Dir: authority, Clock: clock.System()}, "Контур")
	must(err)
	defer s.Close()
	person, err := s.AddPerson(ctx, "Анна", "", []desk.Role{desk.RoleAdmin}, "")
	must(err)
	inv, err := s.Invite(ctx, person, "http://127.0.0.1:1", 0)
	must(err)
	joined, err := s.Join(ctx, wire.Join{Code: inv.Code, Device: "killed"})
	must(err)
	must(workspace.Create(ctx, replica, workspace.Identity{Workspace: joined.Workspace, Name: joined.Name, Person: person}, workspace.Options{}))
	people, err := s.People(ctx)
	must(err)
	must(syncOnce(ctx, replica, s.Session(people[0].Devices[0]), workspace.Options{}))
	w, err := workspace.Open(ctx, workspace.Options{Dir: replica})
	must(err)
	defer w.Close()
	ticket = clock.System().NewID()
	_, err = w.Execute(ctx, &desk.CreateTicket{ID: ticket, About: desk.About{Subject: "Печать"}})
	must(err)
	return joined.Token, ticket
}

// TestKill kills real processes with -9, the replica, the server or both, at command indexes drawn from a seed, and starts them
// again on the same files: nothing acknowledged is missing in the end, nothing is there twice. SIM_KILLS=100 is CI's number.
func TestKill(t *testing.T) {
	rounds, ok := number(t, "SIM_KILLS")
	if !ok {
		rounds = 8
	}
	dir := t.TempDir()
	authority, replica := filepath.Join(dir, "authority"), filepath.Join(dir, "replica")
	token, ticket := killTeam(t, authority, replica)
	const seed = 7
	d := newDice(seed)
	var acked []string
	var s, r *process
	listen, address, kills := "127.0.0.1:0", "", [3]int{}
	for range rounds {
		if s == nil {
			s = start(t, "server", "SIM_DIR="+authority, "SIM_LISTEN="+listen)
			address = s.next(t, "READY")
			listen = strings.TrimPrefix(address, "http://") // the same port from now on
		}
		if r == nil {
			r = start(t, "replica", "SIM_DIR="+replica, "SIM_ADDRESS="+address, "SIM_TOKEN="+token, "SIM_TICKET="+ticket)
		}
		for range d.between(1, 20) {
			acked = append(acked, r.next(t, "ACK"))
		}
		victim := d.n(3)
		kills[victim]++
		if victim != 1 {
			s.kill(t)
			s = nil
		}
		if victim != 0 {
			for _, line := range r.kill(t) {
				if text, ok := strings.CutPrefix(line, "ACK "); ok && len(text) == len(acked[0]) {
					acked = append(acked, text)
				}
			}
			r = nil
		}
	}
	if s != nil {
		s.kill(t)
	}
	if r != nil {
		for _, line := range r.kill(t) {
			if text, ok := strings.CutPrefix(line, "ACK "); ok && len(text) == len(acked[0]) {
				acked = append(acked, text)
			}
		}
	}
	t.Logf("seed %d: killed the server %d, the replica %d, both %d times; %d commands acknowledged", seed, kills[0], kills[1], kills[2], len(acked))
	afterKills(t, authority, replica, ticket, acked)
}

// afterKills brings both together in this process and looks for every acknowledged text.
func afterKills(t *testing.T, authority, replica string, ticket desk.ID, acked []string) {
	t.Helper()
	ctx := t.Context()
	s, err := server.Open(ctx, server.Options{Dir: authority, Clock: clock.System()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	people, err := s.People(ctx)
	if err != nil {
		t.Fatal(err)
	}
	w, err := workspace.Open(ctx, workspace.Options{Dir: replica})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	meta, err := s.Meta(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the authority stands at rev %d, %d commands are still pending", meta.Head, w.State().Pending)
	if meta.Head < int64(len(acked))/20 {
		t.Errorf("hardly anything reached the authority between the kills: the test proves little")
	}
	for w.State().Pending > 0 || w.State().Kind != workspace.Synced {
		if did, err := w.Step(ctx, s.Session(people[0].Devices[0])); err != nil {
			t.Fatal(err)
		} else if did == workspace.DidNothing {
			break
		}
	}
	found := map[string]int{}
	err = s.Store().Read(ctx, func(r *store.Reader) error {
		rows, err := r.Find("message", "ticket_id", ticket)
		for _, row := range rows {
			found[row.(*desk.Message).Text]++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range acked {
		if found[text] != 1 {
			t.Errorf("%q was acknowledged and is there %d times", text, found[text])
		}
	}
	for text, n := range found {
		if n != 1 {
			t.Errorf("%q is there %d times", text, n)
		}
	}
	ours, err := w.Check(ctx)
	if err != nil || len(ours.Problems) > 0 {
		t.Errorf("replica: %v %v", ours.Problems, err)
	}
	theirs, err := s.Store().Check(ctx)
	if err != nil || len(theirs.Problems) > 0 {
		t.Errorf("authority: %v %v", theirs.Problems, err)
	}
	err = s.Store().Read(ctx, func(r *store.Reader) error {
		sum, err := r.Checksum([]desk.Scope{desk.ScopeAll})
		if sum != ours.Checksum || ours.Pending > 0 {
			t.Errorf("replica and authority differ, or %d commands are pending", ours.Pending)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
