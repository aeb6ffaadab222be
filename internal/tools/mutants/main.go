// Command mutants proves that the tests of the domain notice a broken rule. It negates, one at a time, every condition
// in internal/desk that stands on a line citing a rule (`// ST-3`) and runs the tests that carry the rule in their name:
// a mutant that none of them notices survives, and then the exit code is 1. A rule of SPEC.md that is in force and has no mutant is a failure too.
//
// All mutants are compiled into one test binary, through an overlay: each condition becomes `(condition) !=
// mutantIs(n)`, and an environment variable says which n is broken in a run. The sources themselves are not touched.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
)

const variable = "NARYAD_MUTANT"

func main() {
	dir := flag.String("dir", "internal/desk", "the package")
	jobs := flag.Int("j", 2, "how many to run at a time")
	verbose := flag.Bool("v", false, "name the test that killed each mutant")
	flag.Parse()
	ok, err := check(context.Background(), os.Stdout, *dir, *jobs, *verbose)
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

// check builds all mutants of a package, tries each and reports; it says whether all were killed.
func check(ctx context.Context, out io.Writer, dir string, jobs int, verbose bool) (bool, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return false, err
	}
	work, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(work)
	found, err := seed(dir, work)
	if err != nil {
		return false, err
	}
	binary, err := build(ctx, dir, work)
	if err != nil {
		return false, err
	}
	if by, err := try(ctx, binary, dir, 0, []string{"[A-Z]+-[0-9]+"}); err != nil || by != "" {
		return false, errors.Join(fmt.Errorf("without a mutant fails: %s", by), err)
	}
	if err := tryAll(ctx, binary, dir, found, jobs); err != nil {
		return false, err
	}
	missing, err := uncovered(dir, found)
	if err != nil {
		return false, err
	}
	return report(out, found, missing, verbose), nil
}

// build compiles the package's tests with all mutants in them.
func build(ctx context.Context, dir, work string) (string, error) {
	binary := filepath.Join(work, "desk.test")
	cmd := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-overlay", filepath.Join(work, "overlay.json"), "-o", binary, ".")
	cmd.Dir = dir
	if text, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the mutants: %w\n%s", err, text)
	}
	return binary, nil
}

// What a verbose run says of a test: that it failed, or (the last one before a panic) that it began.
var (
	failed = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)
	began  = regexp.MustCompile(`(?m)^=== RUN\s+(\S+)`)
)

// try runs the tests that are named by one of the rules, with one mutant in force, and returns the first that notices.
func try(ctx context.Context, binary, dir string, mutant int, rules []string) (string, error) {
	parents, err := testsNaming(dir, rules)
	if err != nil {
		return "", err
	}
	named := "/^(" + strings.Join(rules, "|") + ")_"
	cmd := exec.CommandContext(ctx, binary, "-test.v", "-test.short", "-test.timeout=60s", "-test.run=^("+strings.Join(parents, "|")+")$"+named)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d", variable, mutant))
	text, err := cmd.CombinedOutput()
	if err == nil {
		return "", nil
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return "", fmt.Errorf("run the tests: %w", err)
	}
	own := regexp.MustCompile(named[:1] + named[2:]) // somewhere in the test's full name
	names := failed.FindAllStringSubmatch(string(text), -1)
	if before, _, panicked := strings.Cut(string(text), "\npanic: "); panicked {
		runs := began.FindAllStringSubmatch(before, -1)
		names = append(names, runs[len(runs)-1:]...)
	}
	for _, name := range names {
		if own.MatchString(name[1]) {
			return name[1], nil
		}
	}
	return "", nil
}

func tryAll(ctx context.Context, binary, dir string, found []*mutant, jobs int) error {
	var group sync.WaitGroup
	var mu sync.Mutex
	var all []error
	next := make(chan *mutant)
	for range max(jobs, 1) {
		group.Go(func() {
			for m := range next {
				by, err := try(ctx, binary, dir, m.n, m.rules)
				m.killedBy = by
				if err != nil {
					mu.Lock()
					all = append(all, err)
					mu.Unlock()
				}
			}
		})
	}
	for _, m := range found {
		next <- m
	}
	close(next)
	group.Wait()
	return errors.Join(all...)
}

// uncovered lists the rules in force of SPEC.md that no mutant breaks.
func uncovered(dir string, found []*mutant) ([]string, error) {
	spec, err := os.ReadFile(filepath.Join(dir, "SPEC.md"))
	if err != nil {
		return nil, err
	}
	var missing []string
	for _, m := range regexp.MustCompile(`(?m)^- \*\*([A-Z]+-\d+)\*\*`).FindAllSubmatch(spec, -1) {
		if !slices.ContainsFunc(found, func(f *mutant) bool { return slices.Contains(f.rules, string(m[1])) }) {
			missing = append(missing, string(m[1]))
		}
	}
	return missing, nil
}

func report(out io.Writer, found []*mutant, missing []string, verbose bool) bool {
	survived := 0
	for _, m := range found {
		switch {
		case m.killedBy == "":
			survived++
			fmt.Fprintf(out, "survived  %s\n", m)
		case verbose:
			fmt.Fprintf(out, "killed    %s\n          by %s\n", m, m.killedBy)
		}
	}
	for _, rule := range missing {
		fmt.Fprintf(out, "no mutant of %s\n", rule)
	}
	fmt.Fprintf(out, "%d mutants, %d killed, %d survived\n", len(found), len(found)-survived, survived)
	return survived == 0 && len(missing) == 0 && len(found) > 0
}

func (m *mutant) String() string {
	return fmt.Sprintf("%s:%d  %s  %s", m.file, m.line, strings.Join(m.rules, " "), m.condition)
}

// overlay writes the file that tells the go command what stands in for which source.
func overlay(work string, replace map[string]string) error {
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(work, "overlay.json"), text, 0o600)
}
