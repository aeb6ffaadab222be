package simtest

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"naryad/internal/clock"
)

// scratch is where runs put their files: memory where there is some, since the files are thrown away.
var scratch = sync.OnceValues(func() (string, error) {
	base := ""
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		base = "/dev/shm"
	}
	return os.MkdirTemp(base, "naryad-sim-")
})

var base = sync.OnceValues(func() (*Template, error) {
	dir, err := scratch()
	if err != nil {
		return nil, err
	}
	return NewTemplate(context.Background(), filepath.Join(dir, "template"))
})

func TestMain(m *testing.M) {
	debug.SetGCPercent(400) // many short lives, little memory
	code := m.Run()
	if dir, err := scratch(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

// How much the ordinary suite plays; CI and `make sim` ask for more by SIM_SEEDS.
const (
	few       = 100
	calmSteps = 60
)

var runs atomic.Int64

// play runs one simulation in a directory of its own.
func play(t testing.TB, o Options) Result {
	t.Helper()
	tmpl, err := base()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := scratch()
	if err != nil {
		t.Fatal(err)
	}
	o.Dir = filepath.Join(dir, strconv.FormatInt(runs.Add(1), 10))
	defer os.RemoveAll(o.Dir)
	res, err := Run(t.Context(), tmpl, o)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// tally gathers what happened in many runs.
type tally struct {
	mu     sync.Mutex
	counts map[string]int
}

func (c *tally) add(counts map[string]int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts == nil {
		c.counts = map[string]int{}
	}
	for k, n := range counts {
		c.counts[k] += n
	}
}

// honest plays a seed twice and fails with a trace that can be replayed. It says whether all was well.
func honest(t testing.TB, seed uint64, c *tally) bool {
	t.Helper()
	first := play(t, Options{Seed: seed})
	c.add(first.Counts)
	if first.Violation != nil {
		t.Errorf("seed %d: %s\nreplay: SIM_SEED=%d go test ./internal/simtest -run TestSeeds -v\n%s", seed, first.Violation.Error(), seed, tail(first.Trace, 12))
		return false
	}
	if second := play(t, Options{Seed: seed, Replay: true}); second.Hash != first.Hash {
		t.Errorf("seed %d: the second run took another way\n%s", seed, difference(first.Trace, second.Trace))
		return false
	}
	return true
}

func tail(trace string, n int) string {
	lines := strings.Split(strings.TrimSpace(trace), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

func difference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("after\n%s\nfirst:  %s\nsecond: %s", strings.Join(x[max(0, i-5):i], "\n"), x[i], y[i])
		}
	}
	return "one is longer than the other"
}

// TestSeeds plays a few seeds, each twice. SIM_SEED=n plays that one with its trace; SIM_SEEDS=n plays n from SIM_FROM (1) on;
// SIM_FOR=10m goes on for that long.
func TestSeeds(t *testing.T) {
	if seed, ok := number(t, "SIM_SEED"); ok {
		res := play(t, Options{Seed: seed})
		t.Logf("trace of seed %d:\n%s", seed, res.Trace)
		honest(t, seed, &tally{})
		return
	}
	from, ok := number(t, "SIM_FROM")
	if !ok {
		from = 1
	}
	seeds, ok := number(t, "SIM_SEEDS")
	if !ok {
		seeds = few
	}
	var until time.Time
	now := clock.System().Now
	if text := os.Getenv("SIM_FOR"); text != "" {
		d, err := time.ParseDuration(text)
		if err != nil {
			t.Fatalf("SIM_FOR: %v", err)
		}
		until, seeds = now().Add(d), 1<<62
	}
	var c tally
	began := now()
	enough := func() bool { return !until.IsZero() && now().After(until) }
	played := inParallel(from, seeds, enough, func(seed uint64) bool { return honest(t, seed, &c) })
	took := now().Sub(began)
	t.Logf("%d seeds from %d, each twice, in %s: %.1f seeds/s", played, from, took.Round(time.Millisecond), float64(played)/took.Seconds())
	names := make([]string, 0, len(c.counts))
	for name := range c.counts {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		t.Logf("  %8d  %s", c.counts[name], name)
	}
}

// maxFailures is how many seeds may fail before the rest is left alone: they tell more together than one does.
const maxFailures = 8

// inParallel plays seeds on every processor. Each simulation is alone in its world.
func inParallel(from, n uint64, enough func() bool, one func(seed uint64) (well bool)) (played int64) {
	var next, done atomic.Int64
	var failures atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for failures.Load() < maxFailures && !enough() {
				i := uint64(next.Add(1) - 1)
				if i >= n {
					return
				}
				if !one(from + i) {
					failures.Add(1)
				}
				done.Add(1)
			}
		})
	}
	wg.Wait()
	return done.Load()
}

func number(t *testing.T, env string) (uint64, bool) {
	text := os.Getenv(env)
	if text == "" {
		return 0, false
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", env, err)
	}
	return n, true
}

// TestPinnedSeeds plays the seeds that have found something once.
func TestPinnedSeeds(t *testing.T) {
	f, err := os.Open("testdata/seeds.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		text, why, _ := strings.Cut(lines.Text(), "#")
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		seed, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(text, func(t *testing.T) {
			if !honest(t, seed, &tally{}) {
				t.Logf("this seed once found: %s", strings.TrimSpace(why))
			}
		})
	}
}

// TestEachInvariantIsCaught breaks each invariant on purpose, in every way that there is a hook for, and plays seeds until
// the simulator names it.
func TestEachInvariantIsCaught(t *testing.T) {
	const most = 400
	for _, b := range Breakages {
		t.Run(fmt.Sprintf("%d %s", b.Invariant, b.Name), func(t *testing.T) {
			t.Parallel()
			others := map[int]int{}
			for seed := uint64(1); seed <= most; seed++ {
				res := play(t, Options{Seed: seed, Break: &b})
				if res.Violation == nil {
					continue
				}
				if res.Violation.Invariant == b.Invariant {
					t.Logf("caught by seed %d (seeds before it that named another invariant: %v): %s", seed, others, res.Violation.Error())
					return
				}
				others[res.Violation.Invariant]++
			}
			t.Errorf("not caught in %d seeds; others named: %v", most, others)
		})
	}
}

// TestCrashAtEveryCommit lets one machine crash before and after each commit that it makes in a calm run, one crash a run.
func TestCrashAtEveryCommit(t *testing.T) {
	for node := range 4 {
		t.Run([]string{"first replica", "second replica", "third replica", "server"}[node], func(t *testing.T) {
			t.Parallel()
			crashes := 0
			for commit := 1; ; commit++ {
				struck := false
				for _, after := range []bool{false, true} {
					res := play(t, Options{Seed: 2, Steps: calmSteps, Crash: &Crash{Node: node, Commit: commit, After: after}})
					if res.Violation != nil {
						t.Errorf("commit %d, after %v: %s\n%s", commit, after, res.Violation.Error(), tail(res.Trace, 30))
					}
					struck = struck || res.Crashed()
				}
				if !struck {
					break
				}
				crashes++
			}
			if crashes == 0 {
				t.Errorf("only %d commits to crash at", crashes)
			}
			t.Logf("%d commits, a crash before and after each", crashes)
		})
	}
}

// TestTraceTellsRunsApart proves that the comparison of traces can fail: another seed gives another trace.
func TestTraceTellsRunsApart(t *testing.T) {
	if a, b := play(t, Options{Seed: 1}), play(t, Options{Seed: 2}); a.Hash == b.Hash {
		t.Error("seeds 1 and 2 have the same trace")
	}
}
