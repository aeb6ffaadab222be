package simtest

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"naryad/internal/desk"
	"naryad/internal/store"
)

// ledger is what people were promised: every command whose Execute returned a receipt, with what was typed in it.
type ledger struct {
	w     *world
	known map[desk.ID]*entry
	order []*entry
}

// entry is one accepted command.
type entry struct {
	id        desk.ID
	by        *replica
	name      string
	args      json.RawMessage
	texts     []string // what a person typed: it must be found again, in one place or another
	retrying  bool     // it is being given again: what a crash leaves may be this one or the new one
	dismissed bool     // its author has seen the refusal and thrown the text away
}

func newLedger(w *world) *ledger { return &ledger{w: w, known: map[desk.ID]*entry{}} }

// typed finds the texts that world.text made.
var typed = regexp.MustCompile(`№\d+-[0-9a-f]+`)

func (l *ledger) add(r *replica, id desk.ID, name string, args json.RawMessage) {
	if l.known[id] != nil {
		l.w.violate(3, "two commands have the id %s", short(id))
		return
	}
	e := &entry{id: id, by: r, name: name, args: bytes.Clone(args), texts: typed.FindAllString(string(args), -1)}
	l.known[id] = e
	l.order = append(l.order, e)
}

// adopt takes in commands that were committed by a process that died before it could say so.
func (l *ledger) adopt(r *replica) {
	for _, row := range r.outbox() {
		if l.known[row.CmdID] == nil {
			l.w.count("command adopted after a crash")
			l.succeed(row.Args)
			l.add(r, row.CmdID, row.Name, row.Args)
		}
	}
}

// succeed finds the refused command that an adopted one has replaced, with the same arguments.
func (l *ledger) succeed(args json.RawMessage) {
	for _, e := range l.order {
		if e.retrying && bytes.Equal(e.args, args) {
			e.dismissed = true
		}
	}
}

func (r *replica) outbox() (rows []store.OutboxRow) {
	r.read(func(rd *store.Reader) (err error) {
		rows, err = rd.Outbox(0, 0)
		return err
	})
	return rows
}

func (r *replica) refused() (rows []store.OutboxRow) {
	r.read(func(rd *store.Reader) (err error) {
		rows, err = rd.Rejected()
		return err
	})
	return rows
}

// kept is every command that some replica still holds, with its arguments: pending or refused.
func (l *ledger) kept() map[desk.ID][]json.RawMessage {
	all := map[desk.ID][]json.RawMessage{}
	for _, r := range l.w.replicas {
		for _, row := range slices.Concat(r.outbox(), r.refused()) {
			all[row.CmdID] = append(all[row.CmdID], row.Args)
		}
	}
	return all
}

// check is invariant 6 as far as it can be told without searching the rows: each accepted command either has the
// authority's word that it took effect, or somebody still holds it with all that was typed.
func (l *ledger) check() {
	kept := l.kept()
	for _, e := range l.order {
		v := l.w.auth.results[e.id]
		if e.dismissed || (v != nil && !v.rejected) {
			continue
		}
		if v != nil && v.applied > 0 {
			continue
		}
		if !slices.ContainsFunc(kept[e.id], func(args json.RawMessage) bool { return bytes.Equal(args, e.args) }) {
			what := "not known to the authority"
			if v != nil {
				what = "refused by the authority"
			}
			l.w.violate(6, "%s %s of %s is %s, and no replica has what was typed", e.name, short(e.id), e.by.name, what)
			return
		}
	}
}

// checkTexts is invariant 6 at the end: every text is found in the authority's rows (what was overwritten is in the history)
// or in a refused command that its author can still see.
func (l *ledger) checkTexts(rows []store.Change) {
	var all strings.Builder
	for _, c := range rows {
		all.Write(c.Cols)
	}
	for _, args := range l.kept() {
		for _, a := range args {
			all.Write(a)
		}
	}
	text := all.String()
	for _, e := range l.order {
		if e.dismissed {
			continue
		}
		for _, t := range e.texts {
			if !strings.Contains(text, t) {
				l.w.violate(6, "%q, typed in %s %s of %s, is nowhere", t, e.name, short(e.id), e.by.name)
			}
		}
	}
}
