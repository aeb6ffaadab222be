package server_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"naryad/internal/desk"
	"naryad/internal/server"
	"naryad/internal/store"
	"naryad/internal/wire"
)

func TestPush(t *testing.T) {
	t.Run("SV-P1 a seq that has had its turn gets its stored result", func(t *testing.T) {
		h := found(t)
		r := h.replica(h.own)
		good, bad := r.command(h.client("Ромашка")), r.command(&desk.AddClient{ID: h.id(), Name: " "})
		first, err := r.send(good, bad)
		if err != nil {
			t.Fatal(err)
		}
		again, err := r.send(good, bad)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range first.Results {
			got := again.Results[i]
			if got.Status != want.Status || got.Rev != want.Rev || got.ID != want.ID {
				t.Errorf("result %d: first %+v, again %+v", i, want, got)
			}
		}
		if again.Head != first.Head || again.LastSeq != 2 {
			t.Errorf("a repeated push moved the head from %d to %d, last seq %d", first.Head, again.Head, again.LastSeq)
		}
		if again.Results[1].Error == nil || again.Results[1].Error.Key != "client.name_blank" {
			t.Errorf("the refusal is not told again: %+v", again.Results[1])
		}
	})
	t.Run("SV-P1 a push may overlap with what is known", func(t *testing.T) {
		h := found(t)
		r := h.replica(h.own)
		one, two := r.command(h.client("Первый")), r.command(h.client("Второй"))
		if _, err := r.send(one); err != nil {
			t.Fatal(err)
		}
		reply, err := r.send(one, two)
		if err != nil || len(reply.Results) != 2 || reply.LastSeq != 2 || reply.Results[1].Rev != reply.Results[0].Rev+1 {
			t.Errorf("%+v, %v", reply, err)
		}
	})
	t.Run("SV-P2 another command at a known seq is a fork, and nothing of it runs", func(t *testing.T) {
		h := found(t)
		r := h.replica(h.own)
		r.do(h.client("Ромашка"))
		r.seq = 0
		copied := h.client("Копия")
		reply, err := r.send(r.command(copied), r.command(h.client("Ещё")))
		if err != nil || !reply.Fork || len(reply.Results) != 0 || reply.LastSeq != 1 {
			t.Errorf("%+v, %v", reply, err)
		}
		if _, ok := get(h, &desk.Client{ID: copied.ID}); ok {
			t.Error("the copy's command took effect")
		}
	})
	t.Run("SV-P3 a hole is a gap, and nothing after it runs", func(t *testing.T) {
		h := found(t)
		r := h.replica(h.own)
		r.seq = 1
		late := h.client("Позже")
		reply, err := r.send(r.command(late))
		if err != nil || !reply.Gap || reply.LastSeq != 0 || len(reply.Results) != 0 {
			t.Errorf("%+v, %v", reply, err)
		}
		if _, ok := get(h, &desk.Client{ID: late.ID}); ok {
			t.Error("a command took effect before the one that precedes it")
		}
	})
	t.Run("SV-P4 a cmd_id that came under another client is a duplicate", func(t *testing.T) {
		h := found(t)
		a, b := h.replica(h.own), h.replica(h.own)
		ok, bad := a.command(h.client("Ромашка")), a.command(&desk.AddClient{ID: h.id()})
		if _, err := a.send(ok, bad); err != nil {
			t.Fatal(err)
		}
		reply, err := b.send(ok, bad)
		if err != nil {
			t.Fatal(err)
		}
		if reply.Results[0].Status != wire.Noop || reply.LastSeq != 2 {
			t.Errorf("duplicate: %+v", reply)
		}
		if got := reply.Results[1]; got.Status != wire.Rejected || got.Error == nil || got.Error.Key != "client.name_blank" {
			t.Errorf("a duplicate's refusal is lost: %+v", got)
		}
	})
	t.Run("SV-P5 applied, noop and rejected each take their seq, in one batch that moves the head", func(t *testing.T) {
		h := found(t)
		r := h.replica(h.own)
		before := r.hello().Head
		same := h.client("Ромашка")
		results := r.do(same, &desk.AddClient{ID: same.ID, Name: "Другая"}, h.client("Лютик"))
		want := []wire.Status{wire.Applied, wire.Rejected, wire.Applied}
		for i, res := range results {
			if res.Status != want[i] || res.Rev != before+1 {
				t.Errorf("command %d: %+v, want %s at rev %d", i, res, want[i], before+1)
			}
		}
		if row, _ := get(h, &desk.Client{ID: same.ID}); row.Name != "Ромашка" {
			t.Errorf("the refused command wrote %q", row.Name)
		}
		all := r.do(&desk.AddClient{ID: h.id()})
		if all[0].Rev != before+2 || r.hello().Head != before+2 {
			t.Error("a push that was refused altogether does not move the head")
		}
	})
	t.Run("SV-P5 an unknown verb and malformed arguments are that command's refusal", func(t *testing.T) {
		h := found(t)
		r := h.replica(h.own)
		strange := r.command(h.client("Ромашка"))
		strange.Name, strange.Ver = "ticket.teleport", 7
		crooked := r.command(h.client("Лютик"))
		crooked.Args = json.RawMessage(`{"id":1}`)
		huge := r.command(h.client("Пион"))
		huge.Args = json.RawMessage(`{"name":"` + strings.Repeat("я", desk.MaxArgs/2) + `"}`)
		good := r.command(h.client("Роза"))
		reply, err := r.send(strange, crooked, huge, good)
		if err != nil {
			t.Fatal(err)
		}
		for i, key := range []string{"command.unknown", "command.malformed", "command.too_large"} {
			if got := reply.Results[i]; got.Status != wire.Rejected || got.Error.Key != key {
				t.Errorf("command %d: %+v, want %s", i, got, key)
			}
		}
		if reply.Results[3].Status != wire.Applied {
			t.Errorf("the good one after them: %+v", reply.Results[3])
		}
	})
	t.Run("SV-P9 a push to the log of another epoch is refused as a whole", func(t *testing.T) {
		h := found(t)
		r := h.replica(h.own)
		_, err := r.Push(t.Context(), wire.Push{ClientID: r.client, Epoch: h.id(), Commands: []wire.Command{r.command(h.client("x"))}})
		refused(t, err, desk.CodeConflict, "server.other_epoch")
	})
	t.Run("SV-P10 a command is judged by the roles of now, not by those of when it was given", func(t *testing.T) {
		h := found(t)
		lead := h.add("Лев", desk.RoleAdmin)
		r := h.replica(lead)
		add := func() desk.Command {
			return &desk.AddPerson{ID: h.id(), Name: "Новенький", Roles: []desk.Role{desk.RoleEngineer}}
		}
		before := r.command(add())
		if _, err := h.Do(t.Context(), "admin", &desk.SetRoles{PersonID: lead.Person, Roles: []desk.Role{desk.RoleEngineer}}); err != nil {
			t.Fatal(err)
		}
		reply, err := r.send(before)
		if err != nil || reply.Results[0].Status != wire.Rejected || reply.Results[0].Error.Code != desk.CodeForbidden {
			t.Errorf("%+v, %v", reply, err)
		}
	})
	t.Run("SV-C1 a moment in the future, or none, becomes the authority's now", func(t *testing.T) {
		h := found(t)
		r := h.replica(h.own)
		now := desk.At(h.hands.Now())
		for name, c := range map[string]struct{ given, want desk.Instant }{
			"future": {now.Add(time.Hour), now}, "none": {0, now}, "past": {now.Add(-time.Hour), now.Add(-time.Hour)},
		} {
			cmd := h.client(name)
			w := r.command(cmd)
			w.At = c.given
			if _, err := r.send(w); err != nil {
				t.Fatal(err)
			}
			if got := h.historyAt(cmd.ID); got != c.want {
				t.Errorf("%s: dated %d, want %d", name, got, c.want)
			}
		}
	})
}

