package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"naryad/internal/desk"
)

// Problem is something that a check has found; Key names a sentence, "check." + what is wrong.
type Problem struct {
	Key    string         `json:"key"`
	Params map[string]any `json:"params,omitempty"`
}

func (p Problem) String() string { return fmt.Sprintf("%s %v", p.Key, p.Params) }

// Report is what Check has found; no Problems is a sound file.
type Report struct {
	Problems []Problem `json:"problems"`
}

// checker gathers problems from one snapshot.
type checker struct {
	*Reader
	found []Problem
}

func (c *checker) problem(key string, params ...any) {
	e := desk.Errorf(desk.CodeDamaged, key, params...)
	c.found = append(c.found, Problem{Key: "check." + e.Key, Params: e.Params})
}

// Check examines the whole file in one snapshot (STO-13): SQLite's own checks, the schema and its triggers, counters against
// a live count, references, and on an authority the log's chain and the ticket numbers, on a replica the undo images.
func (db *DB) Check(ctx context.Context) (Report, error) {
	var report Report
	err := db.Read(ctx, func(r *Reader) error {
		c := &checker{Reader: r}
		steps := []func() error{c.integrity, c.foreignKeys, c.triggers, c.counters, c.searchKeys, c.references}
		if db.side == Authority {
			steps = append(steps, c.chain, c.clients, c.results, c.numbers)
		} else {
			steps = append(steps, c.undo, c.queue)
		}
		for _, step := range steps {
			if err := step(); err != nil {
				return err
			}
			if len(c.found) > 0 && c.found[0].Key == "check.integrity" {
				break // nothing below can be trusted
			}
		}
		report.Problems = c.found
		return nil
	})
	return report, err
}

func (c *checker) integrity() error {
	return c.each("PRAGMA integrity_check(10)", func(scan scan) error {
		var text string
		if err := scan(&text); err != nil {
			return err
		}
		if text != "ok" {
			c.problem("integrity", "detail", text)
		}
		return nil
	})
}

// foreignKeys queries: PRAGMA foreign_key_check never fails, it returns rows.
func (c *checker) foreignKeys() error {
	return c.each("SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY 1", func(scan scan) error {
		var table string
		var n int
		if err := scan(&table, &n); err != nil {
			return err
		}
		c.problem("foreign_key", "table", table, "count", n)
		return nil
	})
}

func (c *checker) triggers() error {
	stored, err := storedTriggers(c.c)
	if err != nil {
		return translate("check", err)
	}
	for _, t := range triggers(c.side) {
		if stored[t.name] != t.sql {
			c.problem("trigger", "name", t.name)
		}
		delete(stored, t.name)
	}
	for name := range stored {
		c.problem("trigger", "name", name)
	}
	return nil
}

func (c *checker) counters() error {
	return c.each(`WITH live (name, n) AS (
			SELECT 'status:' || status, count(*) FROM ticket GROUP BY status
			UNION ALL SELECT 'inbox', count(*) FROM ticket WHERE status = 'new' AND manager_id = ''
		)
		SELECT name, coalesce(counter.n, 0), coalesce(live.n, 0) FROM counter FULL JOIN live USING (name)
		WHERE coalesce(counter.n, 0) <> coalesce(live.n, 0)`, func(scan scan) error {
		var name string
		var counted, live int64
		if err := scan(&name, &counted, &live); err != nil {
			return err
		}
		c.problem("counter", "name", name, "counted", counted, "live", live)
		return nil
	})
}

func (c *checker) searchKeys() error {
	return c.each(`SELECT count(*) FROM ticket FULL JOIN ticket_search USING (id)
		WHERE ticket_search.key IS NOT CASE ticket.number WHEN 0 THEN '' ELSE ticket.number || ' ' END || naryad_fold(ticket.subject)`,
		func(scan scan) error {
			var n int
			if err := scan(&n); err != nil {
				return err
			}
			if n > 0 {
				c.problem("search_key", "count", n)
			}
			return nil
		})
}

