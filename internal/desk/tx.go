package desk

import "errors"

// Tx is what a command may do with the rows. The store implements it on SQLite; Run wraps it to derive the history.
type Tx interface {
	// Get fills row from the record with row's key and reports whether there is one.
	Get(row Row) (bool, error)
	// Insert adds a record; it returns ErrExists when the key is taken.
	Insert(row Row) error
	// Put writes a record that may exist.
	Put(row Row) error
	// Delete removes a record; removing what is absent is no error.
	Delete(row Row) error
	// Find returns the records whose indexed column equals value, ordered by id.
	// Tables and columns are those of Tables; any other is an internal error.
	Find(table, column string, value any) ([]Row, error)
	// NextNumber returns the next number of a gapless sequence on the authority, and 0 on a replica (ST-1).
	// A command that is refused consumes none.
	NextNumber(sequence string) (int64, error)
}

// ErrExists is returned by Tx.Insert for a key that is taken. Run turns it into a refusal.
var ErrExists = errors.New("desk: the row exists")

// get is Tx.Get for a value: it returns the record of T with the given key.
func get[T any, P interface {
	*T
	Row
}](tx Tx, row P) (P, bool, error) {
	ok, err := tx.Get(row)
	return row, ok, err
}

// find is Tx.Find with the rows' own type.
func find[T any, P interface {
	*T
	Row
}](tx Tx, column string, value any) ([]P, error) {
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
