package i18n

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// printed makes every param a string by its name: "nh" and …Nh are tenths of an n/h, "status" and …Status a status,
// …At a moment in Unix milliseconds UTC, "verb" a command's name, …Bytes a size in bytes, "role" a role, "kind" a
// kind of ticket or of time; anything else is shown as it is. A placeholder without a param becomes a dash.
func (t *Text) printed(e entry, params map[string]any) map[string]string {
	out := make(map[string]string, len(params))
	for _, name := range e.placeholders {
		out[name] = "—"
	}
	for name, value := range params {
		out[name] = t.Param(name, value)
	}
	return out
}

// Param prints one param or stored value by the naming rule of printed.
func (t *Text) Param(name string, value any) string {
	if list, ok := value.([]any); ok {
		parts := make([]string, len(list))
		for i, v := range list {
			parts[i] = t.Param(name, v)
		}
		return strings.Join(parts, ", ")
	}
	if n, ok := whole(value); ok {
		switch {
		case named(name, "nh", "Nh"):
			return t.NH(n)
		case strings.HasSuffix(name, "At"):
			return t.Moment(n)
		case named(name, "bytes", "Bytes"):
			return t.Size(n)
		}
		return strconv.FormatInt(n, 10)
	}
	if b, ok := value.(bool); ok {
		if b {
			return t.Say("value.yes", nil)
		}
		return t.Say("value.no", nil)
	}
	if value == nil {
		return ""
	}
	text := stringOf(value)
	switch {
	case named(name, "status", "Status"):
		return t.Status(text)
	case name == "verb":
		return t.Verb(text)
	case name == "role", name == "kind":
		return t.Name(name, text)
	}
	return text
}

// NH prints tenths of an n/h: 5 is "0,5" in Russian and "0.5" in English, 130 is "13".
func (t *Text) NH(tenths int64) string {
	sign := ""
	if tenths < 0 {
		sign, tenths = "−", -tenths
	}
	if tenths%10 == 0 {
		return sign + strconv.FormatInt(tenths/10, 10)
	}
	return fmt.Sprintf("%s%d%s%d", sign, tenths/10, t.point(), tenths%10)
}

// Moment prints Unix milliseconds as a day and a time of day; 0 is "".
func (t *Text) Moment(ms int64) string {
	if ms == 0 {
		return ""
	}
	at := time.UnixMilli(ms).In(t.where)
	if t.lang == Russian {
		return at.Format("02.01.2006, 15:04")
	}
	return at.Format("2 Jan 2006, 15:04")
}

// Size prints bytes in the largest unit that keeps the number readable, with 1024 bytes to a kilobyte.
func (t *Text) Size(bytes int64) string {
	units := []string{"unit.byte", "unit.kilobyte", "unit.megabyte", "unit.gigabyte"}
	n, u := float64(bytes), 0
	for math.Abs(n) >= 1024 && u < len(units)-1 {
		n, u = n/1024, u+1
	}
	digits := strconv.FormatFloat(math.Round(n*10)/10, 'f', -1, 64)
	return strings.Replace(digits, ".", t.point(), 1) + "\u00a0" + t.Say(units[u], nil)
}

func (t *Text) point() string {
	if t.lang == Russian {
		return ","
	}
	return "."
}

// pluralCount is the number that a plural text agrees with: the param "count" or, without one, the text's only param.
func pluralCount(e entry, params map[string]any) any {
	name := "count"
	if len(e.placeholders) == 1 {
		name = e.placeholders[0]
	}
	if n, ok := whole(params[name]); ok {
		return n
	}
	return int64(0)
}

func named(name, alone, suffix string) bool { return name == alone || strings.HasSuffix(name, suffix) }

// whole reads any whole number, also one that came as a JSON number.
func whole(value any) (int64, bool) {
	v := reflect.ValueOf(value)
	switch v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), true
	case reflect.Float64, reflect.Float32:
		f := v.Float()
		if f == math.Trunc(f) && math.Abs(f) < 1<<53 {
			return int64(f), true
		}
	}
	return 0, false
}

func stringOf(value any) string {
	if v := reflect.ValueOf(value); v.Kind() == reflect.String {
		return v.String()
	}
	return fmt.Sprint(value)
}
