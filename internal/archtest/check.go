package archtest

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"
)

// Violation is one thing that stands where it must not.
type Violation struct {
	File string
	Line int
	Text string
}

func (v Violation) String() string { return fmt.Sprintf("%s:%d: %s", v.File, v.Line, v.Text) }

// Check reads the module below fsys and returns what breaks the table, sorted by place.
func Check(fsys fs.FS) ([]Violation, error) {
	files, err := read(fsys)
	if err != nil {
		return nil, err
	}
	rows := map[string]Row{}
	for _, row := range Table {
		rows[row.Package] = row
	}
	c := checker{rows: rows}
	known := map[string]bool{}
	for _, f := range files {
		c.file = f
		if !known[f.dir] {
			known[f.dir] = true
			if _, ok := rows[f.dir]; !ok {
				c.fail(f.pos.Line, "package %s has no row in the import table: say there what it may import", f.dir)
			}
		}
		c.names()
		c.ours()
		c.narrow()
		c.others()
		c.clock()
	}
	c.apart(files)
	sort.Slice(c.found, func(i, j int) bool {
		a, b := c.found[i], c.found[j]
		if a.File != b.File {
			return a.File < b.File
		}
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Text < b.Text
	})
	return c.found, nil
}

type checker struct {
	rows  map[string]Row
	file  file
	found []Violation
}

func (c *checker) fail(line int, format string, args ...any) {
	c.found = append(c.found, Violation{c.file.pos.Filename, line, fmt.Sprintf(format, args...)})
}

func (c *checker) names() {
	name := strings.TrimSuffix(c.file.name, "_test")
	if banned[name] || banned[path.Base(c.file.dir)] {
		c.fail(c.file.pos.Line, "a package called %s says nothing of what is in it", name)
	}
}

// ours checks imports inside the module against the table.
func (c *checker) ours() {
	row, known := c.rows[c.file.dir]
	for _, i := range c.file.imports {
		target, ok := inside(i.path)
		if !ok || !known || target == c.file.dir || allowed(row.May, target) {
			continue
		}
		if c.file.test && (allowed(row.InTests, target) || c.helper(row, target)) {
			continue
		}
		c.fail(i.line, "%s may not import %s: %s", c.file.dir, target, row.Why)
	}
}

// helper says whether target is the test helpers of a package that row may import, or of its own.
func (c *checker) helper(row Row, target string) bool {
	parent, base := path.Split(target)
	parent = strings.TrimSuffix(parent, "/")
	return base == path.Base(parent)+"test" && (parent == row.Package || allowed(row.May, parent) || allowed(row.InTests, parent))
}

// narrow checks the names that a package may not take from one that it may import.
func (c *checker) narrow() {
	for _, n := range Narrows {
		if c.file.dir != n.Package || c.file.test {
			continue
		}
		for _, u := range c.file.uses {
			if u.path == Module+"/"+n.Of && slices.Contains(n.Not, u.name) {
				c.fail(u.line, "%s may not use %s.%s: %s", n.Package, path.Base(n.Of), u.name, n.Why)
			}
		}
	}
}

// others checks imports of other people's packages.
func (c *checker) others() {
	for _, i := range c.file.imports {
		for _, wall := range Outsides {
			if below(i.path, wall.Path) && !slices.Contains(wall.Only, c.file.dir) && !(c.file.test && wall.Path == "math/rand") {
				c.fail(i.line, "%s may not import %s: %s", c.file.dir, i.path, wall.Why)
			}
		}
		if !c.file.test && slices.Contains(Pure, c.file.dir) && slices.ContainsFunc(notPure, func(p string) bool { return i.path == p }) {
			c.fail(i.line, "%s is pure and may not import %s", c.file.dir, i.path)
		}
		if _, ok := outsideOfTime[i.path]; ok && i.dot {
			c.fail(i.line, "%s must be imported by its name, so that its use can be seen", i.path)
		}
	}
}

// clock checks that nobody reads the time or draws randomness past the clock package.
func (c *checker) clock() {
	if c.file.dir == "internal/clock" {
		return
	}
	for _, u := range c.file.uses {
		if slices.Contains(outsideOfTime[u.path], u.name) {
			c.fail(u.line, "%s.%s only in internal/clock: take a clock.Source", defaultName(u.path), u.name)
		}
		if c.file.test && below(u.path, "math/rand") && !seeded[u.name] {
			c.fail(u.line, "rand.%s has no seed of its own: use rand.New with a fixed seed", u.name)
		}
	}
}

// apart checks that nothing of Apart is reached through a chain of imports. Test files are no part of a chain.
func (c *checker) apart(files []file) {
	graph := map[string][]string{}
	first := map[string]file{}
	for _, f := range files {
		if f.test {
			continue
		}
		if _, ok := first[f.dir]; !ok {
			first[f.dir] = f
		}
		for _, i := range f.imports {
			if target, ok := inside(i.path); ok {
				graph[f.dir] = append(graph[f.dir], target)
			}
		}
	}
	for _, pair := range Apart {
		if chain := reach(graph, pair[0], pair[1], map[string]bool{}); len(chain) > 2 { // a direct import is the table's affair
			c.file = first[pair[0]]
			c.fail(c.file.pos.Line, "%s reaches %s: %s", pair[0], pair[1], strings.Join(chain, " → "))
		}
	}
}

// reach returns a chain of imports from one package to another, nil if there is none.
func reach(graph map[string][]string, from, to string, seen map[string]bool) []string {
	if from == to {
		return []string{to}
	}
	seen[from] = true
	for _, next := range graph[from] {
		if seen[next] {
			continue
		}
		if rest := reach(graph, next, to, seen); rest != nil {
			return append([]string{from}, rest...)
		}
	}
	return nil
}

func inside(importPath string) (string, bool) {
	if importPath == Module {
		return ".", true
	}
	return strings.CutPrefix(importPath, Module+"/")
}

func below(importPath, root string) bool {
	return importPath == root || strings.HasPrefix(importPath, root+"/")
}

func allowed(may []string, target string) bool {
	return slices.Contains(may, anything) || slices.Contains(may, target)
}

// TopLevel returns what stands in the first folder and has no business there.
func TopLevel(fsys fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	var strange []string
	for _, entry := range entries {
		if !Top[entry.Name()] {
			strange = append(strange, entry.Name())
		}
	}
	return strange, nil
}
