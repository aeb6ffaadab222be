package simtest

import (
	"naryad/internal/desk"
	"naryad/internal/store"
)

// things are what people have made so far, whether or not the others have heard of it. Commands name them by their ids.
type things struct {
	w         *world
	clients   []*clientIDs
	tickets   []desk.ID
	timers    []desk.ID
	contracts []desk.ID
	links     []desk.ID
	templates []desk.ID
	files     []desk.ID
}

func newThings(w *world) things {
	c := w.base.client
	return things{w: w, clients: []*clientIDs{&c}}
}

// someoneActs lets one person do one thing at one computer.
func (w *world) someoneActs() {
	r := w.running()
	if r == nil {
		return
	}
	switch w.dice.weighted([]int{80, 6, 5, 4, 5, 2}) {
	case 0:
		r.execute(w.things.command(r))
	case 1:
		r.executeGroup()
	case 2:
		r.undo()
	case 3:
		r.dismiss()
	case 4:
		r.retry()
	case 5:
		w.bytesArrive()
	}
}

func (r *replica) execute(cmd desk.Command) {
	name, _, args, err := desk.Encode(cmd)
	if err != nil {
		r.w.fault("encode", err)
		return
	}
	r.perform(name, func() error {
		rec, err := r.ws.Execute(r.w.ctx, cmd)
		if err != nil {
			r.w.count("refused at once")
			return err
		}
		r.accepted(rec.CmdID, rec.Undoable, name, args)
		return nil
	})
}

// accepted notes a promise; the next command after a poisoned one may be poison itself.
func (r *replica) accepted(id desk.ID, undoable bool, name string, args []byte) {
	r.w.count("accepted " + name)
	r.w.ledger.add(r, id, name, args)
	if undoable {
		r.undoable = append(r.undoable, id)
	}
	if r.w.nextIsPoison {
		r.w.nextIsPoison = false
		r.w.poison[id] = true
		r.w.trace.say("%s: %s %s is poison", r.name, name, short(id))
	}
}

// executeGroup gives one command to several tickets: each is accepted or refused by itself (ST-9).
func (r *replica) executeGroup() {
	var cmds []desk.Command
	for range r.w.dice.between(2, 4) {
		cmds = append(cmds, r.w.things.command(r))
	}
	r.perform("group", func() error {
		for i, out := range r.ws.ExecuteGroup(r.w.ctx, cmds) {
			if out.Err != nil {
				if unexpected(out.Err) {
					return out.Err
				}
				continue
			}
			name, _, args, err := desk.Encode(cmds[i])
			if err != nil {
				return err
			}
			r.accepted(out.CmdID, out.Undoable, name, args)
		}
		return nil
	})
}

func (r *replica) undo() {
	if len(r.undoable) == 0 {
		return
	}
	i := r.w.dice.n(len(r.undoable))
	id := r.undoable[i]
	r.undoable = append(r.undoable[:i:i], r.undoable[i+1:]...)
	r.perform("undo "+short(id), func() error {
		rec, err := r.ws.Undo(r.w.ctx, id)
		if err != nil {
			return err
		}
		r.adoptOne(rec.CmdID)
		return nil
	})
}

// adoptOne notes a command whose arguments the workspace has made itself.
func (r *replica) adoptOne(id desk.ID) {
	for _, row := range r.outbox() {
		if row.CmdID == id {
			r.accepted(id, true, row.Name, row.Args)
			return
		}
	}
	r.w.violate(6, "%s: command %s has a receipt and is not in the outbox", r.name, short(id))
}

// dismiss is a person who has read a refusal and needs the text no longer.
func (r *replica) dismiss() {
	rows := r.refused()
	if len(rows) == 0 {
		return
	}
	id := pick(r.w.dice, rows).CmdID
	r.w.ledger.throwAway(id)
	r.perform("dismiss "+short(id), func() error { return r.ws.Dismiss(r.w.ctx, id) })
}

// retry gives a refused command again as it was typed.
func (r *replica) retry() {
	rows := r.refused()
	if len(rows) == 0 {
		return
	}
	id := pick(r.w.dice, rows).CmdID
	if e := r.w.ledger.known[id]; e != nil {
		e.retrying = true
	}
	r.perform("retry "+short(id), func() error {
		rec, err := r.ws.Retry(r.w.ctx, id)
		if err != nil {
			return err
		}
		r.adoptOne(rec.CmdID)
		r.w.ledger.throwAway(id) // the text is in the new command
		return nil
	})
}

// throwAway notes that its author needs a text no longer.
func (l *ledger) throwAway(id desk.ID) {
	if e := l.known[id]; e != nil {
		e.dismissed = true
	}
}

func (t *things) newID() desk.ID { return t.source() }

func (t *things) source() desk.ID {
	now := t.w.now
	return (&watch{world: &now}).source(t.w.dice).NewID()
}

// anyone is a person of the team.
func (t *things) anyone() desk.ID { return pick(t.w.dice, t.w.base.people) }

// known is a ticket of a replica as its person sees it.
func (r *replica) known(id desk.ID) (t *desk.Ticket) {
	r.read(func(rd *store.Reader) error {
		row := &desk.Ticket{ID: id}
		ok, err := rd.Get(row)
		if ok {
			t = row
		}
		return err
	})
	return t
}

func (r *replica) entriesOf(ticket desk.ID) (out []*desk.PlanEntry) {
	r.read(func(rd *store.Reader) error {
		rows, err := rd.Find("plan_entry", "ticket_id", ticket)
		for _, row := range rows {
			out = append(out, row.(*desk.PlanEntry))
		}
		return err
	})
	return out
}

// messagesOf are up to three messages of a ticket, as this replica sees it.
func (r *replica) messagesOf(ticket desk.ID) (out []desk.ID) {
	r.read(func(rd *store.Reader) error {
		rows, err := rd.Find("message", "ticket_id", ticket)
		for _, row := range rows[:min(3, len(rows))] {
			out = append(out, row.Key())
		}
		return err
	})
	return out
}
