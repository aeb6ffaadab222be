package simtest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// trace is what happened in a run, one compact line per event. Lines name things by their numbers in the run
// and never by paths or real times, so that the same seed gives the same text.
type trace struct {
	lines []string
	step  int
}

func (t *trace) say(format string, args ...any) {
	t.lines = append(t.lines, fmt.Sprintf("%3d ", t.step)+fmt.Sprintf(format, args...))
}

// hash is the SHA-256 of all lines.
func (t *trace) hash() string {
	h := sha256.New()
	for _, l := range t.lines {
		h.Write([]byte(l))
		h.Write([]byte{'\n'})
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (t *trace) String() string { return strings.Join(t.lines, "\n") + "\n" }

// short abbreviates ids and hashes in the trace.
func short(id string) string {
	if len(id) > 8 {
		return id[len(id)-8:]
	}
	return id
}
