package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	_ "time/tzdata" // the zones are there on every machine

	"naryad/internal/clock"
	"naryad/internal/desk"
	"naryad/internal/i18n"
)

func bare(t *testing.T, log *slog.Logger) *App {
	t.Helper()
	a, err := New(Options{Dir: t.TempDir(), Clock: clock.System(), Zone: time.UTC, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	return a
}

// TestWhateverGoesWrongComesOutAsAProblem: a panic would leave the frontend's promise unsettled, and an internal error's
// text is for the log alone.
func TestWhateverGoesWrongComesOutAsAProblem(t *testing.T) {
	secret := errors.New("open /home/anna/replica.db: permission denied")
	refusal := desk.Errorf(desk.CodeConflict, "ticket.estimate_missing")
	cases := map[string]struct {
		body func(ctx context.Context) (int, error)
		key  string
		log  string
	}{
		"a panic":                {func(context.Context) (int, error) { panic("boom") }, "internal", "boom"},
		"a nil dereference":      {func(context.Context) (int, error) { var d *desk.Ticket; return len(d.Subject), nil }, "internal", "stack"},
		"an internal error":      {func(context.Context) (int, error) { return 1, fmt.Errorf("read: %w", secret) }, "internal", "permission denied"},
		"a refusal":              {func(context.Context) (int, error) { return 0, fmt.Errorf("execute: %w", refusal) }, "ticket.estimate_missing", ""},
		"no time left":           {func(ctx context.Context) (int, error) { <-ctx.Done(); return 0, ctx.Err() }, "app.timeout", "ran out of time"},
		"a panic with an *Error": {func(context.Context) (int, error) { panic(refusal) }, "internal", "ticket.estimate_missing"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var logged bytes.Buffer
				a := bare(t, slog.New(slog.NewTextHandler(&logged, nil)))
				_, err := call(a.desk, "Test", c.body)
				e := desk.AsError(err)
				if e == nil || e.Key != c.key {
					t.Fatalf("got %v", err)
				}
				if p := a.Problem(err); p.Text == "" || strings.Contains(p.Text, "permission") || p.Params == nil {
					t.Errorf("got %+v", p)
				}
				if !strings.Contains(logged.String(), c.log) || (c.log == "" && logged.Len() > 0) {
					t.Errorf("logged: %s", logged.String())
				}
			})
		})
	}
}

// told keeps the events of a hub; a bubble's sleep alone does not order them with what a test reads.
type told struct {
	mu     sync.Mutex
	events []Event
}

func (k *told) add(e Event) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.events = append(k.events, e)
}

func (k *told) all() []Event {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.events)
}

func TestChangesAreGatheredAndNumbered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHub(coalesce)
		var k told
		cancel := h.subscribe(k.add)
		h.changed([]string{"a"}, false)
		synctest.Wait()
		if got := k.all(); len(got) != 1 || got[0].Seq != 1 || !slices.Equal(got[0].Data.(Changed).Tickets, []string{"a"}) {
			t.Fatalf("the first is told at once: %+v", got)
		}
		var n atomic.Int64
		for range 1000 {
			h.changed([]string{"b"}, false)
			h.changed([]string{"a", "c"}, false)
			h.state("timer", func() (any, error) { return n.Add(1), nil })
		}
		synctest.Wait()
		if got := k.all(); len(got) != 1 {
			t.Fatalf("the rest is gathered: %d events", len(got))
		}
		time.Sleep(coalesce)
		synctest.Wait()
		if got := k.all(); len(got) != 3 || !slices.Equal(got[1].Data.(Changed).Tickets, []string{"b", "a", "c"}) || got[2].Name != "timer" || n.Load() != 1 {
			t.Fatalf("gathered into one of each: %+v, computed %d times", got[1:], n.Load())
		}
		time.Sleep(coalesce)
		h.state("sync", func() (any, error) { return nil, errors.New("closed") })
		h.show()
		synctest.Wait()
		time.Sleep(coalesce)
		h.show()
		synctest.Wait()
		got := k.all()
		if last := got[len(got)-1]; last.Seq != int64(len(got)) || last.Name != "show" || len(got) != 5 {
			t.Errorf("numbers without holes: %+v", got[3:])
		}
		cancel()
		time.Sleep(coalesce)
		h.show()
		synctest.Wait()
		h.close()
		time.Sleep(coalesce)
		h.show()
		synctest.Wait()
		if len(k.all()) != 5 {
			t.Error("told after the end")
		}
	})
}

func TestVeryManyChangesAreToldAsAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHub(coalesce)
		var k told
		h.subscribe(k.add)
		var many []string
		for i := range 100_000 {
			many = append(many, fmt.Sprint(i))
		}
		h.changed(many, false)
		synctest.Wait()
		if got := k.all(); len(got) != 1 || !got[0].Data.(Changed).All || len(got[0].Data.(Changed).Tickets) != 0 {
			t.Errorf("got %+v", got)
		}
		time.Sleep(coalesce)
	})
}

