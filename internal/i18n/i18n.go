// Package i18n holds every sentence that Go says to a person, in Russian and in English.
//
// A sentence has one home: catalog/<area>.<language>.json, flat JSON from an id to a text or to its plural forms.
// Ids are "error." + the Key of a desk.Error, "code." + its Code (for a key that a newer server invented),
// "verb." + a command's name, "status." + a status, "field." + a stored or typed field, "value." + what such a
// field may hold, "role." + a role; the areas' own ids follow their area's name. The package imports nothing of
// ours, so params come as plain values and their names decide how they are printed: see format.go.
package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// The languages of the catalogues. Default is what New gives for any other.
const (
	Russian = "ru"
	English = "en"
	Default = Russian
)

// Languages lists what New knows.
var Languages = []string{Russian, English}

//go:embed catalog/*.json
var catalogues embed.FS

// Match picks a language for a locale name such as "ru_RU.UTF-8" or "en-GB"; "", "C" and "POSIX" give Default.
func Match(locale string) string {
	head := strings.ToLower(locale)
	if i := strings.IndexAny(head, "_-.@"); i >= 0 {
		head = head[:i]
	}
	switch head {
	case "", "c", "posix":
		return Default
	case "ru", "be", "kk", "uk": // Russian is read there more than English is
		return Russian
	}
	return English
}

// entry is what the package itself must know of a message.
type entry struct {
	plural       bool
	placeholders []string
}

type library struct {
	bundle  *goi18n.Bundle
	entries map[string]map[string]entry // by language, by id
}

// load parses the embedded catalogues once. They are part of the program and tested, so a fault in them is a bug.
var load = sync.OnceValue(func() *library {
	lib, err := parse(catalogues, "catalog")
	if err != nil {
		panic("i18n: " + err.Error())
	}
	return lib
})

var placeholder = regexp.MustCompile(`{{\s*\.([A-Za-z0-9_]+)\s*}}`)

func parse(files fs.FS, dir string) (*library, error) {
	lib := &library{bundle: goi18n.NewBundle(language.Russian), entries: map[string]map[string]entry{}}
	lib.bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	names, err := fs.Glob(files, path.Join(dir, "*.json"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		file, err := lib.bundle.LoadMessageFileFS(files, name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		lang := file.Tag.String()
		if lib.entries[lang] == nil {
			lib.entries[lang] = map[string]entry{}
		}
		for _, m := range file.Messages {
			if _, twice := lib.entries[lang][m.ID]; twice {
				return nil, fmt.Errorf("%s: %q stands in another catalogue too", name, m.ID)
			}
			lib.entries[lang][m.ID] = entry{plural: m.One+m.Two+m.Few+m.Many != "", placeholders: placeholdersOf(m)}
		}
	}
	return lib, nil
}

func placeholdersOf(m *goi18n.Message) []string {
	var names []string
	for _, form := range []string{m.One, m.Two, m.Few, m.Many, m.Other} {
		for _, found := range placeholder.FindAllStringSubmatch(form, -1) {
			if !slices.Contains(names, found[1]) {
				names = append(names, found[1])
			}
		}
	}
	slices.Sort(names)
	return names
}

// Text speaks one language and tells moments in one location. It is safe for use by several goroutines.
type Text struct {
	lang      string
	where     *time.Location
	localizer *goi18n.Localizer
	entries   map[string]entry
}

// New returns the texts of a language, with moments in the machine's own location; a language that is not in
// Languages gives Default.
func New(lang string) *Text {
	if !slices.Contains(Languages, lang) {
		lang = Default
	}
	return load().text(lang)
}

func (lib *library) text(lang string) *Text {
	return &Text{lang: lang, where: time.Local, localizer: goi18n.NewLocalizer(lib.bundle, lang), entries: lib.entries[lang]}
}

// In returns the same texts with moments told in another location.
func (t *Text) In(where *time.Location) *Text {
	c := *t
	c.where = where
	return &c
}

// Lang is the language's code.
func (t *Text) Lang() string { return t.lang }

// Has says whether there is a text under id.
func (t *Text) Has(id string) bool {
	_, ok := t.entries[id]
	return ok
}

// Say returns the text under id with its params printed.
// An id that does not exist gives the general sentence about an internal error, never the id.
func (t *Text) Say(id string, params map[string]any) string {
	e, ok := t.entries[id]
	if !ok {
		id = "error.internal"
		if e, ok = t.entries[id]; !ok {
			return ""
		}
	}
	config := &goi18n.LocalizeConfig{MessageID: id, TemplateData: t.printed(e, params)}
	if e.plural {
		config.PluralCount = pluralCount(e, params)
	}
	said, err := t.localizer.Localize(config)
	if err != nil && said == "" {
		return t.Say("error.internal", nil)
	}
	return said
}

// Problem is the sentence for an error: what is wrong and what to do. A key without a sentence, which only a
// program of another version can send, gives the sentence of the error's code.
func (t *Text) Problem(code, key string, params map[string]any) string {
	for _, id := range []string{"error." + key, "code." + code} {
		if t.Has(id) {
			return t.Say(id, params)
		}
	}
	return t.Say("error.internal", nil)
}

// Error is Problem without a code, for errors of this very program.
func (t *Text) Error(key string, params map[string]any) string { return t.Problem("", key, params) }

// Name returns the text under kind + "." + value, such as Name("status", "new"); an unknown value stays as it is.
func (t *Text) Name(kind, value string) string {
	if id := kind + "." + value; value != "" && t.Has(id) {
		return t.Say(id, nil)
	}
	return value
}

// Status is a status in words.
func (t *Text) Status(status string) string { return t.Name("status", status) }

// Verb is a command's name in words.
func (t *Text) Verb(name string) string { return t.Name("verb", name) }
