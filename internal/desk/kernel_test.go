package desk_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"naryad/internal/desk"
)

var update = flag.Bool("update", false, "write the golden files of commands' wire forms")

// TestTables: what the store and the history rely on.
func TestTables(t *testing.T) {
	names := map[string]bool{}
	for _, table := range desk.Tables {
		row := table.New()
		if row.Table() != table.Name || names[table.Name] {
			t.Errorf("%s is named %s, or twice", table.Name, row.Table())
		}
		names[table.Name] = true
		if f := reflect.TypeOf(row).Elem().Field(0); f.Name != "ID" || f.Tag.Get("db") != "id" || f.Type.Kind() != reflect.String {
			t.Errorf("%s: the first field is %s, not the id", table.Name, f.Name)
		}
		columns := map[string]bool{}
		for _, c := range desk.Columns(row) {
			if columns[c.Name] {
				t.Errorf("%s.%s stands twice", table.Name, c.Name)
			}
			columns[c.Name] = true
		}
		for _, c := range table.Indexed {
			if !columns[c] {
				t.Errorf("%s is indexed by %s, which it has not", table.Name, c)
			}
		}
		for _, o := range table.Ordered {
			if !columns[o.Column] || !columns[o.By] {
				t.Errorf("%s is ordered by %s, which it has not", table.Name, o)
			}
		}
		if table.Scope != desk.ScopeAll && table.Scope != desk.ScopeMoney {
			t.Errorf("%s has the scope %q", table.Name, table.Scope)
		}
	}
	if !names["rate"] {
		t.Error("there is no table of rates")
	}
}

// TestPR1Scope: rates live where only those who may see them receive them.
func TestScopes(t *testing.T) {
	t.Run("PR-1 rates are in the money scope and nothing else is", func(t *testing.T) {
		for _, table := range desk.Tables {
			if (table.Scope == desk.ScopeMoney) != (table.Name == "rate") {
				t.Errorf("%s has the scope %s", table.Name, table.Scope)
			}
		}
	})
}

// TestWire compares the wire form of every verb with its golden file: what was sent once is understood for ever.
func TestWire(t *testing.T) {
	for _, spec := range desk.Registered() {
		t.Run(spec.Name, func(t *testing.T) {
			cmd := spec.New()
			n := 0
			sample(reflect.ValueOf(cmd).Elem(), &n)
			name, version, args, err := desk.Encode(cmd)
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			enc := json.NewEncoder(&got)
			enc.SetIndent("", "  ")
			if err := enc.Encode(map[string]any{"name": name, "version": version, "args": args}); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", "wire", spec.Name+".json")
			if *update {
				if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatalf("%v (a new verb? run go test ./internal/desk -run TestWire -update)", err)
			}
			if d := cmp.Diff(string(want), got.String()); d != "" {
				t.Fatalf("the wire form has changed; a new form needs a new version: %s", d)
			}
			var golden struct {
				Name    string
				Version int
				Args    json.RawMessage
			}
			if err := json.Unmarshal(want, &golden); err != nil {
				t.Fatal(err)
			}
			back, err := desk.Decode(golden.Name, golden.Version, golden.Args)
			if err != nil {
				t.Fatal(err)
			}
			if again, _ := json.Marshal(back); !bytes.Equal(again, args) {
				t.Errorf("it comes back as %s", again)
			}
		})
	}
}

