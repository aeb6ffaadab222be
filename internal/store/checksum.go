package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"naryad/internal/desk"
)

// Checksum is one number over the replicated tables of the scopes: equal rows give equal checksums on either side (STO-10).
// On a replica it includes what is pending; ConfirmedChecksum leaves that out.
func (r *Reader) Checksum(scopes []desk.Scope) (string, error) {
	sums, err := r.Checksums(scopes)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, t := range desk.Tables {
		if sum, ok := sums[t.Name]; ok {
			hashText(h, t.Name)
			hashText(h, sum)
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Checksums is the checksum of each replicated table of the scopes, by its name.
func (r *Reader) Checksums(scopes []desk.Scope) (map[string]string, error) {
	sums := map[string]string{}
	for _, t := range desk.Tables {
		if !slices.Contains(scopes, t.Scope) {
			continue
		}
		sum, err := r.tableChecksum(codecs[t.Name])
		if err != nil {
			return nil, err
		}
		sums[t.Name] = sum
	}
	return sums, nil
}

func (r *Reader) tableChecksum(k *codec) (string, error) {
	rows, err := r.c.query(r.ctx, k.list+" ORDER BY id")
	if err != nil {
		return "", translate("checksum "+k.table.Name, err)
	}
	defer rows.Close()
	s := k.scanner()
	h := sha256.New()
	for rows.Next() {
		if err := rows.Scan(s.into...); err != nil {
			return "", translate("checksum "+k.table.Name, err)
		}
		for _, p := range s.into {
			switch v := p.(type) {
			case *string:
				hashText(h, *v)
			case *int64:
				hashInt(h, *v)
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil)), translate("checksum "+k.table.Name, rows.Err())
}

var errRollback = errors.New("store: roll back on purpose")

// ConfirmedChecksum is the Checksum of a replica without what is pending: it must equal the authority's at the cursor.
func (db *DB) ConfirmedChecksum(ctx context.Context, scopes []desk.Scope) (sum string, err error) {
	err = db.rehearse(ctx, func(tx *Tx) error {
		if err := tx.UndoAll(); err != nil {
			return err
		}
		sum, err = tx.Checksum(scopes)
		return err
	})
	return sum, err
}

// rehearse runs fn in a transaction of which nothing is kept, without the hooks.
func (db *DB) rehearse(ctx context.Context, fn func(*Tx) error) error {
	if db.side != Replica {
		return fmt.Errorf("store: an authority has nothing pending")
	}
	if err := db.acquire(ctx, db.writing); err != nil {
		return err
	}
	defer func() { <-db.writing }()
	err := db.write(ctx, "rehearse", func(tx *Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return errRollback
	})
	if errors.Is(err, errRollback) {
		return nil
	}
	return err
}
