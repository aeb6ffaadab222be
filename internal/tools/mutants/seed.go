package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// mutant is one condition that a run of the tests negates.
type mutant struct {
	n         int
	file      string
	line      int
	rules     []string
	condition string
	from, to  int // the condition's place in its file
	killedBy  string
}

var rule = regexp.MustCompile(`\b[A-Z]{2,3}-\d+\b`)

// seed finds the guards of a package and writes its sources with every mutant in them, and the overlay, into work.
func seed(dir, work string) ([]*mutant, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	var all []*mutant
	replace := map[string]string{}
	name := ""
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		found, pkg, err := guards(filepath.Base(file), source)
		if err != nil {
			return nil, err
		}
		name = pkg
		for _, m := range found {
			m.n = len(all) + 1
			all = append(all, m)
		}
		if len(found) == 0 {
			continue
		}
		copied := filepath.Join(work, filepath.Base(file))
		if err := os.WriteFile(copied, negatable(source, found), 0o600); err != nil {
			return nil, err
		}
		replace[file] = copied
	}
	chooser := filepath.Join(work, "mutant_chooser.go")
	text := fmt.Sprintf("package %s\n\nimport (\n\t\"os\"\n\t\"strconv\"\n)\n\nvar mutantNow, _ = strconv.Atoi(os.Getenv(%q))\n\nfunc mutantIs(n int) bool { return n == mutantNow }\n", name, variable)
	if err := os.WriteFile(chooser, []byte(text), 0o600); err != nil {
		return nil, err
	}
	replace[filepath.Join(dir, "mutant_chooser.go")] = chooser
	return all, overlay(work, replace)
}

// guards finds the conditions of one file on lines that cite a rule: of if, of the cases of a switch without a tag, and
// those that a function returns.
func guards(name string, source []byte) (found []*mutant, pkg string, err error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, source, parser.ParseComments)
	if err != nil {
		return nil, "", err
	}
	cited := map[int][]string{}
	for _, group := range file.Comments {
		for _, c := range group.List {
			cited[set.Position(c.Pos()).Line] = rule.FindAllString(c.Text, -1)
		}
	}
	add := func(e ast.Expr, line int) {
		rules := cited[line]
		if len(rules) == 0 {
			return
		}
		from, to := set.Position(e.Pos()).Offset, set.Position(e.End()).Offset
		found = append(found, &mutant{file: name, line: line, rules: rules, condition: string(source[from:to]), from: from, to: to})
	}
	lineOf := func(p token.Pos) int { return set.Position(p).Line }
	ast.Inspect(file, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.IfStmt:
			add(n.Cond, lineOf(n.Body.Lbrace))
		case *ast.SwitchStmt:
			if n.Tag == nil {
				for _, clause := range n.Body.List {
					for _, e := range clause.(*ast.CaseClause).List {
						add(e, lineOf(e.End()))
					}
				}
			}
		case *ast.ReturnStmt:
			for _, e := range n.Results {
				if isCondition(e) {
					add(e, lineOf(e.End()))
				}
			}
		}
		return true
	})
	return found, file.Name.Name, nil
}

func isCondition(e ast.Expr) bool {
	switch x := e.(type) {
	case *ast.ParenExpr:
		return isCondition(x.X)
	case *ast.UnaryExpr:
		return x.Op == token.NOT
	case *ast.BinaryExpr:
		switch x.Op {
		case token.LAND, token.LOR, token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
			return true
		}
	}
	return false
}

// negatable rewrites the conditions so that a run may negate one of them.
func negatable(source []byte, found []*mutant) []byte {
	type edit struct {
		at   int
		text string
		ends bool
	}
	var edits []edit
	for _, m := range found {
		edits = append(edits, edit{m.from, "((", false}, edit{m.to, fmt.Sprintf(") != mutantIs(%d))", m.n), true})
	}
	slices.SortStableFunc(edits, func(a, b edit) int {
		if a.at != b.at {
			return a.at - b.at
		}
		if a.ends != b.ends && a.ends {
			return -1
		}
		if a.ends != b.ends {
			return 1
		}
		return 0
	})
	var out []byte
	last := 0
	for _, e := range edits {
		out = append(append(out, source[last:e.at]...), e.text...)
		last = e.at
	}
	return append(out, source[last:]...)
}

// testsNaming lists the test functions that name one of their parts by one of the rules.
func testsNaming(dir string, rules []string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		return nil, err
	}
	named := regexp.MustCompile(`"(` + strings.Join(rules, "|") + `) `)
	var out []string
	for _, path := range files {
		source, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, source, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if ok && strings.HasPrefix(f.Name.Name, "Test") && named.Match(source[set.Position(f.Pos()).Offset:set.Position(f.End()).Offset]) {
				out = append(out, f.Name.Name)
			}
		}
	}
	return out, nil
}