// sample fills every field with a value of its own.
func sample(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint("text ", *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Struct:
		for i := range v.NumField() {
			sample(v.Field(i), n)
		}
	case reflect.Slice:
		if v.Type() == reflect.TypeOf(json.RawMessage{}) {
			v.SetBytes([]byte(`[1,2]`))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		sample(v.Index(0), n)
	default:
		panic("no sample of " + v.Type().String())
	}
}

func TestWireNamesAreCamelCase(t *testing.T) {
	key := regexp.MustCompile(`"([^"]+)":`)
	camel := regexp.MustCompile(`^[a-z][a-zA-Z0-9]*$`)
	for _, spec := range desk.Registered() {
		text, err := os.ReadFile(filepath.Join("testdata", "wire", spec.Name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range key.FindAllStringSubmatch(string(text), -1) {
			if !camel.MatchString(m[1]) {
				t.Errorf("%s: %s", spec.Name, m[1])
			}
		}
	}
}

func TestDecode(t *testing.T) {
	for name, c := range map[string]struct {
		verb    string
		version int
		args    string
		code    desk.Code
		key     string
	}{
		"a verb that is not known":    {"ticket.dance", 1, `{}`, desk.CodeTooOld, "command.unknown"},
		"a version that is not known": {"ticket.accept", 2, `{}`, desk.CodeTooOld, "command.unknown"},
		"an unknown field":            {"ticket.accept", 1, `{"ticketId":"x","admin":true}`, desk.CodeInvalid, "command.malformed"},
		"a wrong type":                {"ticket.estimate", 1, `{"nh":0.5}`, desk.CodeInvalid, "command.malformed"},
		"a number beyond all bounds":  {"ticket.estimate", 1, `{"nh":1e99}`, desk.CodeInvalid, "command.malformed"},
		"data behind the arguments":   {"ticket.accept", 1, `{} {}`, desk.CodeInvalid, "command.malformed"},
		"no arguments":                {"ticket.accept", 1, ``, desk.CodeInvalid, "command.malformed"},
		"half of the arguments":       {"ticket.accept", 1, `{"ticketId":`, desk.CodeInvalid, "command.malformed"},
		"arguments over the limit":    {"ticket.say", 1, `{"text":"` + strings.Repeat("x", desk.MaxArgs) + `"}`, desk.CodeTooLarge, "command.too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := desk.Decode(c.verb, c.version, json.RawMessage(c.args))
			refused(t, err, c.code, c.key)
		})
	}
	if _, _, _, err := desk.Encode(&desk.Say{Text: strings.Repeat("x", desk.MaxArgs)}); desk.AsError(err) == nil {
		t.Error("a command over the limit was encoded")
	}
}

// TestSentences: every refusal, every verb and every mark for review has its sentence in both languages. The keys are
// read from the sources; those that are built from a field's key are spelled out by checks.go.
func TestSentences(t *testing.T) {
	want := map[string]bool{}
	for _, spec := range desk.Registered() {
		want["verb."+spec.Name] = true
	}
	for _, mark := range []string{desk.ReviewNoStart, desk.ReviewNoTicket, desk.ReviewStopBefore, desk.ReviewOver24, desk.ReviewOver48} {
		want["review."+mark] = true
	}
	errorf := regexp.MustCompile(`Errorf\(Code\w+, "([a-z0-9_.]+)"`)
	text := regexp.MustCompile(`\b(line|neededLine|neededProse)\("([a-z0-9_.]+)"`)
	for _, source := range sources(t, false) {
		for _, m := range errorf.FindAllStringSubmatch(source, -1) {
			want["error."+m[1]] = true
		}
		for _, m := range text.FindAllStringSubmatch(source, -1) {
			if m[2] == "setting.value" { // its refusal is setting.value_malformed
				continue
			}
			if m[1] != "line" {
				want["error."+m[2]+"_blank"] = true
			}
			if m[1] != "neededProse" {
				want["error."+m[2]+"_too_long"] = true
			}
		}
	}
	for _, language := range []string{"ru", "en"} {
		file, err := os.ReadFile(filepath.Join("..", "i18n", "catalog", "desk."+language+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var said map[string]any
		if err := json.Unmarshal(file, &said); err != nil {
			t.Fatal(err)
		}
		for key := range want {
			if said[key] == nil {
				t.Errorf("%s: no sentence for %s", language, key)
			}
		}
		for key := range said {
			if !want[key] {
				t.Errorf("%s: nobody says %s", language, key)
			}
		}
	}
}

// sources reads this package's files: the tests, or all others.
func sources(t *testing.T, tests bool) map[string]string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") != tests {
			continue
		}
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out[f] = string(text)
	}
	return out
}

// TestSpec: every rule that SPEC.md says is in force is cited by the code and named by a test.
func TestSpec(t *testing.T) {
	spec, err := os.ReadFile("SPEC.md")
	if err != nil {
		t.Fatal(err)
	}
	rules := regexp.MustCompile(`(?m)^- \*\*([A-Z]+-\d+)\*\* `).FindAllStringSubmatch(string(spec), -1)
	later := regexp.MustCompile(`(?m)^- ([A-Z]+-\d+) `).FindAllStringSubmatch(string(spec), -1)
	var code, tests strings.Builder
	for _, text := range sources(t, false) {
		code.WriteString(text)
	}
	for _, text := range sources(t, true) {
		tests.WriteString(text)
	}
	known := map[string]bool{}
	for _, m := range rules {
		known[m[1]] = true
		if !regexp.MustCompile(`// .*\b` + m[1] + `\b`).MatchString(code.String()) {
			t.Errorf("%s is cited by no code", m[1])
		}
		if !strings.Contains(tests.String(), `"`+m[1]+" ") {
			t.Errorf("%s is named by no test", m[1])
		}
	}
	for _, id := range []string{"ST-1", "ST-2", "ST-3", "ST-4", "ST-5", "TK-1", "EST-1", "EST-2", "EST-3", "EST-7", "AP-1", "PL-2", "PL-13", "TM-1", "TM-2", "TM-3", "TM-10", "PR-1", "PR-3", "NT-1", "NT-2", "NT-3"} {
		if !known[id] {
			t.Errorf("%s is not in force", id)
		}
	}
	for _, m := range later {
		known[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`\b(?:ST|TK|EST|AP|PL|TM|PR|CL|BL|HO|WT|NT|FL|RP)-\d+\b`).FindAllString(code.String(), -1) {
		if !known[m] {
			t.Errorf("the code cites %s, which SPEC.md does not list", m)
		}
	}
}
