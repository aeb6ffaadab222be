package desk_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"naryad/internal/desk"
)

// FuzzCommands plays a script, one command a line: "<verb> <actor> <arguments>". In the arguments $T is a ticket, $E its
// estimate, $P its plan entry, $N a new id. Whatever is played, nothing panics, what is refused is refused in words, and
// every ticket stands in one of the ten statuses.
func FuzzCommands(f *testing.F) {
	for _, spec := range desk.Registered() {
		golden, err := os.ReadFile(filepath.Join("testdata", "wire", spec.Name+".json"))
		if err != nil {
			f.Fatal(err)
		}
		var cmd struct{ Args json.RawMessage }
		if err := json.Unmarshal(golden, &cmd); err != nil {
			f.Fatal(err)
		}
		f.Add(spec.Name + " 1 " + strings.ReplaceAll(string(cmd.Args), "\n", " "))
	}
	f.Add(`ticket.estimate 2 {"ticketId":"$T","nh":5}
ticket.plan 1 {"id":"$N","ticketId":"$T","engineerId":"00000000-0000-7000-8000-000000000003","startAt":1,"endAt":2,"nh":5,"criteria":"x"}
timer.start 3 {"id":"$N","ticketId":"$T"}
ticket.finish 3 {"ticketId":"$T","resolution":"готово"}
ticket.send_back 2 {"ticketId":"$T","text":"не то"}
ticket.unplan 1 {"ticketId":"$T","entryId":"$P"}
ticket.close 2 {"ticketId":"$T","reason":"x"}
ticket.restore 2 {"ticketId":"$T"}`)
	f.Add(`ticket.estimate 2 {"ticketId":"$T","stages":[{"name":"a","nh":20}]}
ticket.answer_estimate 2 {"ticketId":"$T","estimateId":"$E","yes":true,"way":"call"}
ticket.take 3 {"ticketId":"$T"}`)
	f.Fuzz(func(t *testing.T, script string) {
		b := newBench(t)
		id := b.newTicket()
		for i, text := range strings.Split(script, "\n") {
			if i == 30 {
				return
			}
			b.play(id, text)
			for _, row := range b.tx.All("ticket") {
				if s := row.(*desk.Ticket).Status; !slices.Contains(desk.Statuses, s) {
					t.Fatalf("after %q a ticket is %q", text, s)
				}
			}
		}
	})
}

func (b *bench) play(id desk.ID, text string) {
	b.t.Helper()
	verb, rest, _ := strings.Cut(text, " ")
	who, args, _ := strings.Cut(rest, " ")
	entry := desk.ID("")
	if entries := b.entries(id); len(entries) > 0 {
		entry = entries[0].ID
	}
	args = strings.NewReplacer("$T", id, "$E", b.ticket(id).EstimateID, "$P", entry, "$N", b.id()).Replace(args)
	cmd, err := desk.Decode(verb, 1, json.RawMessage(args))
	if err == nil {
		actors := []desk.ID{lead, manager, anna, boris, admin, former}
		actor := actors[len(who)%len(actors)]
		if len(who) == 1 && who[0] >= '1' && who[0] <= '6' {
			actor = actors[who[0]-'1']
		}
		if _, inverse := desk.Inverse(b.tx, desk.Call{ID: b.id(), Actor: actor, At: b.at, Authority: true, Command: cmd}); inverse != nil && desk.AsError(inverse) == nil {
			b.t.Fatalf("the inverse of %q: %v", text, inverse)
		}
		err = b.try(actor, cmd)
	}
	if err != nil && desk.AsError(err) == nil {
		b.t.Fatalf("%q: %v", text, err)
	}
}

// FuzzParseNH: any text is an amount within bounds or a refusal in words.
func FuzzParseNH(f *testing.F) {
	for _, s := range []string{"0,5", "2", "6.50", "13", "", "1e9", "-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		nh, err := desk.ParseNH(text)
		if err != nil {
			if desk.AsError(err) == nil {
				t.Fatal(err)
			}
			return
		}
		if nh < 0 || nh > 100_009 {
			t.Fatalf("%q is %d", text, nh)
		}
	})
}
