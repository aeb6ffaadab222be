package archtest

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestTheHouseStands checks the program itself.
func TestTheHouseStands(t *testing.T) {
	house := os.DirFS("../..")
	violations, err := Check(house)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range violations {
		t.Error(v)
	}
	strange, err := TopLevel(house)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range strange {
		t.Errorf("%s stands in the first folder: it belongs into one of the others", name)
	}
}

var wanted = regexp.MustCompile(`"([^"]+)"`)

// TestEveryWallHolds reads a small house in testdata that breaks each wall once, in comments `// want "…"` on the line itself,
// and asks for exactly those violations.
func TestEveryWallHolds(t *testing.T) {
	house := os.DirFS("testdata/house")
	found, err := Check(house)
	if err != nil {
		t.Fatal(err)
	}
	want := wants(t, house)
	if len(want) < 20 {
		t.Fatalf("the broken house has only %d marks", len(want))
	}
	for _, v := range found {
		i := slices.IndexFunc(want, func(w Violation) bool {
			return w.File == v.File && w.Line == v.Line && strings.Contains(v.Text, w.Text)
		})
		if i < 0 {
			t.Errorf("not expected: %s", v)
			continue
		}
		want = slices.Delete(want, i, i+1)
	}
	for _, w := range want {
		t.Errorf("not found: %s", w)
	}
}

func wants(t *testing.T, house fs.FS) []Violation {
	t.Helper()
	var marks []Violation
	err := fs.WalkDir(house, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		source, err := fs.ReadFile(house, name)
		if err != nil {
			return err
		}
		for n, line := range strings.Split(string(source), "\n") {
			_, mark, ok := strings.Cut(line, "// want ")
			if !ok {
				continue
			}
			for _, m := range wanted.FindAllStringSubmatch(mark, -1) {
				marks = append(marks, Violation{name, n + 1, m[1]})
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return marks
}

// TestEachForbiddenImportIsRefused adds, for every pair of packages in the table, an import of the second to the first, and asks
// that it is refused exactly where the table does not name it.
func TestEachForbiddenImportIsRefused(t *testing.T) {
	refused := 0
	for _, row := range Table {
		for _, target := range Table {
			if row.Package == target.Package || target.Package == "." {
				continue
			}
			source := fmt.Sprintf("package house\n\nimport _ %q\n", Module+"/"+target.Package)
			violations, err := Check(fstest.MapFS{path.Join(row.Package, "house.go"): {Data: []byte(source)}})
			if err != nil {
				t.Fatal(err)
			}
			may := slices.Contains(row.May, target.Package) || slices.Contains(row.May, anything)
			if may != (len(violations) == 0) {
				t.Errorf("%s imports %s: allowed %v, found %v", row.Package, target.Package, may, violations)
			}
			if !may {
				refused++
			}
		}
	}
	t.Logf("%d forbidden imports refused", refused)
}

// TestTheTableIsSound: rows without repeats, every row with its reason, nothing allowed that has no row, no two packages that may
// import each other.
func TestTheTableIsSound(t *testing.T) {
	rows := map[string]Row{}
	for _, row := range Table {
		if _, twice := rows[row.Package]; twice {
			t.Errorf("%s stands twice", row.Package)
		}
		if row.Why == "" {
			t.Errorf("%s has no reason", row.Package)
		}
		rows[row.Package] = row
	}
	for _, row := range Table {
		for _, may := range append(slices.Clone(row.May), row.InTests...) {
			if _, ok := rows[may]; !ok && may != anything {
				t.Errorf("%s may import %s, which has no row", row.Package, may)
			}
		}
		for _, may := range row.May {
			if slices.Contains(rows[may].May, row.Package) {
				t.Errorf("%s and %s may import each other", row.Package, may)
			}
		}
	}
	for _, wall := range Outsides {
		if wall.Why == "" {
			t.Errorf("the wall around %s has no reason", wall.Path)
		}
	}
}

func TestTheFirstFolder(t *testing.T) {
	strange, err := TopLevel(fstest.MapFS{"main.go": {}, "tools.sh": {}, "go.mod": {}, "docs/a.md": {}})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(strange, []string{"docs", "tools.sh"}) {
		t.Errorf("strange in the first folder: %v", strange)
	}
}

func TestASourceThatDoesNotParseIsAnError(t *testing.T) {
	if _, err := Check(fstest.MapFS{"internal/desk/desk.go": {Data: []byte("package")}}); err == nil {
		t.Error("no error")
	}
}
