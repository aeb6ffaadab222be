package simtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

var errCrash = errors.New("simtest: the machine has crashed")

// fuse makes a node crash at a commit. What a killed process leaves behind is a copy of its files, taken at that very
// moment; after it no commit of the dead process goes through any more.
type fuse struct {
	lit    bool
	after  bool // after the commit, else before
	in     int  // commits from now
	blown  bool
	files  string // where the copy goes
	what   string // for the trace
	failed error  // the copy could not be made
}

// commit is called by the store's hooks around every commit.
func (f *fuse) commit(dir, label string, after bool) error {
	if f.blown {
		return errCrash
	}
	if !f.lit || f.after != after {
		return nil
	}
	if f.in--; f.in > 0 {
		return nil
	}
	f.blown, f.what = true, "before "+label
	if after {
		f.what = "after " + label
	}
	f.failed = copyDir(dir, f.files)
	return errCrash
}

// copyDir copies a node's files as they are. The wal-index is left out: it is rebuilt from the log after a crash.
func copyDir(from, to string) error {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() || strings.HasSuffix(e.Name(), "-shm") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(from, e.Name()))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, e.Name()), data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// home is a node's directory. Every restart after a crash is in a new one, which holds what the old one held then.
type home struct {
	w    *world
	name string
	gen  int
	dir  string
}

func (h *home) next() string {
	h.gen++
	return h.w.path(fmt.Sprintf("%s.%d", h.name, h.gen))
}

// move leaves the old directory for another.
func (h *home) move(to string) error {
	old := h.dir
	h.dir = to
	return os.RemoveAll(old)
}
