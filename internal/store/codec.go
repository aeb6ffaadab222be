package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"naryad/internal/desk"
)

// codec reads and writes the rows of one replicated table. Its SQL text is made once.
type codec struct {
	table desk.Table
	cols  []desk.Column
	text  []bool                   // of each column: whether it is stored as text
	find  map[string]string        // by column
	near  map[desk.Order][2]string // the neighbour before and the one after

	insert, upsert, get, delete, list string
	restore                           string // puts back the undo images of the table
}

var codecs = func() map[string]*codec {
	all := map[string]*codec{}
	for _, t := range desk.Tables {
		all[t.Name] = newCodec(t)
	}
	return all
}()

func newCodec(t desk.Table) *codec {
	k := &codec{table: t, cols: desk.Columns(t.New()), find: map[string]string{}, near: map[desk.Order][2]string{}}
	names := make([]string, len(k.cols))
	k.text = make([]bool, len(k.cols))
	for i, c := range k.cols {
		names[i] = c.Name
		k.text[i] = c.JSON || reflect.TypeOf(t.New()).Elem().Field(c.Index).Type.Kind() == reflect.String
	}
	list := strings.Join(names, ", ")
	k.insert = insertInto(t.Name, names)
	k.upsert = upsertInto(t.Name, names)
	k.get = "SELECT " + list + " FROM " + t.Name + " WHERE id = ?"
	k.delete = "DELETE FROM " + t.Name + " WHERE id = ?"
	k.restore = restoreSQL(t.Name, names)
	k.list = "SELECT " + list + " FROM " + t.Name
	for _, c := range t.Indexed {
		k.find[c] = k.list + " WHERE " + c + " = ? ORDER BY id"
	}
	for _, o := range t.Ordered {
		from := k.list + " WHERE " + o.Column + " = ?1 AND "
		k.near[o] = [2]string{
			from + "(" + o.By + ", id) < (?2, ?3) ORDER BY " + o.By + " DESC, id DESC LIMIT 1",
			from + "(" + o.By + ", id) > (?2, ?3) ORDER BY " + o.By + ", id LIMIT 1",
		}
	}
	return k
}

func insertInto(table string, cols []string) string {
	return "INSERT INTO " + table + " (" + strings.Join(cols, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(cols)-1) + ")"
}

// upsertInto never uses INSERT OR REPLACE: that deletes without running the delete triggers (STO-5).
func upsertInto(table string, cols []string) string {
	var set []string
	for _, c := range cols {
		if c != "id" {
			set = append(set, c+" = excluded."+c)
		}
	}
	if len(set) == 0 {
		return insertInto(table, cols) + " ON CONFLICT (id) DO NOTHING"
	}
	return insertInto(table, cols) + " ON CONFLICT (id) DO UPDATE SET " + strings.Join(set, ", ")
}

// restoreSQL puts back every before-image of a table at once.
func restoreSQL(table string, cols []string) string {
	from := make([]string, len(cols))
	for i, c := range cols {
		from[i] = "json_extract(image, '$." + c + "')"
	}
	upsert := upsertInto(table, cols)
	values := strings.Index(upsert, " VALUES ")
	conflict := strings.Index(upsert, " ON CONFLICT ")
	return upsert[:values] + " SELECT " + strings.Join(from, ", ") + " FROM undo WHERE tbl = ? AND image IS NOT NULL" + upsert[conflict:]
}

func codecOf(table string) (*codec, error) {
	if k := codecs[table]; k != nil {
		return k, nil
	}
	return nil, fmt.Errorf("store: %q is no replicated table", table)
}

// values are the row's fields as SQLite stores them, in the order of the columns.
func (k *codec) values(row desk.Row) ([]any, error) {
	v := reflect.ValueOf(row).Elem()
	out := make([]any, len(k.cols))
	for i, c := range k.cols {
		f := v.Field(c.Index)
		if c.JSON {
			text, err := encodeJSON(f)
			if err != nil {
				return nil, fmt.Errorf("store: encode %s.%s: %w", k.table.Name, c.Name, err)
			}
			out[i] = text
			continue
		}
		switch f.Kind() {
		case reflect.String:
			if !storable(f.String()) {
				return nil, ErrText
			}
			out[i] = f.String()
		case reflect.Bool:
			out[i] = int64(0)
			if f.Bool() {
				out[i] = int64(1)
			}
		default:
			out[i] = f.Int()
		}
	}
	return out, nil
}