// mustRefer are the references that a verb never leaves dangling: it looks at the target and nothing deletes one. Time may be on
// a ticket that nobody knows (TM-3), and the history speaks of what is gone (ST-4).
var mustRefer = []struct{ table, column, target string }{
	{"legal_entity", "client_id", "client"}, {"contact", "client_id", "client"}, {"infobase", "client_id", "client"},
	{"contract", "client_id", "client"}, {"contract", "legal_entity_id", "legal_entity"}, {"rate", "contract_id", "contract"},
	{"ticket", "client_id", "client"}, {"ticket", "legal_entity_id", "legal_entity"}, {"ticket", "contact_id", "contact"},
	{"ticket", "infobase_id", "infobase"}, {"ticket", "estimate_id", "estimate"}, {"ticket", "approved_id", "estimate"},
	{"estimate_draft", "id", "ticket"}, {"estimate", "ticket_id", "ticket"}, {"approval", "ticket_id", "ticket"},
	{"approval", "estimate_id", "estimate"}, {"plan_entry", "ticket_id", "ticket"},
	{"message", "ticket_id", "ticket"}, {"message", "origin_id", "ticket"}, {"attachment", "ticket_id", "ticket"},
	{"attachment", "message_id", "message"}, {"passport_fact", "client_id", "client"}, {"passport_fact", "infobase_id", "infobase"},
	{"passport_fact", "ticket_id", "ticket"}, {"ticket", "merged_into_id", "ticket"}, {"ticket_link", "ticket_id", "ticket"},
	{"ticket_link", "other_id", "ticket"}, {"watch", "ticket_id", "ticket"}, {"watch", "person_id", "person"},
	{"notice", "ticket_id", "ticket"}, {"notice", "person_id", "person"}, {"saved_filter", "person_id", "person"},
}

func (c *checker) references() error {
	for _, m := range mustRefer {
		query := fmt.Sprintf("SELECT count(*) FROM %s WHERE %s <> '' AND NOT EXISTS (SELECT 1 FROM %s AS target WHERE target.id = %[1]s.%[2]s)",
			m.table, m.column, m.target)
		err := c.each(query, func(scan scan) error {
			var n int
			if err := scan(&n); err != nil {
				return err
			}
			if n > 0 {
				c.problem("reference", "table", m.table, "column", m.column, "count", n)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// undo images must be of known tables and hold every column; without pending commands there are none.
func (c *checker) undo() error {
	var recording, images, pending int
	_, err := c.c.row("SELECT (SELECT recording FROM undo_switch), (SELECT count(*) FROM undo), (SELECT count(*) FROM outbox)", nil,
		&recording, &images, &pending)
	if err != nil {
		return translate("check", err)
	}
	if recording != 1 {
		c.problem("undo_switch")
	}
	if images > 0 && pending == 0 {
		c.problem("undo_without_pending", "count", images)
	}
	return c.each("SELECT tbl, pk, coalesce(image, ''), image IS NULL FROM undo", func(scan scan) error {
		var table, pk, image string
		var absent bool
		if err := scan(&table, &pk, &image, &absent); err != nil {
			return err
		}
		k, ok := codecs[table]
		if !ok {
			c.problem("undo_image", "table", table)
			return nil
		}
		if absent {
			return nil
		}
		var fields map[string]any
		if err := json.Unmarshal([]byte(image), &fields); err != nil || len(fields) != len(k.cols) || fields["id"] != pk {
			c.problem("undo_image", "table", table)
		}
		return nil
	})
}

// queue checks that pending commands are numbered without holes up to next_seq and carry different ids.
func (c *checker) queue() error {
	var n, first, last, ids, next int64
	_, err := c.c.row(`SELECT count(*), coalesce(min(seq), 0), coalesce(max(seq), 0), count(DISTINCT cmd_id),
		coalesce((SELECT next_seq FROM sync), 0) FROM outbox`, nil, &n, &first, &last, &ids, &next)
	if err != nil {
		return translate("check", err)
	}
	if n > 0 && (last-first+1 != n || last+1 != next || ids != n || first < 1) {
		c.problem("outbox", "count", n, "first", first, "last", last, "next", next)
	}
	return nil
}

// String is the problems' keys and parameters, one a line, for logs and tests.
func (r Report) String() string {
	lines := make([]string, len(r.Problems))
	for i, p := range r.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}
