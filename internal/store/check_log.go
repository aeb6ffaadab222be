package store

import (
	"encoding/json"

	"naryad/internal/desk"
)

// chain checks that the revs are gapless from the log's base to the head and that every hash follows from the batch before.
func (c *checker) chain() error {
	m, err := c.Meta()
	if err != nil || m.Epoch == "" {
		return err
	}
	batches, err := c.batches()
	if err != nil {
		return err
	}
	prev, rev := m.BaseHash, m.BaseRev
	for _, b := range batches {
		rev++
		if b.Rev != rev {
			c.problem("rev_gap", "rev", rev)
			return nil
		}
		changes, err := c.changesOf(rev)
		if err != nil {
			return err
		}
		results, err := c.Reader.results("WHERE rev = ? ORDER BY client_id, seq", rev)
		if err != nil {
			return err
		}
		want, err := batchHash(prev, b, changes, results)
		if err != nil {
			return err
		}
		if want != b.Hash {
			c.problem("hash", "rev", rev)
		}
		prev = b.Hash
	}
	if rev != m.Head || prev != m.Hash {
		c.problem("head", "rev", m.Head)
	}
	return c.stray()
}

// stray finds changes of revs that no batch has.
func (c *checker) stray() error {
	return c.each("SELECT count(*) FROM changes WHERE rev NOT IN (SELECT rev FROM batches)", func(scan scan) error {
		var n int
		if err := scan(&n); err != nil {
			return err
		}
		if n > 0 {
			c.problem("stray_change", "count", n)
		}
		return nil
	})
}

func (c *checker) batches() ([]BatchRow, error) {
	var out []BatchRow
	err := c.each("SELECT rev, hash, at, batch_id FROM batches ORDER BY rev", func(scan scan) error {
		var b BatchRow
		if err := scan(&b.Rev, &b.Hash, &b.At, &b.BatchID); err != nil {
			return err
		}
		out = append(out, b)
		return nil
	})
	return out, err
}

func (c *checker) changesOf(rev int64) ([]Change, error) {
	var out []Change
	err := c.each("SELECT scope, tbl, pk, cols FROM changes WHERE rev = ? ORDER BY i", func(scan scan) error {
		var ch Change
		var cols *string
		if err := scan(&ch.Scope, &ch.Table, &ch.Key, &cols); err != nil {
			return err
		}
		if cols != nil {
			ch.Cols = json.RawMessage(*cols)
		}
		out = append(out, ch)
		return nil
	}, rev)
	return out, err
}

// clients checks that last_seq is the last result's and that no client has a hole.
func (c *checker) clients() error {
	return c.each(`SELECT client_id, last_seq, last_cmd_id, coalesce(r.n, 0), coalesce(r.first, 0), coalesce(r.last, 0),
			coalesce((SELECT cmd_id FROM results WHERE results.client_id = clients.client_id AND seq = r.last), '')
		FROM clients LEFT JOIN (SELECT client_id AS id, count(*) AS n, min(seq) AS first, max(seq) AS last FROM results GROUP BY client_id) AS r ON r.id = client_id`,
		func(scan scan) error {
			var id, cmd, lastCmd string
			var seq, n, first, last int64
			if err := scan(&id, &seq, &cmd, &n, &first, &last, &lastCmd); err != nil {
				return err
			}
			if n > 0 && (last != seq || cmd != lastCmd || last-first+1 != n) {
				c.problem("last_seq", "client", id, "seq", seq)
			}
			return nil
		})
}

// results checks that a command took effect at most once, whoever sent it.
func (c *checker) results() error {
	return c.each("SELECT count(*) FROM (SELECT cmd_id FROM results WHERE status = 'applied' GROUP BY cmd_id HAVING count(*) > 1)",
		func(scan scan) error {
			var n int
			if err := scan(&n); err != nil {
				return err
			}
			if n > 0 {
				c.problem("applied_twice", "count", n)
			}
			return nil
		})
}

// numbers checks that tickets are numbered without gaps or repeats (ST-1): tickets are never deleted.
func (c *checker) numbers() error {
	var tickets, distinct, highest, next int64
	_, err := c.c.row(`SELECT count(*), count(DISTINCT number), coalesce(max(number), 0),
		coalesce((SELECT n FROM sequence WHERE name = 'ticket'), 0) FROM ticket`, nil, &tickets, &distinct, &highest, &next)
	if err != nil {
		return translate("check", err)
	}
	if tickets != distinct || tickets != highest || tickets != next {
		c.problem("ticket_numbers", "count", tickets, "distinct", distinct, "highest", highest, "sequence", next)
	}
	return nil
}

var _ desk.Getter = (*Reader)(nil)
