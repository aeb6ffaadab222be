package store

import (
	"context"
	"fmt"
	"slices"

	"naryad/internal/desk"
)

// Tx is the transaction that commands run in: a desk.Tx, a Reader of its own writes, and what sync needs.
type Tx struct {
	*Reader
	db      *DB
	touched []rowKey       // the rows that were written since ResetChanged, in the order of the first touch
	seen    map[rowKey]int // each one's place in touched
	broken  error          // a failure of the disk: nothing of this transaction may be committed
}

type rowKey struct {
	table string
	id    desk.ID
}

func newTx(ctx context.Context, db *DB, c *conn) *Tx {
	return &Tx{Reader: &Reader{ctx: context.WithoutCancel(ctx), c: c, side: db.side}, db: db, seen: map[rowKey]int{}}
}

// fail translates an error and remembers it when the disk is to blame.
func (tx *Tx) fail(doing string, err error) error {
	err = translate(doing, err)
	if s, ok := err.(*storageError); ok && tx.broken == nil {
		tx.broken = s
	}
	return err
}

// exec runs one statement of the store's own.
func (tx *Tx) exec(doing, query string, args ...any) error {
	if _, err := tx.c.exec(query, args...); err != nil {
		return tx.fail(doing, err)
	}
	return nil
}

func (tx *Tx) touch(table string, id desk.ID) {
	k := rowKey{table, id}
	if _, ok := tx.seen[k]; !ok {
		tx.seen[k] = len(tx.touched)
		tx.touched = append(tx.touched, k)
	}
}

// Get fills row from the record with row's key and reports whether there is one.
func (r *Reader) Get(row desk.Row) (bool, error) {
	k, err := codecOf(row.Table())
	if err != nil {
		return false, err
	}
	s := k.scanner()
	found, err := r.c.row(k.get, []any{row.Key()}, s.into...)
	if err != nil || !found {
		return false, translate("get "+row.Table(), err)
	}
	return true, s.fill(row)
}

// Find returns the records whose column, one of desk.Tables' Indexed, equals value, ordered by id.
func (r *Reader) Find(table, column string, value any) ([]desk.Row, error) {
	k, err := codecOf(table)
	if err != nil {
		return nil, err
	}
	query, ok := k.find[column]
	if !ok {
		return nil, fmt.Errorf("store: %s may not be found by %q", table, column)
	}
	return r.rows(k, query, value)
}

// Beside returns the records just before and just after the place (at, id) among those whose column equals value, in one
// of desk.Tables' Ordered orders. Absent ones are nil.
func (r *Reader) Beside(table, column string, value any, order string, at desk.Instant, id desk.ID) (before, after desk.Row, err error) {
	k, err := codecOf(table)
	if err != nil {
		return nil, nil, err
	}
	near, ok := k.near[desk.Order{Column: column, By: order}]
	if !ok {
		return nil, nil, fmt.Errorf("store: %s has no order of %q by %q", table, column, order)
	}
	var found [2]desk.Row
	for i, query := range near {
		rows, err := r.rows(k, query, value, at, id)
		if err != nil {
			return nil, nil, err
		}
		if len(rows) > 0 {
			found[i] = rows[0]
		}
	}
	return found[0], found[1], nil
}

// rows runs a query whose columns are the codec's.
func (r *Reader) rows(k *codec, query string, args ...any) ([]desk.Row, error) {
	rows, err := r.c.query(context.Background(), query, args...)
	if err != nil {
		return nil, translate("list "+k.table.Name, err)
	}
	defer rows.Close()
	s := k.scanner()
	var out []desk.Row
	for rows.Next() {
		if err := rows.Scan(s.into...); err != nil {
			return nil, translate("list "+k.table.Name, err)
		}
		row := k.table.New()
		if err := s.fill(row); err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, translate("list "+k.table.Name, rows.Err())
}

// scan reads the columns of one row of a query.
type scan = func(...any) error

// each calls fn with every row of a query.
func (r *Reader) each(query string, fn func(scan) error, args ...any) error {
	rows, err := r.c.query(r.ctx, query, args...)
	if err != nil {
		return translate("query", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return translate("query", err)
		}
	}
	return translate("query", rows.Err())
}

// Insert adds a record; desk.ErrExists when its key is taken.
func (tx *Tx) Insert(row desk.Row) error {
	k, values, err := encode(row)
	if err != nil {
		return err
	}
	if _, err := tx.c.exec(k.insert, values...); err != nil {
		if isConflict(err) {
			return desk.ErrExists
		}
		return tx.fail("insert "+row.Table(), err)
	}
	tx.touch(row.Table(), row.Key())
	return nil
}

// Put writes a record that may exist.
func (tx *Tx) Put(row desk.Row) error {
	k, values, err := encode(row)
	if err != nil {
		return err
	}
	tx.touch(row.Table(), row.Key())
	return tx.exec("put "+row.Table(), k.upsert, values...)
}

// Delete removes a record; removing what is absent is no error.
func (tx *Tx) Delete(row desk.Row) error {
	k, err := codecOf(row.Table())
	if err != nil {
		return err
	}
	res, err := tx.c.exec(k.delete, row.Key())
	if err != nil {
		return tx.fail("delete "+row.Table(), err)
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 {
		tx.touch(row.Table(), row.Key())
	}
	return nil
}

func encode(row desk.Row) (*codec, []any, error) {
	k, err := codecOf(row.Table())
	if err != nil {
		return nil, nil, err
	}
	if row.Key() == "" {
		return nil, nil, fmt.Errorf("store: a row of %s without an id", row.Table())
	}
	values, err := k.values(row)
	return k, values, err
}

// NextNumber returns the next number of a sequence, without gaps, on the authority, and 0 on a replica (STO-8).
// A savepoint that is rolled back gives its numbers back.
func (tx *Tx) NextNumber(sequence string) (int64, error) {
	if tx.side != Authority {
		return 0, nil
	}
	var n int64
	_, err := tx.c.row("INSERT INTO sequence (name, n) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET n = n + 1 RETURNING n", []any{sequence}, &n)
	if err != nil {
		return 0, tx.fail("next number", err)
	}
	return n, nil
}

// Savepoint runs fn; when it fails or panics, everything that it wrote is gone and the transaction goes on. It returns fn's
// error, or the disk's failure if there was one: after that the whole transaction fails.
func (tx *Tx) Savepoint(fn func() error) error {
	if tx.broken != nil {
		return tx.broken
	}
	if err := tx.exec("savepoint", "SAVEPOINT command"); err != nil {
		return err
	}
	mark, done := len(tx.touched), false
	defer func() {
		if !done { // a panic passes through
			_ = tx.rollbackTo(mark)
		}
	}()
	err := fn()
	done = true
	if tx.broken != nil {
		return tx.broken
	}
	if err != nil {
		if back := tx.rollbackTo(mark); back != nil {
			return back
		}
		return err
	}
	return tx.exec("release savepoint", "RELEASE command")
}

func (tx *Tx) rollbackTo(mark int) error {
	for _, k := range tx.touched[mark:] {
		delete(tx.seen, k)
	}
	tx.touched = slices.Delete(tx.touched, mark, len(tx.touched))
	if tx.broken != nil {
		return tx.broken
	}
	if err := tx.exec("roll back", "ROLLBACK TO command"); err != nil {
		return err
	}
	return tx.exec("release savepoint", "RELEASE command")
}