// storable refuses what SQLite's text and JSON functions do not carry through unharmed.
func storable(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// encodeJSON gives an empty list one form, so that equal rows are equal bytes.
func encodeJSON(f reflect.Value) (string, error) {
	if f.Kind() == reflect.Slice && f.Len() == 0 {
		return "[]", nil
	}
	b, err := json.Marshal(f.Interface())
	return string(b), err
}

// scanner is a set of places for one row's columns, and the way from there into the row.
type scanner struct {
	k     *codec
	texts []string
	ints  []int64
	into  []any
}

func (k *codec) scanner() *scanner {
	s := &scanner{k: k, texts: make([]string, len(k.cols)), ints: make([]int64, len(k.cols)), into: make([]any, len(k.cols))}
	for i := range k.cols {
		if k.text[i] {
			s.into[i] = &s.texts[i]
		} else {
			s.into[i] = &s.ints[i]
		}
	}
	return s
}

func (s *scanner) fill(row desk.Row) error {
	v := reflect.ValueOf(row).Elem()
	for i, c := range s.k.cols {
		f := v.Field(c.Index)
		if c.JSON {
			if s.texts[i] == "[]" || s.texts[i] == "" {
				f.SetZero()
				continue
			}
			if err := json.Unmarshal([]byte(s.texts[i]), f.Addr().Interface()); err != nil {
				return fmt.Errorf("store: decode %s.%s: %w", s.k.table.Name, c.Name, err)
			}
			continue
		}
		switch f.Kind() {
		case reflect.String:
			f.SetString(s.texts[i])
		case reflect.Bool:
			f.SetBool(s.ints[i] != 0)
		default:
			f.SetInt(s.ints[i])
		}
	}
	return nil
}

// image is the scanned row as the log and the wire carry it: a JSON object of its columns, in their order. JSON columns go out
// as they are stored: decoding them into the row and encoding them again may order their members otherwise (a history row's
// values are of any type), and then a replica's bytes, and so its checksum, would not be the authority's (STO-10).
func (s *scanner) image() (json.RawMessage, error) {
	var b bytes.Buffer
	for i, c := range s.k.cols {
		if i == 0 {
			b.WriteByte('{')
		} else {
			b.WriteByte(',')
		}
		b.WriteByte('"')
		b.WriteString(c.Name)
		b.WriteString(`":`)
		switch v := s.into[i].(type) {
		case *int64:
			b.WriteString(strconv.FormatInt(*v, 10))
		case *string:
			if c.JSON {
				b.WriteString(*v)
				continue
			}
			text, err := json.Marshal(*v)
			if err != nil {
				return nil, err
			}
			b.Write(text)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// fromImage takes an image apart into the known columns that it has and their stored values. Columns of a later version
// are left out; columns that the image lacks keep what they are (STO-9).
func (k *codec) fromImage(image json.RawMessage) (cols []string, values []any, err error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(image, &fields); err != nil {
		return nil, nil, fmt.Errorf("store: image of %s: %w", k.table.Name, err)
	}
	for i, c := range k.cols {
		raw, ok := fields[c.Name]
		if !ok {
			continue
		}
		v, err := storedValue(raw, c.JSON, k.text[i])
		if err != nil {
			return nil, nil, fmt.Errorf("store: image of %s.%s: %w", k.table.Name, c.Name, err)
		}
		cols, values = append(cols, c.Name), append(values, v)
	}
	return cols, values, nil
}

func storedValue(raw json.RawMessage, isJSON, isText bool) (any, error) {
	if isJSON {
		return string(raw), nil
	}
	if isText {
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			return nil, err
		}
		if !storable(s) {
			return nil, ErrText
		}
		return s, nil
	}
	return strconv.ParseInt(string(raw), 10, 64)
}
