package desk

import "errors"

// Getter is what a guard may read: a Tx, or a reader of the store.
type Getter interface {
	// Get fills row from the record with row's key and reports whether there is one.
	Get(row Row) (bool, error)
	// Find returns the records whose indexed column equals value, ordered by id.
	// Tables and columns are those of Tables; any other is an internal error.
	Find(table, column string, value any) ([]Row, error)
}

// Tx is what a command may do with the rows. The store implements it on SQLite; Run wraps it to derive the history.
// Rows that it returns are the caller's own copies. desktest.TestTx holds every implementation to this.
type Tx interface {
	Getter
	// Insert adds a record; it returns ErrExists when the key is taken.
	Insert(row Row) error
	// Put writes a record that may exist.
	Put(row Row) error
	// Delete removes a record; removing what is absent is no error.
	Delete(row Row) error
	// Beside returns the records just before and just after the place (at, id) among those whose column equals
	// value, in the order (order, id); a record at the place itself is neither. Absent ones are nil.
	// The pairs of column and order are those of Table.Ordered; any other is an internal error.
	Beside(table, column string, value any, order string, at Instant, id ID) (before, after Row, err error)
	// NextNumber returns the next number of a gapless sequence on the authority, and 0 on a replica (ST-1).
	// A command that is refused consumes none.
	NextNumber(sequence string) (int64, error)
}

// ErrExists is returned by Tx.Insert for a key that is taken. Run turns it into a refusal.
var ErrExists = errors.New("desk: the row exists")

// get is Getter.Get as an expression: it fills row and returns it.
func get[T any, P interface {
	*T
	Row
}](tx Getter, row P) (P, bool, error) {
	ok, err := tx.Get(row)
	return row, ok, err
}

// find is Tx.Find with the rows' own type.
func find[T any, P interface {
	*T
	Row
}](tx Getter, column string, value any) ([]P, error) {
	var zero T
	rows, err := tx.Find(P(&zero).Table(), column, value)
	if err != nil {
		return nil, err
	}
	out := make([]P, len(rows))
	for i, r := range rows {
		out[i] = r.(P)
	}
	return out, nil
}
