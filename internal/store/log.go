package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"slices"
	"strings"

	"naryad/internal/desk"
)

// Change is one row as it stands after a batch: Cols is the JSON object of its columns, nil when it is deleted.
type Change struct {
	Table string
	Key   desk.ID
	Scope desk.Scope
	Cols  json.RawMessage
}

// Meta is what an authority is and where its log stands.
type Meta struct {
	Workspace string // id
	Name      string // for people
	Epoch     string
	BaseRev   int64 // the log begins after this rev
	BaseHash  string
	Head      int64
	Hash      string // the chain's value at Head
	BackupRev int64  // the head that the newest backup holds
}

// BatchRow is one link of the chain.
type BatchRow struct {
	Rev     int64
	Hash    string
	At      desk.Instant
	BatchID string
}

// Meta returns what the authority is; the zero Meta when it has not been initialised.
func (r *Reader) Meta() (Meta, error) {
	var m Meta
	_, err := r.c.row("SELECT workspace, name, epoch, base_rev, base_hash, head, hash, backup_rev FROM meta WHERE id = 1", nil,
		&m.Workspace, &m.Name, &m.Epoch, &m.BaseRev, &m.BaseHash, &m.Head, &m.Hash, &m.BackupRev)
	return m, translate("read meta", err)
}

// SetMeta writes workspace, name, epoch and backup rev. The head moves by AppendBatch alone; for a new file the log's base
// is m.BaseRev and m.BaseHash.
func (tx *Tx) SetMeta(m Meta) error {
	return tx.exec("write meta", `INSERT INTO meta (id, workspace, name, epoch, base_rev, base_hash, head, hash, backup_rev)
		VALUES (1, ?1, ?2, ?3, ?4, ?5, ?4, ?5, ?6)
		ON CONFLICT (id) DO UPDATE SET workspace = ?1, name = ?2, epoch = ?3, backup_rev = ?6`,
		m.Workspace, m.Name, m.Epoch, m.BaseRev, m.BaseHash, m.BackupRev)
}