// historyAt is when the history says that a client was added.
func (h *house) historyAt(row desk.ID) desk.Instant {
	h.t.Helper()
	var at desk.Instant
	err := h.Store().Read(h.t.Context(), func(r *store.Reader) error {
		rows, err := r.Find("history", "ticket_id", "")
		for _, x := range rows {
			if e := x.(*desk.History); e.RowID == row {
				at = e.At
			}
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return at
}

func TestPushIsOneCommit(t *testing.T) {
	crash := errors.New("crash")
	t.Run("SV-P6 a crash before the commit leaves nothing of a push", func(t *testing.T) {
		var when bool
		h := found(t, func(o *server.Options) {
			o.Store.Hooks.BeforeCommit = func(label string) error {
				if when && label == "push" {
					return crash
				}
				return nil
			}
		})
		r := h.replica(h.own)
		head := r.hello().Head
		cmd := h.client("Ромашка")
		w := r.command(cmd)
		when = true
		_, err := r.send(w)
		refused(t, err, desk.CodeInternal, "server.internal")
		when = false
		if _, ok := get(h, &desk.Client{ID: cmd.ID}); ok || h.lastSeq(r.client) != 0 || r.hello().Head != head {
			t.Error("a part of the push was kept")
		}
		if reply, err := r.send(w); err != nil || reply.Results[0].Status != wire.Applied {
			t.Errorf("again: %+v, %v", reply, err)
		}
	})
	t.Run("SV-P6 a crash after the commit loses the answer only", func(t *testing.T) {
		var when bool
		h := found(t, func(o *server.Options) {
			o.Store.Hooks.AfterCommit = func(label string) error {
				if when && label == "push" {
					return crash
				}
				return nil
			}
		})
		r := h.replica(h.own)
		cmd := h.client("Ромашка")
		w := r.command(cmd)
		when = true
		if _, err := r.send(w); err == nil {
			t.Fatal("no crash")
		}
		when = false
		if _, ok := get(h, &desk.Client{ID: cmd.ID}); !ok || h.lastSeq(r.client) != 1 {
			t.Error("effect and last_seq did not commit together")
		}
		if reply, err := r.send(w); err != nil || reply.Results[0].Status != wire.Applied || reply.LastSeq != 1 {
			t.Errorf("again: %+v, %v", reply, err)
		}
	})
	t.Run("SV-P7 a full disk is unavailable and nothing advances", func(t *testing.T) {
		h := found(t, func(o *server.Options) { o.Store.MaxPages = 200 })
		r := h.replica(h.own)
		var full error
		var sent desk.ID
		for range 500 {
			seq := h.lastSeq(r.client)
			cmd := h.client(strings.Repeat("ы", desk.MaxName))
			w := r.command(cmd)
			sent = cmd.ID
			if _, full = r.send(w); full != nil {
				if h.lastSeq(r.client) != seq {
					t.Error("last_seq has advanced")
				}
				break
			}
		}
		refused(t, full, desk.CodeUnavailable, "store.disk_full")
		if _, ok := get(h, &desk.Client{ID: sent}); ok {
			t.Error("the command took effect")
		}
		w := r.command(&desk.AddClient{ID: sent, Name: "место нашлось"})
		w.Seq = h.lastSeq(r.client) + 1
		h.reopen(func(o *server.Options) { o.Store.MaxPages = 0 })
		r.caller = h.Session(h.own)
		if reply, err := r.send(w); err != nil || reply.Results[0].Status != wire.Applied {
			t.Errorf("with room again: %+v, %v", reply, err)
		}
	})
	t.Run("SV-P7 a full disk keeps nobody from reading", func(t *testing.T) {
		tried := false
		h := found(t, func(o *server.Options) {
			o.Store.Hooks.BeforeCommit = func(label string) error {
				if label == "seen" {
					tried = true
					return store.ErrDiskFull
				}
				return nil
			}
		})
		h.hands.forward(time.Hour) // it is time to note that the device was here
		h.replica(h.own).hello()
		if !tried {
			t.Error("nothing was noted: the test proves nothing")
		}
	})
	t.Run("SV-P8 a command that panics is buried and refused, and those after it run", func(t *testing.T) {
		var poison desk.ID
		h := found(t, func(o *server.Options) {
			o.Faults.Panics = func(_ string, id desk.ID) bool { return id == poison }
		})
		r := h.replica(h.own)
		bad, good := h.client("Яд"), h.client("Ромашка")
		w := r.command(bad)
		poison = w.ID
		reply, err := r.send(w, r.command(good))
		if err != nil {
			t.Fatal(err)
		}
		if got := reply.Results[0]; got.Status != wire.Rejected || got.Error.Code != desk.CodeInternal || len(got.Error.Params) != 0 {
			t.Errorf("poison: %+v", got)
		}
		if reply.Results[1].Status != wire.Applied || reply.LastSeq != 2 {
			t.Errorf("after it: %+v", reply)
		}
		err = h.Store().Read(t.Context(), func(r *store.Reader) error {
			dead, err := r.Dead()
			if err == nil && (len(dead) != 1 || dead[0].CmdID != poison || !strings.Contains(string(dead[0].Args), "Яд") || dead[0].Fault == "") {
				t.Errorf("dead letters: %+v", dead)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestSystemCommands(t *testing.T) {
	t.Run("SV-S1 the authority's own commands have seqs of the reserved client and reach the log", func(t *testing.T) {
		h := found(t)
		before := h.lastSeq("system")
		h.add("Борис", desk.RoleEngineer)
		if got := h.lastSeq("system"); got != before+1 {
			t.Errorf("last seq %d, want %d", got, before+1)
		}
		r := h.replica(h.own)
		_, err := r.Push(t.Context(), wire.Push{ClientID: "system", Epoch: r.hello().Epoch, Commands: []wire.Command{r.command(h.client("x"))}})
		refused(t, err, desk.CodeInvalid, "wire.malformed")
	})
	t.Run("SV-S1 a refusal leaves no trace", func(t *testing.T) {
		h := found(t)
		before, _ := h.Meta(t.Context())
		_, err := h.AddPerson(t.Context(), " ", "", []desk.Role{desk.RoleEngineer}, "")
		refused(t, err, desk.CodeInvalid, "person.name_blank")
		after, _ := h.Meta(t.Context())
		if before != after {
			t.Errorf("the log moved: %+v → %+v", before, after)
		}
	})
	t.Run("SV-P4 a system command under a known cmd_id does nothing", func(t *testing.T) {
		h := found(t)
		id := h.id()
		cmd := &desk.AddPerson{ID: h.id(), Name: "Вера", Roles: []desk.Role{desk.RoleManager}}
		if res, err := h.DoAs(t.Context(), "intake", id, cmd); err != nil || res.Status != wire.Applied {
			t.Fatalf("%+v, %v", res, err)
		}
		if res, err := h.DoAs(t.Context(), "intake", id, cmd); err != nil || res.Status != wire.Noop {
			t.Errorf("again: %+v, %v", res, err)
		}
	})
	t.Run("SV-C2 they are dated by the authority's own clock", func(t *testing.T) {
		h := found(t)
		h.hands.forward(time.Hour)
		d := h.add("Глеб", desk.RoleLead)
		if got := h.historyAt(d.Person); got != desk.At(h.hands.Now()) {
			t.Errorf("dated %v", got.Time())
		}
	})
}
