package app

import (
	"bytes"
	"encoding/json"
	"slices"

	"naryad/internal/desk"
	"naryad/internal/store"
)

// refusal tells of one refused command: what it was, why not, and field by field what was typed.
func (r *reader) refusal(row store.OutboxRow) (Refusal, error) {
	v := Refusal{
		CmdID: row.CmdID, Verb: row.Name, VerbName: r.app.texts().Verb(row.Name), TicketID: row.TicketID, At: iso(row.At),
		Typed: []FieldChange{},
	}
	reason := row.Error
	if reason == nil {
		reason = desk.Errorf(desk.CodeInternal, "internal")
	}
	v.Problem = r.app.problem(reason)
	v.Again = !slices.Contains(pointless, reason.Code)
	if row.TicketID != "" {
		t := &desk.Ticket{ID: row.TicketID}
		if _, err := r.Get(t); err != nil {
			return v, err
		}
		v.Number, v.Subject = t.Number, t.Subject
	}
	fields, err := inOrder(row.Args)
	if err != nil { // it stood in our own outbox, so it is JSON; if not, the rest is still told
		r.app.opts.Log.Warn("arguments were not read", "verb", row.Name, "error", err)
		return v, nil
	}
	for _, f := range fields {
		name := snake(f.name)
		if slices.Contains(unspoken, name) {
			continue
		}
		text, err := r.printed(name, f.value)
		if err != nil {
			return v, err
		}
		if text != "" {
			v.Typed = append(v.Typed, FieldChange{Field: f.name, Name: r.fieldName(name), New: text})
		}
	}
	return v, nil
}

// pointless are the codes of refusals that the same arguments will always meet.
var pointless = []desk.Code{desk.CodeInvalid, desk.CodeTooLarge, desk.CodeTooOld}

// unspoken are arguments that say nothing to people: ids of what was to be made, and the ticket, which is named anyway.
var unspoken = []string{"id", "ids", "ticket_id", "estimate_id", "entry_id"}

type argument struct {
	name  string
	value any
}

// inOrder reads a JSON object's members in the order they stand in.
func inOrder(args json.RawMessage) ([]argument, error) {
	dec := json.NewDecoder(bytes.NewReader(args))
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	var out []argument
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, err
		}
		var a argument
		a.name, _ = name.(string)
		if err := dec.Decode(&a.value); err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	_, err := dec.Token() // the closing brace
	return out, err
}