// Changed returns the rows that were written since ResetChanged as they stand now, each once, in the order of the first
// write. Rows of a savepoint that was rolled back are not among them.
func (tx *Tx) Changed() ([]Change, error) {
	out := make([]Change, 0, len(tx.touched))
	for _, k := range tx.touched {
		c, err := tx.changeOf(k)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

func (tx *Tx) changeOf(k rowKey) (Change, error) {
	kc, err := codecOf(k.table)
	if err != nil {
		return Change{}, err
	}
	c := Change{Table: k.table, Key: k.id, Scope: kc.table.Scope}
	s := kc.scanner()
	found, err := tx.c.row(kc.get, []any{k.id}, s.into...)
	if err != nil || !found {
		return c, translate("read "+k.table, err)
	}
	c.Cols, err = s.image()
	return c, err
}

// ResetChanged forgets what Changed would return.
func (tx *Tx) ResetChanged() {
	tx.touched = nil
	clear(tx.seen)
}

// AppendBatch adds one batch to the log and returns its rev and the chain's new hash: hash_n = SHA-256(hash_{n-1} || batch_n).
// It is the one function that writes batches, changes, the clients' last_seq, results and the head (STO-7), so that a batch
// stands alone. The results get the new rev.
func (tx *Tx) AppendBatch(at desk.Instant, batchID string, changes []Change, clients []ClientSeq, results []ResultRow) (rev int64, hash string, err error) {
	m, err := tx.Meta()
	if err != nil {
		return 0, "", err
	}
	if m.Epoch == "" {
		return 0, "", fmt.Errorf("store: the authority is not initialised")
	}
	rev = m.Head + 1
	for i := range results {
		results[i].Rev = rev
	}
	hash, err = batchHash(m.Hash, BatchRow{Rev: rev, At: at, BatchID: batchID}, changes, results)
	if err != nil {
		return 0, "", err
	}
	if err := tx.exec("append a batch", "INSERT INTO batches (rev, hash, at, batch_id) VALUES (?, ?, ?, ?)", rev, hash, at, batchID); err != nil {
		return 0, "", err
	}
	for i, c := range changes {
		err := tx.exec("append a change", "INSERT INTO changes (rev, i, scope, tbl, pk, cols) VALUES (?, ?, ?, ?, ?, ?)",
			rev, i, c.Scope, c.Table, c.Key, textOrNull(c.Cols))
		if err != nil {
			return 0, "", err
		}
	}
	for _, c := range clients {
		err := tx.exec("move a client", `INSERT INTO clients (client_id, person, last_seq, last_cmd_id, schema, seen_at) VALUES (?1, '', ?2, ?3, 0, ?4)
			ON CONFLICT (client_id) DO UPDATE SET last_seq = ?2, last_cmd_id = ?3`, c.ClientID, c.LastSeq, c.LastCmdID, at)
		if err != nil {
			return 0, "", err
		}
	}
	for _, r := range results {
		if err := tx.addResult(r); err != nil {
			return 0, "", err
		}
	}
	return rev, hash, tx.exec("move the head", "UPDATE meta SET head = ?, hash = ? WHERE id = 1", rev, hash)
}

func textOrNull(b []byte) any {
	if b == nil {
		return nil
	}
	return string(b)
}

// batchHash links a batch to the one before. Every field is preceded by its length, so that no two batches look alike;
// the clients' last_seq are not hashed apart, because the results say them.
func batchHash(prev string, b BatchRow, changes []Change, results []ResultRow) (string, error) {
	h := sha256.New()
	hashText(h, prev)
	hashInt(h, b.Rev)
	hashInt(h, int64(b.At))
	hashText(h, b.BatchID)
	hashInt(h, int64(len(changes)))
	for _, c := range changes {
		hashText(h, string(c.Scope))
		hashText(h, c.Table)
		hashText(h, c.Key)
		hashText(h, string(c.Cols))
	}
	results = slices.SortedFunc(slices.Values(results), func(a, b ResultRow) int {
		return cmp.Or(strings.Compare(a.ClientID, b.ClientID), cmp.Compare(a.Seq, b.Seq))
	})
	hashInt(h, int64(len(results)))
	for _, r := range results {
		text, err := errorText(r.Error)
		if err != nil {
			return "", err
		}
		hashText(h, r.ClientID)
		hashInt(h, r.Seq)
		hashText(h, r.CmdID)
		hashText(h, r.Status)
		hashText(h, text)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func hashText(h hash.Hash, s string) {
	hashInt(h, int64(len(s)))
	_, _ = h.Write([]byte(s))
}

func hashInt(h hash.Hash, n int64) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n))
	_, _ = h.Write(b[:])
}

// BatchAt returns the batch of a rev; at the log's base it is the base itself, without a moment.
func (r *Reader) BatchAt(rev int64) (BatchRow, bool, error) {
	b := BatchRow{Rev: rev}
	found, err := r.c.row("SELECT hash, at, batch_id FROM batches WHERE rev = ?", []any{rev}, &b.Hash, &b.At, &b.BatchID)
	if err != nil || found {
		return b, found, translate("read a batch", err)
	}
	m, err := r.Meta()
	if err != nil || m.Epoch == "" || m.BaseRev != rev {
		return BatchRow{}, false, err
	}
	b.Hash = m.BaseHash
	return b, true, nil
}

// ChangesSince returns the rows that changed after rev in the given scopes, collapsed to their last state as of the rev
// `to`, in the order of that last change. It takes whole revs, at least one, until it has limit rows (STO-9).
// ErrTruncated when the log no longer reaches back to rev. A rev beyond the head gives nothing.
func (r *Reader) ChangesSince(rev int64, scopes []desk.Scope, limit int) (to int64, out []Change, err error) {
	m, err := r.Meta()
	if err != nil {
		return 0, nil, err
	}
	if rev < m.BaseRev {
		return 0, nil, ErrTruncated
	}
	page, err := r.changePage(rev, scopes, limit)
	if err != nil {
		return 0, nil, err
	}
	if !page.cut {
		page.to = max(rev, m.Head)
	}
	return page.to, page.collapsed(), nil
}

type changePage struct {
	to     int64
	cut    bool           // the limit was reached before the head
	all    []Change       // in log order; a superseded one has an empty Table
	latest map[rowKey]int // the place in all of each row's last change
}

func (p *changePage) add(c Change) {
	k := rowKey{c.Table, c.Key}
	if i, ok := p.latest[k]; ok {
		p.all[i] = Change{}
	}
	p.latest[k] = len(p.all)
	p.all = append(p.all, c)
}

func (p *changePage) collapsed() []Change {
	return slices.DeleteFunc(p.all, func(c Change) bool { return c.Table == "" })
}

// rawFactor bounds what a page reads when one row changes over and over: at most that many times its limit.
const rawFactor = 20

func (r *Reader) changePage(rev int64, scopes []desk.Scope, limit int) (*changePage, error) {
	wanted, err := json.Marshal(scopes)
	if err != nil {
		return nil, err
	}
	rows, err := r.c.query(context.Background(), `SELECT rev, scope, tbl, pk, cols FROM changes
		WHERE rev > ? AND scope IN (SELECT value FROM json_each(?)) ORDER BY rev, i`, rev, string(wanted))
	if err != nil {
		return nil, translate("read changes", err)
	}
	defer rows.Close()
	p := &changePage{to: rev, latest: map[rowKey]int{}}
	last := rev
	for rows.Next() {
		var at int64
		var c Change
		var cols *string
		if err := rows.Scan(&at, &c.Scope, &c.Table, &c.Key, &cols); err != nil {
			return nil, translate("read changes", err)
		}
		if at != last && (len(p.latest) >= limit || len(p.all) >= limit*rawFactor) && len(p.all) > 0 {
			p.cut = true
			break
		}
		if cols != nil {
			c.Cols = json.RawMessage(*cols)
		}
		last = at
		p.add(c)
	}
	p.to = last
	return p, translate("read changes", rows.Err())
}
