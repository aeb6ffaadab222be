package i18n

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestEveryErrorHasASentence reads the program's sources: every key of a desk.Error that is written there has its
// sentence, and every placeholder of that sentence is among the params given.
func TestEveryErrorHasASentence(t *testing.T) {
	text := New(Russian)
	found := 0
	scan(t, func(pkg string, at token.Position, node ast.Node) {
		switch n := node.(type) {
		case *ast.CallExpr:
			if !isName(n.Fun, "Errorf", pkg == "desk") || len(n.Args) < 2 {
				return
			}
			key, ok := literal(n.Args[1])
			if !ok {
				if !slices.Contains(wrapperFiles, filepath.Base(at.Filename)) {
					t.Errorf("%s: the key is no literal, so nobody can tell whether it has a sentence", at)
				}
				return
			}
			found++
			e, has := text.entries["error."+key]
			if !has {
				t.Errorf("%s: no sentence for %q", at, "error."+key)
				return
			}
			if n.Ellipsis.IsValid() {
				return
			}
			var given []string
			for i := 2; i < len(n.Args); i += 2 {
				name, ok := literal(n.Args[i])
				if !ok {
					return
				}
				given = append(given, name)
			}
			for _, p := range e.placeholders {
				if !slices.Contains(given, p) {
					t.Errorf("%s: the sentence for %q wants {{.%s}}, given are %v", at, key, p, given)
				}
			}
		case *ast.CompositeLit:
			if !isName(n.Type, "Error", pkg == "desk") {
				return
			}
			if key, ok := field(n, "Key"); ok {
				found++
				if !text.Has("error." + key) {
					t.Errorf("%s: no sentence for %q", at, "error."+key)
				}
			}
		}
	})
	if found < 5 {
		t.Fatalf("only %d errors were found: the scan no longer fits the sources", found)
	}
}

// wrappers are functions that build keys from their first literal argument, by package and name, with the ids of the texts.
var wrappers = map[string][]string{
	"desk.line":        {"error.%s_too_long"},
	"desk.neededLine":  {"error.%s_too_long", "error.%s_blank"},
	"desk.neededProse": {"error.%s_blank"},
	"store.problem":    {"check.%s"},
}

// wrapperFiles are the files that the wrappers stand in.
var wrapperFiles = []string{"checks.go", "check.go"}

// TestEveryBuiltKeyHasASentence asks the same of the keys that wrappers build.
func TestEveryBuiltKeyHasASentence(t *testing.T) {
	text := New(Russian)
	found := map[string]int{}
	scan(t, func(pkg string, at token.Position, node ast.Node) {
		call, ok := node.(*ast.CallExpr)
		if !ok {
			return
		}
		name := pkg
		switch f := call.Fun.(type) {
		case *ast.Ident:
			name += "." + f.Name
		case *ast.SelectorExpr:
			name += "." + f.Sel.Name
		}
		ids, ok := wrappers[name]
		if !ok || len(call.Args) == 0 {
			return
		}
		key, ok := literal(call.Args[0])
		if !ok || key == "setting.value" {
			return // one wrapper calls another; what is wrong with a setting's value is never told in detail
		}
		found[name]++
		for _, id := range ids {
			if id = fmt.Sprintf(id, key); !text.Has(id) {
				t.Errorf("%s: no sentence for %q", at, id)
			}
		}
	})
	for name := range wrappers {
		if found[name] == 0 {
			t.Errorf("%s is called nowhere: the list of wrappers no longer fits the sources", name)
		}
	}
}

// TestNoSentenceIsDead: every sentence for an error is named somewhere in the sources.
func TestNoSentenceIsDead(t *testing.T) {
	used := map[string]bool{}
	scan(t, func(pkg string, _ token.Position, node ast.Node) {
		if e, ok := node.(ast.Expr); ok {
			if text, ok := literal(e); ok {
				used["error."+text] = true
				for name, ids := range wrappers {
					for _, id := range ids {
						if strings.HasPrefix(name, pkg+".") {
							used[fmt.Sprintf(id, text)] = true
						}
					}
				}
			}
		}
	})
	for id := range load().entries[Russian] {
		if strings.HasPrefix(id, "error.") && !used[id] {
			t.Errorf("nothing says %q any more", id)
		}
	}
}

// TestEveryVerbHasAName: a refusal and the history name commands in words.
func TestEveryVerbHasAName(t *testing.T) {
	text := New(Russian)
	scan(t, func(pkg string, at token.Position, node ast.Node) {
		lit, ok := node.(*ast.CompositeLit)
		if !ok || pkg != "desk" || !isName(lit.Type, "Spec", true) {
			return
		}
		if name, ok := field(lit, "Name"); ok && !text.Has("verb."+name) {
			t.Errorf("%s: no name for the verb %q", at, name)
		}
	})
}

// scan calls visit for every node of the program's own sources; test files are left out.
func scan(t *testing.T, visit func(pkg string, at token.Position, node ast.Node)) {
	t.Helper()
	root := filepath.Join("..", "..")
	files := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if n := d.Name(); path != root && (strings.HasPrefix(n, ".") || n == "frontend" || n == "node_modules" || n == "testdata") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(files, path, source, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if n != nil {
				visit(parsed.Name.Name, files.Position(n.Pos()), n)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// isName says whether e is desk.<name>, or <name> alone inside package desk.
func isName(e ast.Expr, name string, inDesk bool) bool {
	switch x := e.(type) {
	case *ast.Ident:
		return inDesk && x.Name == name
	case *ast.SelectorExpr:
		pkg, ok := x.X.(*ast.Ident)
		return ok && pkg.Name == "desk" && x.Sel.Name == name
	}
	return false
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

func field(lit *ast.CompositeLit, name string) (string, bool) {
	for _, el := range lit.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok && key.Name == name {
				return literal(kv.Value)
			}
		}
	}
	return "", false
}
