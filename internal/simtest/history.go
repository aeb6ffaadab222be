package simtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"naryad/internal/desk"
	"naryad/internal/store"
)

// fieldKey is one field of one row.
type fieldKey struct {
	table string
	row   desk.ID
	field string
}

// checkRows is what the rows themselves must tell at the end: the history explains every field (ST-4), tickets are numbered
// without gaps (ST-1), nobody has two timers (TM-1).
func (w *world) checkRows(rows []store.Change) error {
	balance := map[fieldKey]map[string]int{}
	add := func(k fieldKey, value string, n int) {
		if balance[k] == nil {
			balance[k] = map[string]int{}
		}
		balance[k][value] += n
	}
	var numbers []int64
	var timers []*desk.TimeEntry
	for _, c := range rows {
		if c.Table == "history" {
			if err := tellHistory(c, add); err != nil {
				return err
			}
			continue
		}
		if c.Cols == nil || c.Scope != desk.ScopeAll || c.Table == "notice" {
			continue // deleted, or named in the history without its values (PR-1), or not named there at all (NT-1)
		}
		row, err := decodeRow(c)
		if err != nil {
			return err
		}
		switch row := row.(type) {
		case *desk.Ticket:
			numbers = append(numbers, row.Number)
		case *desk.TimeEntry:
			timers = append(timers, row)
		}
		if err := tellRow(row, add); err != nil {
			return err
		}
	}
	w.explained(balance)
	w.gapless(numbers)
	w.oneTimer(timers)
	return nil
}

// tellHistory adds a history row's changes: each new value comes, each old one goes.
func tellHistory(c store.Change, add func(fieldKey, string, int)) error {
	var h struct {
		Table   string  `json:"tbl"`
		Row     desk.ID `json:"row_id"`
		Changes []struct {
			Field string          `json:"f"`
			Old   json.RawMessage `json:"o"`
			New   json.RawMessage `json:"n"`
		} `json:"changes"`
	}
	if err := json.Unmarshal(c.Cols, &h); err != nil {
		return fmt.Errorf("history row %s: %w", c.Key, err)
	}
	for _, ch := range h.Changes {
		k := fieldKey{h.Table, h.Row, ch.Field}
		for value, n := range map[*json.RawMessage]int{&ch.Old: -1, &ch.New: 1} {
			if len(*value) > 0 {
				text, err := canonical(*value)
				if err != nil {
					return err
				}
				add(k, text, n)
			}
		}
	}
	return nil
}

// tellRow takes the present values away: with a complete history nothing is left.
func tellRow(row desk.Row, add func(fieldKey, string, int)) error {
	v := reflect.ValueOf(row).Elem()
	for _, col := range desk.Columns(row) {
		f := v.Field(col.Index)
		if !col.History || col.Name == "id" || f.IsZero() || (f.Kind() == reflect.Slice && f.Len() == 0) {
			continue
		}
		raw, err := json.Marshal(f.Interface())
		if err != nil {
			return err
		}
		text, err := canonical(raw)
		if err != nil {
			return err
		}
		add(fieldKey{row.Table(), row.Key(), col.Name}, text, -1)
	}
	return nil
}

// canonical is a JSON value in one form, whatever the order of its members.
func canonical(raw json.RawMessage) (string, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return "", err
	}
	out, err := json.Marshal(v)
	return string(out), err
}

// decodeRow reads a row's image.
func decodeRow(c store.Change) (desk.Row, error) {
	i := slices.IndexFunc(desk.Tables, func(t desk.Table) bool { return t.Name == c.Table })
	if i < 0 {
		return nil, fmt.Errorf("the log names a table %q", c.Table)
	}
	row := desk.Tables[i].New()
	var cols map[string]json.RawMessage
	if err := json.Unmarshal(c.Cols, &cols); err != nil {
		return nil, err
	}
	v := reflect.ValueOf(row).Elem()
	for _, col := range desk.Columns(row) {
		f := v.Field(col.Index)
		raw := cols[col.Name]
		if f.Kind() == reflect.Bool {
			f.SetBool(string(raw) == "1")
			continue
		}
		if err := json.Unmarshal(raw, f.Addr().Interface()); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", c.Table, col.Name, err)
		}
		if f.Kind() == reflect.Slice && f.Len() == 0 {
			f.SetZero() // as the store reads it
		}
	}
	return row, nil
}

func (w *world) explained(balance map[fieldKey]map[string]int) {
	for k, values := range balance {
		for value, n := range values {
			if n != 0 {
				w.violate(0, "ST-4: the history does not explain %s.%s of %s (%s: %+d)", k.table, k.field, short(k.row), value, n)
				return
			}
		}
	}
}

func (w *world) gapless(numbers []int64) {
	slices.Sort(numbers)
	for i, n := range numbers {
		if n != int64(i+1) {
			w.violate(0, "ST-1: ticket numbers are %v", numbers)
			return
		}
	}
}
