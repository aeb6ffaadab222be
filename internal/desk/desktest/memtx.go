// Package desktest holds what tests of the domain share: MemTx, a Tx in memory, and TestTx, the contract
// that every Tx is held to, this one and the store's alike.
package desktest

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"naryad/internal/desk"
)

// MemTx is a desk.Tx over maps. Rows go in and come out as copies. The zero value is not ready: use NewMemTx.
type MemTx struct {
	authority bool
	rows      map[string]map[desk.ID]desk.Row
	numbers   map[string]int64
}

// NewMemTx returns an empty MemTx; only an authority's hands out numbers.
func NewMemTx(authority bool) *MemTx {
	return &MemTx{authority: authority, rows: map[string]map[desk.ID]desk.Row{}, numbers: map[string]int64{}}
}

// Get implements desk.Tx.
func (m *MemTx) Get(row desk.Row) (bool, error) {
	kept, ok := m.rows[row.Table()][row.Key()]
	if ok {
		reflect.ValueOf(row).Elem().Set(reflect.ValueOf(clone(kept)).Elem())
	}
	return ok, nil
}

// Insert implements desk.Tx.
func (m *MemTx) Insert(row desk.Row) error {
	if _, taken := m.rows[row.Table()][row.Key()]; taken {
		return desk.ErrExists
	}
	return m.Put(row)
}

// Put implements desk.Tx.
func (m *MemTx) Put(row desk.Row) error {
	if _, err := table(row.Table()); err != nil {
		return err
	}
	if m.rows[row.Table()] == nil {
		m.rows[row.Table()] = map[desk.ID]desk.Row{}
	}
	m.rows[row.Table()][row.Key()] = clone(row)
	return nil
}

// Delete implements desk.Tx.
func (m *MemTx) Delete(row desk.Row) error {
	delete(m.rows[row.Table()], row.Key())
	return nil
}

// Find implements desk.Tx.
func (m *MemTx) Find(name, column string, value any) ([]desk.Row, error) {
	t, err := table(name)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(t.Indexed, column) {
		return nil, fmt.Errorf("find in %s: %s is not indexed", name, column)
	}
	return m.where(name, column, value), nil
}

// Beside implements desk.Tx.
func (m *MemTx) Beside(name, column string, value any, order string, at desk.Instant, id desk.ID) (before, after desk.Row, err error) {
	t, err := table(name)
	if err != nil {
		return nil, nil, err
	}
	if !slices.Contains(t.Ordered, desk.Order{Column: column, By: order}) {
		return nil, nil, fmt.Errorf("beside in %s: no order of %s by %s", name, column, order)
	}
	place := func(row desk.Row) int {
		return cmp.Or(cmp.Compare(field(row, order).Int(), int64(at)), cmp.Compare(row.Key(), id))
	}
	rows := m.where(name, column, value)
	slices.SortFunc(rows, func(a, b desk.Row) int {
		return cmp.Or(cmp.Compare(field(a, order).Int(), field(b, order).Int()), cmp.Compare(a.Key(), b.Key()))
	})
	for _, row := range rows {
		switch p := place(row); {
		case p < 0:
			before = row
		case p > 0:
			return before, row, nil
		}
	}
	return before, nil, nil
}

// NextNumber implements desk.Tx.
func (m *MemTx) NextNumber(sequence string) (int64, error) {
	if !m.authority {
		return 0, nil
	}
	m.numbers[sequence]++
	return m.numbers[sequence], nil
}

// Savepoint runs fn and takes back everything it did when it returns an error.
func (m *MemTx) Savepoint(fn func() error) error {
	rows := map[string]map[desk.ID]desk.Row{}
	for name, t := range m.rows {
		rows[name] = maps.Clone(t)
	}
	numbers := maps.Clone(m.numbers)
	err := fn()
	if err != nil {
		m.rows, m.numbers = rows, numbers
	}
	return err
}

// All returns every record of a table, ordered by id.
func (m *MemTx) All(name string) []desk.Row {
	var out []desk.Row
	for _, id := range slices.Sorted(maps.Keys(m.rows[name])) {
		out = append(out, clone(m.rows[name][id]))
	}
	return out
}

func (m *MemTx) where(name, column string, value any) []desk.Row {
	var out []desk.Row
	for _, row := range m.All(name) {
		if v := field(row, column); v.Equal(reflect.ValueOf(value).Convert(v.Type())) {
			out = append(out, row)
		}
	}
	return out
}

func table(name string) (desk.Table, error) {
	for _, t := range desk.Tables {
		if t.Name == name {
			return t, nil
		}
	}
	return desk.Table{}, fmt.Errorf("no table %s", name)
}

func field(row desk.Row, column string) reflect.Value {
	for _, c := range desk.Columns(row) {
		if c.Name == column {
			return reflect.ValueOf(row).Elem().Field(c.Index)
		}
	}
	panic("no column " + column)
}

// clone copies a row with its slices.
func clone(row desk.Row) desk.Row {
	fresh := reflect.New(reflect.TypeOf(row).Elem())
	fresh.Elem().Set(reflect.ValueOf(row).Elem())
	for i := range fresh.Elem().NumField() {
		if f := fresh.Elem().Field(i); f.Kind() == reflect.Slice && !f.IsNil() {
			f.Set(reflect.AppendSlice(reflect.MakeSlice(f.Type(), 0, f.Len()), f))
		}
	}
	return fresh.Interface().(desk.Row)
}
