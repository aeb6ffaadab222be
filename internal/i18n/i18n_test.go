package i18n

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

type nh int
type status string
type instant int64

func TestParamsArePrintedByTheirNames(t *testing.T) {
	moscow := time.FixedZone("MSK", 3*3600)
	at := instant(time.Date(2026, 11, 23, 21, 5, 0, 0, time.UTC).UnixMilli())
	cases := []struct {
		name   string
		value  any
		ru, en string
	}{
		{"nh", nh(5), "0,5", "0.5"},
		{"nh", nh(130), "13", "13"},
		{"lowerNh", float64(65), "6,5", "6.5"},
		{"nh", 0, "0", "0"},
		{"nh", -8, "−0,8", "−0.8"},
		{"status", status("in_progress"), "В работе", "In progress"},
		{"fromStatus", "stale", "Устарела", "Stale"},
		{"untilAt", at, "24.11.2026, 00:05", "24 Nov 2026, 00:05"},
		{"limitBytes", 256 << 10, "256\u00a0КБ", "256\u00a0KB"},
		{"bytes", 1536, "1,5\u00a0КБ", "1.5\u00a0KB"},
		{"count", 7, "7", "7"},
		{"name", "ООО «Луч»", "ООО «Луч»", "ООО «Луч»"},
		{"firm", true, "да", "yes"},
		{"nh", []any{float64(5), float64(8)}, "0,5, 0,8", "0.5, 0.8"},
		{"role", "lead", "руководитель", "lead"},
	}
	ru, en := New("ru").In(moscow), New("en").In(moscow)
	for _, c := range cases {
		if got := ru.Param(c.name, c.value); got != c.ru {
			t.Errorf("ru %s=%v: got %q, want %q", c.name, c.value, got, c.ru)
		}
		if got := en.Param(c.name, c.value); got != c.en {
			t.Errorf("en %s=%v: got %q, want %q", c.name, c.value, got, c.en)
		}
	}
}

func TestAnUnknownKeyIsNeverShown(t *testing.T) {
	for _, lang := range Languages {
		text := New(lang)
		general := text.Say("error.internal", nil)
		if general == "" {
			t.Fatal("the general sentence is missing")
		}
		if got := text.Problem("strange", "no.such_key", nil); got != general {
			t.Errorf("%s: unknown code and key: %q", lang, got)
		}
		if got := text.Problem("signed_out", "no.such_key", nil); got == general || strings.Contains(got, "no.such") {
			t.Errorf("%s: an unknown key of a known code should give the code's sentence: %q", lang, got)
		}
		if got := text.Say("no.such_id", nil); got != general {
			t.Errorf("%s: unknown id: %q", lang, got)
		}
	}
}

func TestAnUnknownLanguageGivesTheDefault(t *testing.T) {
	if got := New("de").Lang(); got != Default {
		t.Errorf("got %s", got)
	}
}

func TestALocaleGivesALanguage(t *testing.T) {
	for locale, want := range map[string]string{
		"ru_RU.UTF-8": "ru", "ru": "ru", "kk-KZ": "ru", "C.UTF-8": Default, "": Default, "POSIX": Default, "en_GB.UTF-8": "en", "de-DE": "en",
	} {
		if got := Match(locale); got != want {
			t.Errorf("%q: got %s, want %s", locale, got, want)
		}
	}
}

func TestPluralsFollowTheCount(t *testing.T) {
	files := fstest.MapFS{
		"c/x.ru.json": {Data: []byte(`{"x.tickets": {"one": "{{.count}} заявка", "few": "{{.count}} заявки", "many": "{{.count}} заявок", "other": "{{.count}} заявки"}}`)},
		"c/x.en.json": {Data: []byte(`{"x.tickets": {"one": "{{.count}} ticket", "other": "{{.count}} tickets"}}`)},
	}
	lib, err := parse(files, "c")
	if err != nil {
		t.Fatal(err)
	}
	ru, en := lib.text("ru"), lib.text("en")
	for n, want := range map[int]string{1: "1 заявка", 2: "2 заявки", 5: "5 заявок", 11: "11 заявок", 21: "21 заявка", 22: "22 заявки"} {
		if got := ru.Say("x.tickets", map[string]any{"count": n}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for n, want := range map[int]string{1: "1 ticket", 5: "5 tickets"} {
		if got := en.Say("x.tickets", map[string]any{"count": n}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestAMissingParamIsADash(t *testing.T) {
	lib, err := parse(fstest.MapFS{
		"c/x.ru.json": {Data: []byte(`{"error.x": "Заявка {{.number}}"}`)},
	}, "c")
	if err != nil {
		t.Fatal(err)
	}
	if got := lib.text("ru").Problem("invalid", "x", nil); got != "Заявка —" {
		t.Errorf("got %q", got)
	}
}

func TestOneIdInTwoFilesIsRefused(t *testing.T) {
	_, err := parse(fstest.MapFS{
		"c/a.ru.json": {Data: []byte(`{"error.x": "раз"}`)},
		"c/b.ru.json": {Data: []byte(`{"error.x": "два"}`)},
	}, "c")
	if err == nil {
		t.Error("the second was taken")
	}
}
