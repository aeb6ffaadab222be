package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A package in which every kind of guard is tested under its rule's name, but for one.
var sample = map[string]string{
	"go.mod": "module sample\n\ngo 1.26\n",
	"SPEC.md": `- **AA-1** A number is small.
- **AA-2** Nothing breaks this one.
- AA-3 This one comes later.
`,
	"sample.go": `package sample

func Small(n int) bool {
	if n < 0 { // AA-1
		return false
	}
	return n < 10 // AA-1
}

func Name(n int) string {
	switch {
	case n == 1: // AA-1
		return "one"
	case n == 2: // no rule
		return "two"
	}
	if n > 99 { // AA-1
		return "huge"
	}
	return "many"
}
`,
	"sample_test.go": `package sample

import "testing"

func TestSmall(t *testing.T) {
	t.Run("AA-1 a number is small", func(t *testing.T) {
		if !Small(5) || Small(-1) || Small(10) || Name(1) != "one" {
			t.Error("wrong")
		}
	})
	t.Run("another test notices, but does not carry the rule", func(t *testing.T) {
		if Name(100) != "huge" {
			t.Error("wrong")
		}
	})
}
`,
}

func TestCheck(t *testing.T) {
	dir := t.TempDir()
	for name, text := range sample {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out strings.Builder
	ok, err := check(t.Context(), &out, dir, 1, true)
	if err != nil {
		t.Fatal(err)
	}
	if ok {
		t.Error("it passed")
	}
	for _, want := range []string{
		"killed    sample.go:4  AA-1  n < 0\n          by TestSmall/AA-1_a_number_is_small\n",
		"killed    sample.go:7  AA-1  n < 10\n", "killed    sample.go:12  AA-1  n == 1\n",
		"survived  sample.go:17  AA-1  n > 99\n", "no mutant of AA-2\n", "4 mutants, 3 killed, 1 survived\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	if source, _ := os.ReadFile(filepath.Join(dir, "sample.go")); string(source) != sample["sample.go"] {
		t.Error("the sources were touched")
	}
}
