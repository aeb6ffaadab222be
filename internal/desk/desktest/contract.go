package desktest

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"naryad/internal/desk"
)

// ID makes a readable id for tests: UUIDs that end in n.
func ID(n int) desk.ID { return fmt.Sprintf("00000000-0000-7000-8000-%012d", n) }

// TestTx holds a Tx to the contract of desk.Tx. open returns a fresh and empty one for each part;
// authority says whether it is an authority's.
func TestTx(t *testing.T, authority bool, open func(t *testing.T) desk.Tx) {
	for _, table := range desk.Tables {
		t.Run("every column of "+table.Name+" comes back as it went in", func(t *testing.T) { roundTrip(t, table, open(t)) })
	}
	t.Run("find returns what an indexed column selects, ordered by id", func(t *testing.T) { finds(t, open(t)) })
	t.Run("beside returns the neighbours of a place", func(t *testing.T) { beside(t, open(t)) })
	t.Run("rows are the caller's own copies", func(t *testing.T) { copies(t, open(t)) })
	t.Run("other tables, columns and orders are internal errors", func(t *testing.T) { unknown(t, open(t)) })
	t.Run("numbers are gapless on the authority and absent on a replica", func(t *testing.T) { numbers(t, authority, open(t)) })
	if tx, ok := open(t).(interface{ Savepoint(func() error) error }); ok {
		t.Run("a savepoint that fails takes back rows and numbers", func(t *testing.T) { rollback(t, tx.(desk.Tx), authority) })
	}
}

