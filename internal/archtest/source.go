package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// file is one source file of the module, of whatever build.
type file struct {
	dir     string // inside the module, "." for the first folder
	pos     token.Position
	test    bool
	name    string // of the package clause
	imports []imported
	uses    []use
}

type imported struct {
	path string
	line int
	dot  bool
}

// use is a selector on an imported package: time.Now.
type use struct {
	path, name string
	line       int
}

// read parses all Go files below fsys, whatever their build tags. Folders that the go tool ignores are ignored here.
func read(fsys fs.FS) ([]file, error) {
	var files []file
	fset := token.NewFileSet()
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(name)
		if entry.IsDir() {
			if name != "." && (base == "testdata" || base == "node_modules" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(base, ".go") || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
			return nil
		}
		source, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(fset, name, source, parser.ParseComments)
		if err != nil {
			return fmt.Errorf("parse %s: %w", name, err)
		}
		files = append(files, digest(fset, parsed, path.Dir(name), strings.HasSuffix(base, "_test.go")))
		return nil
	})
	return files, err
}

func digest(fset *token.FileSet, parsed *ast.File, dir string, test bool) file {
	f := file{dir: dir, pos: fset.Position(parsed.Package), test: test, name: parsed.Name.Name}
	local := map[string]string{}
	for _, spec := range parsed.Imports {
		importPath, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the parser has accepted it, so it is a string
		}
		name := defaultName(importPath)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		local[name] = importPath
		f.imports = append(f.imports, imported{importPath, fset.Position(spec.Pos()).Line, name == "."})
	}
	ast.Inspect(parsed, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		// An identifier that the parser resolved is a variable of the file, not the package of that name.
		if x, ok := selector.X.(*ast.Ident); ok && x.Obj == nil && local[x.Name] != "" {
			f.uses = append(f.uses, use{local[x.Name], selector.Sel.Name, fset.Position(selector.Pos()).Line})
		}
		return true
	})
	return f
}

// defaultName guesses the name of a package from its path: the last element that is no version.
func defaultName(importPath string) string {
	base := path.Base(importPath)
	if len(base) > 1 && base[0] == 'v' && strings.Trim(base[1:], "0123456789") == "" {
		base = path.Base(path.Dir(importPath))
	}
	return base
}