func TestShortNames(t *testing.T) {
	for name, want := range map[string]string{
		"Лебедев Андрей Петрович": "Лебедев А.", "Anna  Petrova": "Anna P.", "Мария": "Мария", "": "", "  ": "  ",
	} {
		if got := shortName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestZonesHaveNamesThatBrowsersKnow(t *testing.T) {
	now := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for offset, want := range map[int]string{
		0: "UTC", 3 * 3600: "Etc/GMT-3", -5 * 3600: "Etc/GMT+5", 5*3600 + 1800: "+05:30", -(9*3600 + 1800): "-09:30",
	} {
		if got := offsetName(offset); got != want {
			t.Errorf("%d: %s, want %s", offset, got, want)
		}
	}
	omsk, err := time.LoadLocation("Asia/Omsk")
	if err != nil {
		t.Fatal(err)
	}
	if got := zoneName(omsk, now); got != "Asia/Omsk" {
		t.Errorf("got %s", got)
	}
	t.Setenv("TZ", ":Asia/Omsk")
	if name := zoneName(time.Local, now); name == "Local" || name == "" {
		t.Errorf("the machine's zone has no name: %q", name)
	}
}

func TestMomentsCrossTheBridge(t *testing.T) {
	at := desk.At(time.Date(2026, 11, 23, 9, 0, 0, 123e6, time.UTC))
	if got := iso(at); got != "2026-11-23T09:00:00.123Z" {
		t.Errorf("got %s", got)
	}
	for text, want := range map[string]desk.Instant{"": 0, "2026-11-23T09:00:00.123Z": at, "2026-11-23T12:00:00.123+03:00": at} {
		if got, err := instant(text); err != nil || got != want {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
	if _, err := instant("завтра"); desk.AsError(err) == nil {
		t.Errorf("got %v", err)
	}
	if iso(0) != "" {
		t.Error("the zero moment is not empty")
	}
}

var bound = regexp.MustCompile(`(?m)^export function (\w+)\((.*)\):Promise`)

// TestTheBindingsAreFresh compares frontend/wailsjs with the bound struct: make gen writes it anew.
func TestTheBindingsAreFresh(t *testing.T) {
	declared, err := os.ReadFile("../frontend/wailsjs/go/app/Desk.d.ts")
	if err != nil {
		t.Fatal(err)
	}
	models, err := os.ReadFile("../frontend/wailsjs/go/models.ts")
	if err != nil {
		t.Fatal(err)
	}
	args := map[string]int{}
	for _, m := range bound.FindAllStringSubmatch(string(declared), -1) {
		args[m[1]] = strings.Count(m[2], ":")
	}
	d := reflect.TypeFor[*Desk]()
	if len(args) != d.NumMethod() {
		t.Errorf("%d methods are bound, %d are declared", d.NumMethod(), len(args))
	}
	for m := range d.Methods() {
		if n, ok := args[m.Name]; !ok || n != m.Type.NumIn()-1 {
			t.Errorf("%s: declared %v with %d arguments, has %d", m.Name, ok, n, m.Type.NumIn()-1)
		}
		if last := m.Type.Out(m.Type.NumOut() - 1); last != reflect.TypeFor[error]() {
			t.Errorf("%s returns no error last", m.Name)
		}
		for out := range m.Type.Outs() {
			lookInto(t, string(models), out, map[reflect.Type]bool{})
		}
	}
}

// lookInto asks that every field of a result type is known to the frontend, and that none is a float or a time.Time: NaN in
// a result ends a Wails program, and a time.Time becomes any.
func lookInto(t *testing.T, models string, of reflect.Type, seen map[reflect.Type]bool) {
	t.Helper()
	switch of.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		lookInto(t, models, of.Elem(), seen)
	case reflect.Float32, reflect.Float64:
		t.Errorf("a float crosses the bridge")
	case reflect.Struct:
		if of == reflect.TypeFor[time.Time]() {
			t.Error("a time.Time crosses the bridge")
		}
		if seen[of] {
			return
		}
		seen[of] = true
		for f := range of.Fields() {
			if name := f.Tag.Get("json"); !f.Anonymous && !strings.Contains(models, fmt.Sprintf("source[%q]", name)) {
				t.Errorf("%s.%s is not in the bindings", of.Name(), f.Name)
			}
			lookInto(t, models, f.Type, seen)
		}
	}
}

// TestEveryFieldHasAName: whatever the history or a refused command can hold is told by a name, never by a column's.
func TestEveryFieldHasAName(t *testing.T) {
	text := i18n.New(i18n.Russian)
	asked := 0
	ask := func(where, field string) {
		if slices.Contains(derived, field) || slices.Contains(unspoken, field) {
			return
		}
		asked++
		if !text.Has("field." + field) {
			t.Errorf("%s: no name for the field %q", where, field)
		}
	}
	for _, table := range desk.Tables {
		if table.Name == "history" {
			continue // it has no history of its own
		}
		for _, c := range desk.Columns(table.New()) {
			if c.History && c.Name != "id" {
				ask(table.Name, c.Name)
			}
		}
	}
	for _, spec := range desk.Registered() {
		for _, f := range argumentsOf(reflect.TypeOf(spec.New()).Elem()) {
			ask(spec.Name, snake(f))
		}
	}
	if asked < 50 {
		t.Fatalf("only %d fields were found", asked)
	}
}

func argumentsOf(of reflect.Type) (names []string) {
	for f := range of.Fields() {
		if f.Anonymous {
			names = append(names, argumentsOf(f.Type)...)
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

func TestArgumentsKeepTheirOrder(t *testing.T) {
	got, err := inOrder(json.RawMessage(`{"b":1,"a":{"x":2},"ticketId":"t"}`))
	if err != nil || len(got) != 3 || got[0].name != "b" || got[1].name != "a" || got[2].value != "t" {
		t.Errorf("got %+v, %v", got, err)
	}
	for _, bad := range []string{"", "{", `{"a":`} {
		if _, err := inOrder(json.RawMessage(bad)); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}