func roundTrip(t *testing.T, table desk.Table, tx desk.Tx) {
	row := table.New()
	Fill(row, 1)
	fresh := func() desk.Row {
		r := table.New()
		reflect.ValueOf(r).Elem().Field(0).SetString(row.Key())
		return r
	}
	same := func(want desk.Row) {
		t.Helper()
		got := fresh()
		if ok, err := tx.Get(got); err != nil || !ok {
			t.Fatalf("get: %v %v", ok, err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
	}
	if ok, err := tx.Get(fresh()); ok || err != nil {
		t.Fatalf("an absent row: %v %v", ok, err)
	}
	must(t, tx.Insert(row))
	same(row)
	if err := tx.Insert(row); !errors.Is(err, desk.ErrExists) {
		t.Fatalf("a second insert: %v", err)
	}
	Fill(row, 2)
	reflect.ValueOf(row).Elem().Field(0).SetString(ID(1))
	must(t, tx.Put(row))
	same(row)
	must(t, tx.Delete(fresh()))
	if ok, err := tx.Get(fresh()); ok || err != nil {
		t.Fatalf("a deleted row: %v %v", ok, err)
	}
	must(t, tx.Delete(fresh()))
	zero := fresh()
	must(t, tx.Put(zero)) // Put writes what is absent too, and empty values are values
	got := fresh()
	if ok, err := tx.Get(got); !ok || err != nil {
		t.Fatalf("put of an absent row: %v %v", ok, err)
	}
	for _, c := range desk.Columns(got) {
		v := reflect.ValueOf(got).Elem().Field(c.Index)
		if c.Name != "id" && !v.IsZero() && (v.Kind() != reflect.Slice || v.Len() > 0) {
			t.Errorf("column %s of an empty row: %v", c.Name, v)
		}
	}
}

func finds(t *testing.T, tx desk.Tx) {
	for _, n := range []int{3, 1, 2, 4} {
		owner := ID(100)
		if n == 4 {
			owner = ID(101)
		}
		must(t, tx.Insert(&desk.Contact{ID: ID(n), ClientID: owner}))
	}
	must(t, tx.Insert(&desk.Ticket{ID: ID(7), Number: 42}))
	rows, err := tx.Find("contact", "client_id", ID(100))
	must(t, err)
	var ids []desk.ID
	for _, r := range rows {
		ids = append(ids, r.(*desk.Contact).ID)
	}
	if d := cmp.Diff([]desk.ID{ID(1), ID(2), ID(3)}, ids); d != "" {
		t.Error(d)
	}
	if rows, err = tx.Find("ticket", "number", int64(42)); err != nil || len(rows) != 1 || rows[0].Key() != ID(7) {
		t.Errorf("by a number: %v %v", rows, err)
	}
	if rows, err = tx.Find("contact", "client_id", ID(999)); err != nil || len(rows) != 0 {
		t.Errorf("nothing to find: %v %v", rows, err)
	}
	for _, table := range desk.Tables {
		for _, column := range table.Indexed {
			if _, err := tx.Find(table.Name, column, zeroOf(table, column)); err != nil {
				t.Errorf("%s by %s: %v", table.Name, column, err)
			}
		}
	}
}

func zeroOf(table desk.Table, column string) any {
	row := table.New()
	for _, c := range desk.Columns(row) {
		if c.Name == column {
			return reflect.ValueOf(row).Elem().Field(c.Index).Interface()
		}
	}
	panic("no column " + column)
}

func beside(t *testing.T, tx desk.Tx) {
	mine, other := ID(100), ID(101)
	for n, at := range map[int]desk.Instant{1: 10, 2: 20, 3: 20, 4: 30} {
		must(t, tx.Insert(&desk.TimeEntry{ID: ID(n), PersonID: mine, StartedAt: at}))
	}
	must(t, tx.Insert(&desk.TimeEntry{ID: ID(5), PersonID: other, StartedAt: 21}))
	for _, c := range []struct {
		name          string
		at            desk.Instant
		id            desk.ID
		before, after desk.ID
	}{
		{"the first has nothing before it", 10, ID(1), "", ID(2)},
		{"equal moments are ordered by id", 20, ID(2), ID(1), ID(3)},
		{"and the other way round", 20, ID(3), ID(2), ID(4)},
		{"the last has nothing after it", 30, ID(4), ID(3), ""},
		{"a place that nobody holds", 25, ID(9), ID(3), ID(4)},
		{"before all", 1, ID(9), "", ID(1)},
		{"after all", 99, ID(0), ID(4), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, after, err := tx.Beside("time_entry", "person_id", mine, "started_at", c.at, c.id)
			must(t, err)
			if key(before) != c.before || key(after) != c.after {
				t.Errorf("got %q and %q, want %q and %q", key(before), key(after), c.before, c.after)
			}
		})
	}
}

func key(row desk.Row) desk.ID {
	if row == nil {
		return ""
	}
	return row.Key()
}

func copies(t *testing.T, tx desk.Tx) {
	row := &desk.Person{ID: ID(1), Name: "A", Email: "a@example.ru", Roles: []desk.Role{desk.RoleEngineer}}
	must(t, tx.Insert(row))
	row.Name, row.Roles[0] = "B", desk.RoleAdmin
	found, err := tx.Find("person", "email", "a@example.ru")
	must(t, err)
	found[0].(*desk.Person).Roles[0] = desk.RoleLead
	got := &desk.Person{ID: ID(1)}
	if ok, err := tx.Get(got); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if got.Name != "A" || got.Roles[0] != desk.RoleEngineer {
		t.Errorf("the record changed with the caller's row: %+v", got)
	}
}

func unknown(t *testing.T, tx desk.Tx) {
	for name, find := range map[string]func() error{
		"table":  func() error { _, err := tx.Find("nonsense", "id", ""); return err },
		"column": func() error { _, err := tx.Find("ticket", "subject", ""); return err },
		"order": func() error {
			_, _, err := tx.Beside("time_entry", "ticket_id", "", "started_at", 0, "")
			return err
		},
	} {
		if err := find(); err == nil || desk.AsError(err) != nil {
			t.Errorf("%s: %v is not an internal error", name, err)
		}
	}
}

func numbers(t *testing.T, authority bool, tx desk.Tx) {
	for want := int64(1); want <= 3; want++ {
		if !authority {
			want = 0
		}
		if n, err := tx.NextNumber("ticket"); err != nil || n != want {
			t.Fatalf("got %d %v, want %d", n, err, want)
		}
		if !authority {
			return
		}
	}
}

func rollback(t *testing.T, tx desk.Tx, authority bool) {
	stop := errors.New("stop")
	kept := &desk.Client{ID: ID(1), Name: "kept"}
	must(t, tx.Insert(kept))
	err := tx.(interface{ Savepoint(func() error) error }).Savepoint(func() error {
		must(t, tx.Put(&desk.Client{ID: ID(1), Name: "changed"}))
		must(t, tx.Insert(&desk.Client{ID: ID(2)}))
		_, err := tx.NextNumber("ticket")
		must(t, err)
		return stop
	})
	if !errors.Is(err, stop) {
		t.Fatal(err)
	}
	got := &desk.Client{ID: ID(1)}
	if ok, err := tx.Get(got); !ok || err != nil || got.Name != "kept" {
		t.Errorf("%v %v %+v", ok, err, got)
	}
	if ok, _ := tx.Get(&desk.Client{ID: ID(2)}); ok {
		t.Error("the new row stayed")
	}
	if n, err := tx.NextNumber("ticket"); err != nil || (authority && n != 1) {
		t.Errorf("the number was consumed: %d %v", n, err)
	}
}

// Fill gives every field of a row a value of its own that depends on salt; the id is ID(salt).
func Fill(row desk.Row, salt int) {
	v := reflect.ValueOf(row).Elem()
	for i := range v.NumField() {
		fill(v.Field(i), salt*1000+i)
	}
	v.Field(0).SetString(ID(salt))
}

func fill(v reflect.Value, n int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("текст «%d» 'quoted' \u2028 ё", n))
	case reflect.Bool:
		v.SetBool(n/1000%2 == 1)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(n))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), n+i+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n+i)
		}
	case reflect.Interface:
		v.Set(reflect.ValueOf(fmt.Sprint("value ", n)))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
