package desk

import (
	"fmt"
	"reflect"
	"sync"
)

// Column is one stored field of a row type.
type Column struct {
	Name    string
	Index   int  // the field's index in the struct
	JSON    bool // stored as JSON text
	History bool // told in the history
}

var columnsByType sync.Map // reflect.Type → []Column

// Columns returns the stored fields of a row's type, in the order of its struct.
func Columns(row Row) []Column {
	t := reflect.TypeOf(row).Elem()
	if c, ok := columnsByType.Load(t); ok {
		return c.([]Column)
	}
	var cols []Column
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		name := f.Tag.Get("db")
		if name == "" {
			panic(fmt.Sprintf("desk: %s.%s has no db tag", t.Name(), f.Name))
		}
		cols = append(cols, Column{Name: name, Index: i, JSON: isJSON(f.Type.Kind()), History: f.Tag.Get("history") != "-"})
	}
	columnsByType.Store(t, cols)
	return cols
}

func isJSON(k reflect.Kind) bool {
	switch k {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int64:
		return false
	default:
		return true
	}
}

// changes lists the fields that differ between two images of one row; either may be nil.
func changes(old, new Row) []Change {
	any := new
	if any == nil {
		any = old
	}
	var out []Change
	for _, c := range Columns(any) {
		if !c.History || c.Name == "id" {
			continue
		}
		o, n := historyValue(old, c), historyValue(new, c)
		if !reflect.DeepEqual(o, n) {
			out = append(out, Change{Field: c.Name, Old: o, New: n})
		}
	}
	return out
}

// historyValue is a field's value, or nil when the row is absent or the field is empty.
func historyValue(row Row, c Column) any {
	if row == nil {
		return nil
	}
	v := reflect.ValueOf(row).Elem().Field(c.Index)
	if v.IsZero() || (c.JSON && v.Kind() == reflect.Slice && v.Len() == 0) {
		return nil
	}
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Int, reflect.Int64:
		return v.Int()
	case reflect.Bool:
		return v.Bool()
	}
	return v.Interface()
}
