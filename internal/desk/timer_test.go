package desk_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"naryad/internal/desk"
	"naryad/internal/desk/desktest"
)

func (b *bench) entry(id desk.ID) *desk.TimeEntry {
	b.t.Helper()
	e := &desk.TimeEntry{ID: id}
	if ok, err := b.tx.Get(e); !ok || err != nil {
		b.t.Fatalf("time entry: %v %v", ok, err)
	}
	return e
}

// clock starts and stops timers at given minutes.
func (b *bench) timer(actor desk.ID, minute int, cmd desk.Command) error {
	return b.run(desk.Call{ID: b.id(), Actor: actor, Source: desk.SourceDesktop, At: minuteAt(minute), Authority: true, Command: cmd})
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func minuteAt(minute int) desk.Instant { return start.Add(time.Duration(minute) * time.Minute) }

func TestTimer(t *testing.T) {
	parts(t, map[string]func(b *bench){
		"TM-1 starting another stops the first at the same instant": func(b *bench) {
			first, second := b.id(), b.id()
			b.must(b.timer(anna, 0, &desk.StartTimer{ID: first}))
			b.equal("running", b.entry(first).Running(), true)
			b.must(b.timer(anna, 10, &desk.StartTimer{ID: second}))
			b.equal("the first", []any{b.entry(first).Running(), b.entry(first).End(), b.entry(first).StoppedAt}, []any{false, minuteAt(10), desk.Instant(0)})
			b.equal("the second", []any{b.entry(second).Running(), b.entry(second).StartedAt}, []any{true, minuteAt(10)})
		},
		"TM-1 each person has a timer of their own": func(b *bench) {
			first, second := b.id(), b.id()
			b.must(b.timer(anna, 0, &desk.StartTimer{ID: first}))
			b.must(b.timer(boris, 10, &desk.StartTimer{ID: second}))
			b.equal("running", []bool{b.entry(first).Running(), b.entry(second).Running()}, []bool{true, true})
		},
		"TM-1 intervals are half-open, so switching within a minute is no overlap": func(b *bench) {
			first, second := b.id(), b.id()
			b.must(b.timer(anna, 0, &desk.StartTimer{ID: first}))
			b.must(b.timer(anna, 10, &desk.StopTimer{EntryID: first}))
			b.must(b.timer(anna, 10, &desk.StartTimer{ID: second}))
			b.equal("the first", []any{b.entry(first).CutAt, b.entry(first).Trimmed(), b.entry(first).Counted(minuteAt(99))}, []any{desk.Instant(0), false, 10 * time.Minute})
			b.equal("the second", b.entry(second).Counted(minuteAt(25)), 15*time.Minute)
		},
		"TM-1 nothing counts before its start": func(b *bench) {
			id := b.id()
			b.must(b.timer(anna, 10, &desk.StartTimer{ID: id}))
			b.equal("counted", b.entry(id).Counted(minuteAt(5)), time.Duration(0))
		},
		"TM-2 an assignee's start makes a planned ticket in progress": func(b *bench) {
			id, e := b.ticketAt(desk.StatusPlanned), b.id()
			b.do(anna, &desk.StartTimer{ID: e, TicketID: id, StageNo: 1, Note: " смотрю "})
			b.is(id, desk.StatusInProgress)
			b.equal("entry", b.entry(e), &desk.TimeEntry{ID: e, PersonID: anna, TicketID: id, StageNo: 1, Kind: desk.KindWork, StartedAt: b.at, Note: "смотрю"})
			b.equal("ticket", []any{b.ticket(id).StatusAt, b.ticket(id).TouchedAt}, []any{b.at, b.at})
		},
		"TM-2 an assignee's start makes an approved ticket in progress": func(b *bench) {
			id := b.ticketAt(desk.StatusApproved)
			b.put(&desk.PlanEntry{ID: b.id(), TicketID: id, EngineerID: anna, StartAt: start, EndAt: start.Add(time.Hour), State: desk.PlanPublished})
			b.do(anna, &desk.StartTimer{ID: b.id(), TicketID: id})
			b.is(id, desk.StatusInProgress)
		},
		"TM-2 any other start records time of a kind and changes no status": func(b *bench) {
			id, e := b.ticketAt(desk.StatusPlanned), b.id()
			b.do(boris, &desk.StartTimer{ID: e, TicketID: id})
			b.is(id, desk.StatusPlanned)
			b.equal("kind", b.entry(e).Kind, desk.KindAnalysis)
			b.equal("touched", b.ticket(id).TouchedAt, b.at)
			b.do(boris, &desk.StartTimer{ID: e[:35] + "f", TicketID: id, Kind: desk.KindHelp})
			b.equal("kind", b.entry(e[:35]+"f").Kind, desk.KindHelp)
		},
		"TM-2 an assignee whose part is done is no assignee any more": func(b *bench) {
			id := b.ticketAt(desk.StatusDone)
			b.do(anna, &desk.StartTimer{ID: b.id(), TicketID: id})
			b.is(id, desk.StatusDone)
		},
		"TM-2 time on no ticket is internal": func(b *bench) {
			e := b.id()
			b.do(boris, &desk.StartTimer{ID: e, Kind: desk.KindTalk})
			b.equal("kind", b.entry(e).Kind, desk.KindInternal)
		},
		"TM-2 an assignee may name another kind": func(b *bench) {
			id, e := b.ticketAt(desk.StatusInProgress), b.id()
			b.do(anna, &desk.StartTimer{ID: e, TicketID: id, Kind: desk.KindTalk})
			b.equal("kind", b.entry(e).Kind, desk.KindTalk)
		},
		"TM-2 kinds and stages that cannot be are refused": func(b *bench) {
			b.refuses(anna, &desk.StartTimer{ID: b.id(), Kind: "сон"}, desk.CodeInvalid, "timer.kind_unknown")
			b.refuses(anna, &desk.StartTimer{ID: b.id(), StageNo: -1}, desk.CodeInvalid, "plan.stage_unknown")
			b.refuses(anna, &desk.StartTimer{ID: b.id(), StageNo: 51}, desk.CodeInvalid, "plan.stage_unknown")
		},
		"TM-3 time on a ticket that does not exist is kept for review": func(b *bench) {
			e, id := b.id(), b.id()
			b.do(anna, &desk.StartTimer{ID: e, TicketID: id})
			b.equal("entry", []any{b.entry(e).TicketID, b.entry(e).Review, b.entry(e).Kind, b.entry(e).Running()}, []any{id, "unknown_ticket", desk.KindAnalysis, true})
			b.do(anna, &desk.StopTimer{EntryID: e})
			b.equal("review", b.entry(e).Review, "unknown_ticket")
		},
		"TM-3 stop succeeds at any length and what is long is marked": func(b *bench) {
			for length, mark := range map[time.Duration]string{
				24 * time.Hour: "", 24*time.Hour + time.Minute: "over_24h", 48 * time.Hour: "over_24h", 48*time.Hour + time.Minute: "over_48h", 9000 * time.Hour: "over_48h",
			} {
				e := b.id()
				from := int(b.at-start)/60000 + 1
				b.must(b.timer(anna, from, &desk.StartTimer{ID: e}))
				b.must(b.timer(anna, from+int(length.Minutes()), &desk.StopTimer{EntryID: e}))
				b.equal(length.String(), b.entry(e).Review, mark)
				b.at = b.at.Add(10000 * time.Hour)
			}
		},
		"TM-3 a timer that another start ended after two days is marked too": func(b *bench) {
			e := b.id()
			b.must(b.timer(anna, 0, &desk.StartTimer{ID: e, TicketID: b.id()}))
			b.must(b.timer(anna, 49*60, &desk.StartTimer{ID: b.id()}))
			b.equal("review", b.entry(e).Review, "unknown_ticket over_48h")
			b.must(b.timer(anna, 60, &desk.StartTimer{ID: b.id()}))
			b.equal("and no more when an earlier start turns up", b.entry(e).Review, "unknown_ticket")
		},
		"TM-3 a stop before the start is kept and marked": func(b *bench) {
			e := b.id()
			b.must(b.timer(anna, 10, &desk.StartTimer{ID: e}))
			b.must(b.timer(anna, 5, &desk.StopTimer{EntryID: e}))
			b.equal("entry", []any{b.entry(e).StoppedAt, b.entry(e).Review, b.entry(e).Counted(minuteAt(99))}, []any{minuteAt(5), "stop_before_start", time.Duration(0)})
		},
		"TM-3 a stop at the start is in order": func(b *bench) {
			e := b.id()
			b.must(b.timer(anna, 10, &desk.StartTimer{ID: e}))
			b.must(b.timer(anna, 10, &desk.StopTimer{EntryID: e}))
			b.equal("review", b.entry(e).Review, "")
		},
		"TM-3 a stop whose start never came is kept for review": func(b *bench) {
			e := b.id()
			b.do(anna, &desk.StopTimer{EntryID: e})
			b.equal("entry", b.entry(e), &desk.TimeEntry{ID: e, PersonID: anna, Kind: desk.KindWork, StoppedAt: b.at, Review: "no_start"})
			b.equal("neither runs nor counts", []any{b.entry(e).Running(), b.entry(e).Counted(b.at)}, []any{false, time.Duration(0)})
		},
		"TM-3 of two stops the earlier counts, also when it comes later": func(b *bench) {
			for _, e := range []desk.ID{b.id(), b.id()} {
				b.must(b.timer(anna, 0, &desk.StartTimer{ID: e}))
				b.must(b.timer(anna, 30, &desk.StopTimer{EntryID: e}))
				b.must(b.timer(anna, 40, &desk.StopTimer{EntryID: e}))
				b.equal("stopped", b.entry(e).StoppedAt, minuteAt(30))
				b.must(b.timer(anna, 20, &desk.StopTimer{EntryID: e}))
				b.equal("stopped", b.entry(e).StoppedAt, minuteAt(20))
			}
		},
		"TM-3 an entry is started once": func(b *bench) {
			e := b.id()
			b.must(b.timer(anna, 0, &desk.StartTimer{ID: e}))
			refused(b.t, b.timer(anna, 5, &desk.StartTimer{ID: e}), desk.CodeConflict, "command.id_taken")
			refused(b.t, b.timer(boris, 5, &desk.StartTimer{ID: e}), desk.CodeConflict, "command.id_taken")
			stopped := b.id()
			b.must(b.timer(anna, 0, &desk.StopTimer{EntryID: stopped}))
			refused(b.t, b.timer(boris, 5, &desk.StartTimer{ID: stopped}), desk.CodeConflict, "command.id_taken")
		},
		"TM-10 a stop of an entry that another device cut records its raw end": func(b *bench) {
			here, there := b.id(), b.id()
			b.must(b.timer(anna, 0, &desk.StartTimer{ID: here}))
			b.must(b.timer(anna, 10, &desk.StartTimer{ID: there}))
			b.must(b.timer(anna, 30, &desk.StopTimer{EntryID: here}))
			e := b.entry(here)
			b.equal("entry", []any{e.StoppedAt, e.CutAt, e.End(), e.Trimmed(), e.Counted(minuteAt(99))}, []any{minuteAt(30), minuteAt(10), minuteAt(10), true, 10 * time.Minute})
			b.equal("the other runs on", b.entry(there).Running(), true)
		},
		"TM-10 a start that arrives late takes its place in time": func(b *bench) {
			late, early := b.id(), b.id()
			b.must(b.timer(anna, 20, &desk.StartTimer{ID: late}))
			b.must(b.timer(anna, 5, &desk.StartTimer{ID: early}))
			b.equal("early", []any{b.entry(early).End(), b.entry(early).Running()}, []any{minuteAt(20), false})
			b.equal("late", b.entry(late).Running(), true)
		},
		"TM-10 of equal starts the greater id was started last": func(b *bench) {
			first, second := b.id(), b.id()
			b.must(b.timer(anna, 5, &desk.StartTimer{ID: second}))
			b.must(b.timer(anna, 5, &desk.StartTimer{ID: first}))
			b.equal("counted", []time.Duration{b.entry(first).Counted(minuteAt(15)), b.entry(second).Counted(minuteAt(15))}, []time.Duration{0, 10 * time.Minute})
		},
		"TM-10 what is no change is not written": func(b *bench) {
			first := b.id()
			b.must(b.timer(anna, 0, &desk.StartTimer{ID: first}))
			b.must(b.timer(anna, 5, &desk.StopTimer{EntryID: first}))
			tx := &puts{MemTx: b.tx}
			b.must(desk.Run(tx, desk.Call{ID: b.id(), Actor: anna, At: minuteAt(10), Command: &desk.StartTimer{ID: b.id()}}))
			b.equal("written", tx.count, 1)
		},
	})
}

// puts counts what is written.
type puts struct {
	*desktest.MemTx
	count int
}

func (p *puts) Put(row desk.Row) error {
	p.count++
	return p.MemTx.Put(row)
}

// click is a start or a stop as it arrives.
type click struct {
	Minute int
	Entry  desk.ID
	Stop   bool
}

func (c click) String() string {
	return fmt.Sprintf("%d %s stop=%t", c.Minute, c.Entry[33:], c.Stop)
}

// TestOverlaps lets the clicks of one person's several devices arrive in every kind of order.
func TestOverlaps(t *testing.T) {
	t.Run("TM-10 whatever order clicks arrive in, the rows are the same and each instant belongs to the last start", func(t *testing.T) {
		rapid.Check(t, func(r *rapid.T) {
			clicks := drawClicks(r)
			first := arrive(t, clicks)
			second := arrive(t, rapid.Permutation(clicks).Draw(r, "order"))
			if d := cmp.Diff(first.tx.All("time_entry"), second.tx.All("time_entry")); d != "" {
				r.Fatalf("the order changed the rows: %s", d)
			}
			for _, row := range first.tx.All("time_entry") {
				e := row.(*desk.TimeEntry)
				if got, want := e.Counted(minuteAt(60)), owned(clicks, e.ID); e.StartedAt != 0 && got != want {
					r.Fatalf("%s counts %s, want %s", e.ID, got, want)
				}
			}
		})
	})
}

func drawClicks(r *rapid.T) []click {
	var clicks []click
	for n := range rapid.IntRange(1, 6).Draw(r, "entries") {
		id := desktest.ID(500 + n)
		if rapid.IntRange(0, 9).Draw(r, "started") > 0 {
			clicks = append(clicks, click{rapid.IntRange(0, 20).Draw(r, "start"), id, false})
		}
		for range rapid.IntRange(0, 2).Draw(r, "stops") {
			clicks = append(clicks, click{rapid.IntRange(0, 30).Draw(r, "stop"), id, true})
		}
	}
	return clicks
}

func arrive(t *testing.T, clicks []click) *bench {
	b := newBench(t)
	for _, c := range clicks {
		var cmd desk.Command = &desk.StartTimer{ID: c.Entry}
		if c.Stop {
			cmd = &desk.StopTimer{EntryID: c.Entry}
		}
		b.must(b.timer(anna, c.Minute, cmd))
	}
	return b
}

// owned is TM-10 said minute by minute: whose the minute is, and whether that entry had not been stopped by then.
func owned(clicks []click, id desk.ID) (counted time.Duration) {
	for minute := range 60 {
		var last *click
		for i, c := range clicks {
			if c.Stop || c.Minute > minute {
				continue
			}
			if last == nil || c.Minute > last.Minute || c.Minute == last.Minute && c.Entry > last.Entry {
				last = &clicks[i]
			}
		}
		if last == nil || last.Entry != id {
			continue
		}
		stopped := false
		for _, c := range clicks {
			stopped = stopped || c.Stop && c.Entry == id && c.Minute <= minute
		}
		if !stopped {
			counted += time.Minute
		}
	}
	return counted
}
