package i18n

import (
	"slices"
	"testing"
)

// TestBothLanguagesSayTheSame: every id stands in both languages with the same placeholders and the plural forms
// that its language needs.
func TestBothLanguagesSayTheSame(t *testing.T) {
	lib := load()
	if len(lib.entries[Russian]) == 0 {
		t.Fatal("no catalogue was read")
	}
	for _, pair := range [][2]string{{Russian, English}, {English, Russian}} {
		for id, e := range lib.entries[pair[0]] {
			other, ok := lib.entries[pair[1]][id]
			if !ok {
				t.Errorf("%q stands in %s and is missing in %s", id, pair[0], pair[1])
				continue
			}
			if !slices.Equal(e.placeholders, other.placeholders) {
				t.Errorf("%q: placeholders %v in %s, %v in %s", id, e.placeholders, pair[0], other.placeholders, pair[1])
			}
			if e.plural && len(e.placeholders) != 1 && !slices.Contains(e.placeholders, "count") {
				t.Errorf("%q has plural forms, several params and no {{.count}} that they agree with", id)
			}
		}
	}
}

// TestEveryTextCanBeSaid: no template is broken, no text is empty.
func TestEveryTextCanBeSaid(t *testing.T) {
	for _, lang := range Languages {
		text := New(lang)
		general := text.Say("error.internal", nil)
		for id, e := range text.entries {
			for _, n := range []int{1, 2, 5, 21} {
				params := map[string]any{}
				for _, name := range e.placeholders {
					params[name] = n
				}
				said := text.Say(id, params)
				if said == "" || (said == general && id != "error.internal") {
					t.Errorf("%s %q with %d: %q", lang, id, n, said)
				}
			}
		}
	}
}

func TestEveryStatusHasItsName(t *testing.T) {
	want := map[string][2]string{
		"new": {"Новый", "New"}, "estimated": {"Оценено", "Estimated"}, "approved": {"Согласовано", "Approved"},
		"rejected": {"Отклонено", "Rejected"}, "planned": {"Запланировано", "Planned"}, "in_progress": {"В работе", "In progress"},
		"done": {"Выполнено", "Done"}, "completed": {"Завершено", "Completed"}, "stale": {"Устарела", "Stale"},
		"irrelevant": {"Неактуально", "Irrelevant"},
	}
	for status, names := range want {
		if got := New(Russian).Status(status); got != names[0] {
			t.Errorf("%s: %q", status, got)
		}
		if got := New(English).Status(status); got != names[1] {
			t.Errorf("%s: %q", status, got)
		}
	}
}
