package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// program is the built program: the tests below run real processes of it.
var program string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "naryad-cli")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		program = filepath.Join(dir, "naryad")
		build := exec.Command("go", "build", "-trimpath", "-o", program, "naryad")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "the program was not built: %v\n%s", err, out)
			return 1
		}
		return m.Run()
	}())
}

// patience bounds every wait for another process; it is generous because the machine may be busy.
const patience = 60 * time.Second

func command(t testing.TB, ctx context.Context, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(ctx, program, args...)
	c.Env = append(os.Environ(), "NARYAD_KEYRING=file", "LANG=en_US.UTF-8", "LC_ALL=", "NARYAD_DATA=")
	return c
}

// said is what a finished command printed and how it ended.
type said struct {
	out, err string
	code     int
}

// run runs a command line in a process of its own.
func run(t testing.TB, stdin string, args ...string) said {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c := command(t, ctx, args...)
	var out, errs bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(stdin), &out, &errs
	err := c.Run()
	if ctx.Err() != nil {
		t.Fatalf("naryad %s did not end in %v\n%s", strings.Join(args, " "), patience, &errs)
	}
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatal(err)
	}
	return said{out.String(), errs.String(), c.ProcessState.ExitCode()}
}

// must runs a command line with --json, which has to succeed, and decodes what it prints.
func must(t testing.TB, into any, args ...string) {
	t.Helper()
	s := run(t, "", append(args, "--json")...)
	if s.code != 0 {
		t.Fatalf("naryad %s: exit %d\n%s", strings.Join(args, " "), s.code, s.err)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal([]byte(s.out), into); err != nil {
		t.Fatalf("naryad %s printed %q: %v", strings.Join(args, " "), s.out, err)
	}
}

// refused runs a command line that has to fail with an exit code and a sentence that holds each of words.
func refused(t testing.TB, code int, words []string, args ...string) {
	t.Helper()
	s := run(t, "", args...)
	if s.code != code {
		t.Errorf("naryad %s: exit %d, want %d\n%s%s", strings.Join(args, " "), s.code, code, s.out, s.err)
	}
	for _, w := range words {
		if !strings.Contains(s.err, w) {
			t.Errorf("naryad %s: %q is not in what it said: %s", strings.Join(args, " "), w, s.err)
		}
	}
	if strings.Contains(s.err, "goroutine ") || strings.Contains(s.err, "SQL") {
		t.Errorf("naryad %s: internals leak: %s", strings.Join(args, " "), s.err)
	}
}

// daemon is a process that goes on: a server or an open desk.
type daemon struct {
	t       testing.TB
	cmd     *exec.Cmd
	Address string `json:"address"`
	errs    *bytes.Buffer
	done    chan struct{}
}

// start starts a process and waits for the line of JSON by which it says that it is ready.
func start(t testing.TB, args ...string) *daemon {
	t.Helper()
	d := &daemon{t: t, cmd: command(t, context.Background(), append(args, "--json")...), errs: &bytes.Buffer{}, done: make(chan struct{})}
	d.cmd.Stderr = d.errs
	out, err := d.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line := make(chan string, 1)
	go func() {
		r := bufio.NewReader(out)
		s, _ := r.ReadString('\n')
		line <- s
		io.Copy(io.Discard, r)
		d.cmd.Wait()
		close(d.done)
	}()
	t.Cleanup(d.kill)
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case s := <-line:
		if err := json.Unmarshal([]byte(s), d); err != nil {
			d.kill()
			t.Fatalf("naryad %s said %q: %v\n%s", strings.Join(args, " "), s, err, d.errs)
		}
	case <-timer.C:
		t.Fatalf("naryad %s is not ready after %v", strings.Join(args, " "), patience)
	}
	return d
}

// kill ends the process as a power cut does.
func (d *daemon) kill() {
	d.cmd.Process.Kill()
	<-d.done
}

// end asks the process to end and returns its exit code.
func (d *daemon) end() int {
	d.t.Helper()
	d.cmd.Process.Signal(syscall.SIGTERM)
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-d.done:
	case <-timer.C:
		d.t.Fatal("the process does not end")
	}
	return d.cmd.ProcessState.ExitCode()
}

// eventually asks again until ok is true.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%s: not after %v", what, patience)
		}
	}
}

func tempDir(t testing.TB, name string) string { return filepath.Join(t.TempDir(), name) }
