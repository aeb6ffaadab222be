package desk

import (
	"errors"
	"reflect"
)

// Call is one command on its way to be applied.
type Call struct {
	ID        ID // cmd_id
	Actor     ID // a person's id, or a system actor's name with System set
	System    bool
	Source    Source
	At        Instant
	Authority bool
	Command   Command
}

// Run applies one command through tx: it reads the actor's present roles (PR-3), checks who may give the verb (PR-1),
// applies it and writes the history of every row that changed (ST-4) and the notices of whom that concerns (NT-1). On an
// error the caller rolls tx back.
// An *Error is a refusal; anything else is a fault of ours.
func Run(tx Tx, call Call) error {
	env, err := environment(tx, call)
	if err != nil {
		return err
	}
	rec := &recorder{Tx: tx, before: map[rowKey]Row{}}
	if err := call.Command.Apply(rec, env); err != nil {
		if errors.Is(err, ErrExists) {
			return Errorf(CodeConflict, "command.id_taken")
		}
		return err
	}
	rows, err := rec.changed()
	if err != nil {
		return err
	}
	if err := writeHistory(tx, rows, call, env); err != nil {
		return err
	}
	return writeNotices(tx, rows, env)
}

// Inverse returns the command that takes call back, or nil when it cannot be undone. It must be asked before Run.
func Inverse(tx Tx, call Call) (Command, error) {
	u, ok := call.Command.(Undoable)
	if !ok {
		return nil, nil
	}
	env, err := environment(tx, call)
	if err != nil {
		return nil, err
	}
	return u.Inverse(tx, env)
}

// environment finds out who is acting now and whether they may give this verb at all.
func environment(tx Tx, call Call) (Env, error) {
	spec := call.Command.Spec()
	env := Env{CmdID: call.ID, At: call.At, Authority: call.Authority}
	if call.System {
		env.Actor = Actor{ID: call.Actor, Source: call.Source, System: true}
		if !spec.System || !call.Authority { // PR-1
			return env, Errorf(CodeForbidden, "actor.system_may_not", "verb", spec.Name)
		}
		return env, nil
	}
	person, ok, err := get(tx, &Person{ID: call.Actor})
	if err != nil {
		return env, err
	}
	if !ok || !person.Active { // PR-3
		return env, Errorf(CodeForbidden, "actor.not_active")
	}
	env.Actor = Actor{ID: person.ID, Roles: person.Roles, Source: call.Source}
	return env, mayGive(spec, env.Actor)
}

// mayGive says whether a person's roles allow the verb at all; what they may do to which ticket is mayAct (PR-3).
func mayGive(spec *Spec, actor Actor) error {
	if spec.Only == AuthoritySide { // PR-1
		return Errorf(CodeForbidden, "actor.role_missing", "verb", spec.Name)
	}
	if len(spec.May) > 0 && !actor.Has(spec.May...) { // PR-1
		return Errorf(CodeForbidden, "actor.role_missing", "verb", spec.Name)
	}
	return nil
}

type rowKey struct {
	table string
	id    ID
}

// recorder notes the first image of every row that a command changes.
type recorder struct {
	Tx
	before map[rowKey]Row // nil value: the row was absent
	order  []rowKey
}

func (r *recorder) note(row Row) error {
	k := rowKey{row.Table(), row.Key()}
	if _, seen := r.before[k]; seen {
		return nil
	}
	old := emptyRow(row)
	ok, err := r.Tx.Get(old)
	if err != nil {
		return err
	}
	if !ok {
		old = nil
	}
	r.before[k] = old
	r.order = append(r.order, k)
	return nil
}

func (r *recorder) Insert(row Row) error {
	if err := r.note(row); err != nil {
		return err
	}
	return r.Tx.Insert(row)
}

func (r *recorder) Put(row Row) error {
	if err := r.note(row); err != nil {
		return err
	}
	return r.Tx.Put(row)
}

func (r *recorder) Delete(row Row) error {
	if err := r.note(row); err != nil {
		return err
	}
	return r.Tx.Delete(row)
}

// changed returns what became of every row that was touched, in the order in which they were.
func (r *recorder) changed() ([]changedRow, error) {
	out := make([]changedRow, 0, len(r.order))
	for _, k := range r.order {
		now := tableNamed(k.table).New()
		setKey(now, k.id)
		ok, err := r.Tx.Get(now)
		if err != nil {
			return nil, err
		}
		if !ok {
			now = nil
		}
		out = append(out, changedRow{k, r.before[k], now})
	}
	return out, nil
}

// DerivedID's numbers from which Run counts: no command changes a million rows.
const (
	firstHistory = 1000
	firstNotice  = 1_000_000
)

// writeHistory adds one row per changed row (ST-4). Settings, people and tickets alike: no verb can forget it.
// Rows of the money scope are named without their values, because the history goes to everybody (PR-1).
// What somebody has been told, and has read, is no part of a ticket's story.
func writeHistory(tx Tx, rows []changedRow, call Call, env Env) error {
	n := firstHistory
	for _, c := range rows {
		if c.table == "notice" { // NT-1
			continue
		}
		old, now := c.old, c.now
		h := &History{
			ID: env.DerivedID(n), Tbl: c.table, RowID: c.id, Verb: call.Command.Spec().Name,
			CmdID: call.ID, By: env.Actor.ID, Source: env.Actor.Source, At: env.At,
		}
		n++
		any := now
		switch {
		case old == nil && now == nil: // ST-4
			continue
		case old == nil: // ST-4
			h.Op = "insert"
		case now == nil: // ST-4
			h.Op, any = "delete", old
		default:
			h.Op = "update"
		}
		if t, ok := any.(OfTicket); ok { // ST-4
			h.TicketID = t.Ticket()
		}
		diff := changes(old, now)
		if h.Op == "update" && len(diff) == 0 { // ST-4
			continue
		}
		if tableNamed(c.table).Scope == ScopeAll { // PR-1
			h.Changes = diff
		}
		if err := tx.Insert(h); err != nil {
			return err
		}
	}
	return nil
}

// writeNotices tells those whom the changes concern (NT-1).
func writeNotices(tx Tx, rows []changedRow, env Env) error {
	notices, err := noticesOf(tx, rows, env)
	if err != nil {
		return err
	}
	for _, n := range notices {
		if err := tx.Insert(n); err != nil {
			return err
		}
	}
	return nil
}

func tableNamed(name string) Table {
	for _, t := range Tables {
		if t.Name == name {
			return t
		}
	}
	panic("desk: no table " + name)
}

// emptyRow returns a fresh row of the same type with the same key.
func emptyRow(row Row) Row {
	fresh := reflect.New(reflect.TypeOf(row).Elem()).Interface().(Row)
	setKey(fresh, row.Key())
	return fresh
}

func setKey(row Row, id ID) {
	reflect.ValueOf(row).Elem().Field(0).SetString(id) // every row's first field is its id; TestTables proves it
}
