package store

import "naryad/internal/desk"

// Everybody returns every person, former ones too, by name.
func (r *Reader) Everybody() ([]*desk.Person, error) {
	k, err := codecOf("person")
	if err != nil {
		return nil, err
	}
	rows, err := r.rows(k, k.list+" ORDER BY name, id")
	if err != nil {
		return nil, err
	}
	out := make([]*desk.Person, len(rows))
	for i, row := range rows {
		out[i] = row.(*desk.Person)
	}
	return out, nil
}
