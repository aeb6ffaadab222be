package desk

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of what people type: names and subjects in characters, texts in bytes.
const (
	MaxSubject = 300
	MaxName    = 200
	MaxText    = 200 << 10
)

// checkID refuses what is no UUID; field names it for the person.
func checkID(field string, id ID) error {
	if !ValidID(id) {
		return Errorf(CodeInvalid, "id.invalid", "field", field)
	}
	return nil
}

// optionalID is checkID for an id that may be left out.
func optionalID(field string, id ID) error {
	if id == "" {
		return nil
	}
	return checkID(field, id)
}

// line trims a one-line text and refuses it when it is longer than limit characters.
func line(key, text string, limit int) (string, error) {
	text = strings.Join(strings.Fields(strings.Map(printable, text)), " ")
	if n := utf8.RuneCountInString(text); n > limit {
		return "", Errorf(CodeTooLarge, key+"_too_long", "length", n, "limit", limit)
	}
	return text, nil
}

// neededLine is line for a text that must not be blank.
func neededLine(key, text string, limit int) (string, error) {
	text, err := line(key, text, limit)
	if err == nil && text == "" {
		return "", Errorf(CodeInvalid, key+"_blank")
	}
	return text, err
}

// prose trims a text of several lines and refuses it when it is longer than MaxText bytes.
func prose(text string) (string, error) {
	text = strings.TrimSpace(strings.Map(printable, strings.ReplaceAll(text, "\r\n", "\n")))
	if len(text) > MaxText {
		return "", Errorf(CodeTooLarge, "text.too_large", "textBytes", len(text), "limitBytes", MaxText)
	}
	return text, nil
}

// neededProse is prose for a text that must not be blank.
func neededProse(key, text string) (string, error) {
	text, err := prose(text)
	if err == nil && text == "" {
		return "", Errorf(CodeInvalid, key+"_blank")
	}
	return text, err
}

// printable drops control characters other than tab and line feed: no keyboard types them and they break exports.
func printable(r rune) rune {
	if unicode.IsControl(r) && r != '\n' && r != '\t' {
		return -1
	}
	return r
}

// wayOf checks by which way a client answered.
func wayOf(way string) error {
	switch way {
	case "call", "chat", "mail":
		return nil
	}
	return Errorf(CodeInvalid, "answer.way_unknown")
}
