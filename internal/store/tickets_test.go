package store

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"naryad/internal/desk"
	"naryad/internal/desk/desktest"
)

// model answers a filter by looking at every ticket.
func model(all []*desk.Ticket, f TicketFilter) (ids []desk.ID) {
	var found []*desk.Ticket
	for _, k := range all {
		ok := (len(f.Statuses) == 0 || slices.Contains(f.Statuses, k.Status)) &&
			(f.ClientID == "" || f.ClientID == k.ClientID) && (f.AssigneeID == "" || f.AssigneeID == k.AssigneeID) &&
			(f.ManagerID == "" || f.ManagerID == k.ManagerID) && (f.Mine == "" || f.Mine == k.AssigneeID || f.Mine == k.ManagerID)
		if f.Text != "" {
			number := ""
			if k.Number != 0 {
				number = strconv.FormatInt(k.Number, 10)
			}
			ok = ok && (strings.Contains(number, f.Text) || strings.Contains(strings.ToLower(k.Subject), strings.ToLower(f.Text)))
		}
		switch f.View {
		case ViewInbox:
			ok = ok && k.Status == desk.StatusNew && k.ManagerID == ""
		case ViewToday:
			doing := k.AssigneeID == f.Me && (k.Status == desk.StatusPlanned || k.Status == desk.StatusInProgress)
			waiting := k.ManagerID == f.Me && slices.Contains([]desk.Status{"new", "estimated", "approved", "rejected", "done", "stale"}, k.Status)
			ok = ok && (doing || waiting)
		}
		if ok {
			found = append(found, k)
		}
	}
	deadline := func(k *desk.Ticket) int64 {
		if k.DeadlineAt == 0 {
			return math.MaxInt64
		}
		return int64(k.DeadlineAt)
	}
	slices.SortFunc(found, func(a, b *desk.Ticket) int {
		switch f.Sort {
		case SortNumber:
			return cmp.Or(cmp.Compare(b.Number, a.Number), cmp.Compare(b.ID, a.ID))
		case SortDeadline:
			return cmp.Or(cmp.Compare(deadline(a), deadline(b)), cmp.Compare(a.ID, b.ID))
		}
		return cmp.Or(cmp.Compare(b.TouchedAt, a.TouchedAt), cmp.Compare(b.ID, a.ID))
	})
	for _, k := range found {
		ids = append(ids, k.ID)
	}
	return ids
}

// people and clients of the lists' tests; "" is nobody.
func oneOf(t *rapid.T, name string, base int) desk.ID {
	n := rapid.IntRange(0, 2).Draw(t, name)
	if n == 0 {
		return ""
	}
	return desktest.ID(base + n)
}

// rarely is mostly nobody, so that filters are met alone as well as together.
func rarely(t *rapid.T, name string, base int) desk.ID {
	if rapid.IntRange(0, 3).Draw(t, name+" at all") > 0 {
		return ""
	}
	return oneOf(t, name, base)
}

func someFilter(t *rapid.T) TicketFilter {
	return TicketFilter{
		View:       rapid.SampledFrom([]View{ViewAll, ViewAll, ViewInbox, ViewToday}).Draw(t, "view"),
		Me:         desktest.ID(100 + rapid.IntRange(1, 2).Draw(t, "me")),
		Statuses:   rapid.SliceOfNDistinct(rapid.SampledFrom(desk.Statuses), 0, 3, rapid.ID).Draw(t, "statuses"),
		ClientID:   rarely(t, "client", 200),
		AssigneeID: rarely(t, "assignee", 100),
		ManagerID:  rarely(t, "manager", 100),
		Mine:       rarely(t, "mine", 100),
		Text:       rapid.SampledFrom([]string{"", "", "", "1", "отчет", "Ёлка", "no such text"}).Draw(t, "text"),
		Sort:       rapid.SampledFrom([]Sort{"", SortTouched, SortNumber, SortDeadline}).Draw(t, "sort"),
	}
}

func TestTickets(t *testing.T) {
	db := mustOpen(t, Authority)
	t.Run("STO-16 the pages of every list are what looking at every ticket gives, and so is the total", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			var all []*desk.Ticket
			for n := range rapid.IntRange(0, 25).Draw(t, "tickets") {
				k := ticket(n, int64(rapid.IntRange(0, 20).Draw(t, "number")), rapid.SampledFrom(desk.Statuses).Draw(t, "status"))
				k.ClientID, k.AssigneeID, k.ManagerID = oneOf(t, "client", 200), oneOf(t, "assignee", 100), oneOf(t, "manager", 100)
				k.TouchedAt = desk.Instant(rapid.IntRange(0, 5).Draw(t, "touched"))
				k.DeadlineAt = desk.Instant(rapid.IntRange(0, 5).Draw(t, "deadline"))
				k.Subject = rapid.SampledFrom([]string{"Отчет за май", "ёлка", "Обновление 1.2"}).Draw(t, "subject")
				all = append(all, k)
			}
			fill := func(tx *Tx) error {
				if err := tx.c.script("DELETE FROM ticket"); err != nil {
					return err
				}
				for _, k := range all {
					// twice: the counters and keys must follow an update too
					if err := put(ticket(0, 3, desk.StatusNew), &desk.Ticket{ID: k.ID, Status: desk.StatusDone}, k)(tx); err != nil {
						return err
					}
				}
				if len(all) == 0 {
					return nil
				}
				return tx.Put(all[0]) // its id is that of the first ticket above
			}
			if err := db.Write(ctx, "fill", fill); err != nil {
				t.Fatal(err)
			}
			f := someFilter(t)
			limit := rapid.IntRange(1, 8).Draw(t, "limit")
			want, got := model(all, f), []desk.ID(nil)
			err := db.Read(ctx, func(r *Reader) error {
				for after := Key(""); ; {
					page, err := r.Tickets(f, after, limit)
					if err != nil {
						return err
					}
					if page.Total != len(want) {
						t.Errorf("total %d, want %d", page.Total, len(want))
					}
					for _, row := range page.Rows {
						got = append(got, row.ID)
					}
					if after = page.Next; after == "" {
						return nil
					}
					if len(page.Rows) != limit {
						t.Fatalf("a page of %d rows and a next one", len(page.Rows))
					}
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			if d := gocmp.Diff(want, got); d != "" {
				t.Fatalf("%+v: %s", f, d)
			}
			if f.View == ViewToday {
				must := model(all, TicketFilter{View: ViewToday, Me: f.Me})
				_ = db.Read(ctx, func(r *Reader) error {
					if n, err := r.TodayCount(f.Me); n != len(must) || err != nil {
						t.Errorf("today %d %v, want %d", n, err, len(must))
					}
					return nil
				})
			}
			derived(t, db)
		})
	})
	write(t, db, func(tx *Tx) error { return tx.c.script("DELETE FROM ticket") })
}

func TestSearchText(t *testing.T) {
	db := mustOpen(t, Authority)
	write(t, db, func(tx *Tx) error {
		for n, subject := range []string{"Отчёт о ЁЛКАХ", "100% готово_нет", "обычная"} {
			number, err := tx.NextNumber("ticket")
			must(t, err)
			k := ticket(n+1, number, desk.StatusNew)
			k.Subject = subject
			must(t, tx.Insert(k))
		}
		return nil
	})
	for text, want := range map[string]int{"отчет": 1, "ОТЧЁТ": 1, "елках": 1, "%": 1, "_": 1, "обычная": 1, "": 3, "2": 1, "нет такой": 0} {
		read(t, db, func(r *Reader) error {
			page, err := r.Tickets(TicketFilter{Text: text}, "", 10)
			if len(page.Rows) != want || page.Total != want {
				t.Errorf("STO-16 %q finds %d of %d, want %d", text, len(page.Rows), page.Total, want)
			}
			return err
		})
	}
}

func TestMine(t *testing.T) {
	tx := openTx(t, mustOpen(t, Replica))
	for n, who := range [][2]desk.ID{{"me", "me"}, {"me", "you"}, {"you", "me"}, {"you", "you"}} {
		k := ticket(n, 0, desk.StatusPlanned)
		k.ManagerID, k.AssigneeID = who[0], who[1]
		must(t, tx.Put(k))
	}
	page, err := tx.Tickets(TicketFilter{Mine: "me"}, "", 10)
	if err != nil || len(page.Rows) != 3 || page.Total != 3 {
		t.Errorf("STO-16 what I both manage and do is one ticket: %d of %d, %v", len(page.Rows), page.Total, err)
	}
}

func TestPageKey(t *testing.T) {
	db := mustOpen(t, Authority)
	write(t, db, func(tx *Tx) error { _, _ = tx.NextNumber("ticket"); return tx.Insert(ticket(1, 1, desk.StatusNew)) })
	for _, key := range []Key{"x", "_", "1", "x_y", "99999999999999999999_a", Key("1_" + strings.Repeat("a", 200)), "1_\x00"} {
		read(t, db, func(r *Reader) error {
			if _, err := r.Tickets(TicketFilter{}, key, 10); !errors.Is(err, ErrPageKey) {
				t.Errorf("STO-16 %q: %v", key, err)
			}
			if _, err := r.Conversation("t", key, 10); !errors.Is(err, ErrPageKey) {
				t.Errorf("STO-16 conversation %q: %v", key, err)
			}
			if _, err := r.History("t", key, 10); !errors.Is(err, ErrPageKey) {
				t.Errorf("STO-16 history %q: %v", key, err)
			}
			return nil
		})
	}
}

// Each page must walk an index: no list of a hundred thousand tickets is sorted to show fifty.
func TestListsUseIndexes(t *testing.T) {
	db := mustOpen(t, Authority)
	for name, f := range map[string]TicketFilter{
		"all":         {},
		"by status":   {Statuses: []desk.Status{desk.StatusNew}},
		"by statuses": {Statuses: []desk.Status{desk.StatusNew, desk.StatusPlanned}},
	} {
		for sort, o := range orders {
			t.Run(fmt.Sprintf("STO-16 %s, sorted by %q", name, sort), func(t *testing.T) {
				arms, rest, err := f.arms()
				must(t, err)
				for _, arm := range arms {
					c := rest.and(cond{o.after(), []any{int64(5), int64(5), "x"}})
					query, args := pageSQL("", o, []cond{arm}, c, 50)
					read(t, db, func(r *Reader) error {
						return r.each("EXPLAIN QUERY PLAN "+query, func(scan scan) error {
							var id, parent, unused int
							var detail string
							err := scan(&id, &parent, &unused, &detail)
							if strings.Contains(detail, "TEMP B-TREE") || strings.HasPrefix(detail, "SCAN ticket") && !strings.Contains(detail, "INDEX") {
								t.Errorf("%s", detail)
							}
							return err
						}, args...)
					})
				}
			})
		}
	}
}

func TestTicketRow(t *testing.T) {
	db := mustOpen(t, Replica)
	const me, other = 101, 102
	k := ticket(1, 7, desk.StatusPlanned)
	k.ClientID, k.ManagerID, k.AssigneeID = desktest.ID(201), desktest.ID(me), desktest.ID(other)
	k.LegalEntityID, k.ContactID, k.InfobaseID, k.EstimateID = desktest.ID(202), desktest.ID(203), desktest.ID(204), desktest.ID(206)
	write(t, db, func(tx *Tx) error {
		must(t, put(k,
			&desk.Client{ID: desktest.ID(201), Name: "ООО Ромашка"}, &desk.LegalEntity{ID: desktest.ID(202), ClientID: desktest.ID(201), Name: "Ромашка-Юг"},
			&desk.Contact{ID: desktest.ID(203), ClientID: desktest.ID(201), Name: "Ольга"}, &desk.Infobase{ID: desktest.ID(204), ClientID: desktest.ID(201), Name: "УТ"},
			&desk.Person{ID: desktest.ID(me), Name: "Анна", Active: true}, &desk.Person{ID: desktest.ID(other), Name: "Борис", Active: true},
			&desk.Estimate{ID: desktest.ID(205), TicketID: k.ID, No: 1, NH: 5}, &desk.Estimate{ID: desktest.ID(206), TicketID: k.ID, No: 2, NH: 10},
			&desk.Approval{ID: desktest.ID(207), TicketID: k.ID, EstimateID: desktest.ID(206), Yes: true},
			&desk.EstimateDraft{ID: k.ID, NH: 20},
			&desk.PlanEntry{ID: desktest.ID(208), TicketID: k.ID, EngineerID: desktest.ID(other), StartAt: 100, EndAt: 150, State: desk.PlanPublished},
			&desk.PlanEntry{ID: desktest.ID(209), TicketID: k.ID, EngineerID: desktest.ID(me), StartAt: 50, EndAt: 60, State: desk.PlanDone},
			&desk.PlanEntry{ID: desktest.ID(210), TicketID: k.ID, EngineerID: desktest.ID(me), StartAt: 200, EndAt: 250, State: desk.PlanPublished},
			&desk.Message{ID: desktest.ID(211), TicketID: k.ID, AuthorID: desktest.ID(me), Text: "раз", At: 1},
			&desk.Message{ID: desktest.ID(212), TicketID: k.ID, ContactID: desktest.ID(203), Text: "два", At: 1},
		)(tx))
		must(t, confirm(tx))
		must(t, tx.Put(&desk.Message{ID: desktest.ID(213), TicketID: k.ID, AuthorID: desktest.ID(other), Text: "три", At: 2}))
		must(t, tx.Enqueue(OutboxRow{Seq: 1, CmdID: "a", Args: []byte("{}"), State: Pending, TicketID: k.ID}))
		for _, id := range []string{"x", "y"} {
			must(t, tx.KeepRejected(OutboxRow{CmdID: id, Args: []byte("{}"), TicketID: k.ID, Error: desk.Errorf(desk.CodeInvalid, "x")}))
		}
		return tx.SetSyncState(SyncState{NextSeq: 2})
	})
	read(t, db, func(r *Reader) error {
		d, ok, err := r.TicketDetail(k.ID)
		must(t, err)
		want := TicketRow{Ticket: *k, Client: "ООО Ромашка", Manager: "Анна", Assignee: "Борис", PlanFrom: 100, PlanTo: 150, Unsent: true, Refused: 2}
		if diff := gocmp.Diff(want, d.TicketRow); diff != "" || !ok {
			t.Error(diff)
		}
		if d.LegalEntity.Name != "Ромашка-Юг" || d.Contact.Name != "Ольга" || d.Infobase.Name != "УТ" || d.Draft.NH != 20 || d.Messages != 3 {
			t.Errorf("%+v", d)
		}
		if len(d.Estimates) != 2 || d.Estimates[0].No != 2 || len(d.Approvals) != 1 || !d.Approvals[0].Yes {
			t.Errorf("%+v %+v", d.Estimates, d.Approvals)
		}
		if len(d.Plan) != 3 || d.Plan[0].Engineer != "Анна" || d.Plan[0].StartAt != 50 {
			t.Errorf("%+v", d.Plan)
		}
		if _, ok, err := r.TicketDetail("nobody"); ok || err != nil {
			t.Errorf("%v %v", ok, err)
		}
		if row, ok, _ := r.TicketByNumber(7); !ok || row.ID != k.ID {
			t.Errorf("by number: %+v", row)
		}
		if _, ok, _ := r.TicketByNumber(0); ok {
			t.Error("drafts have no number")
		}
		page, err := r.Conversation(k.ID, "", 2)
		must(t, err)
		rest, err := r.Conversation(k.ID, page.Next, 2)
		must(t, err)
		var said []string
		for _, m := range append(page.Rows, rest.Rows...) {
			said = append(said, fmt.Sprint(m.Author, ": ", m.Text, " ", m.Unsent))
		}
		if diff := gocmp.Diff([]string{"Анна: раз false", "Ольга: два false", "Борис: три true"}, said); diff != "" || rest.Next != "" {
			t.Error(diff)
		}
		cards, err := r.Clients()
		must(t, err)
		if len(cards) != 1 || len(cards[0].Contacts) != 1 || len(cards[0].LegalEntities) != 1 || len(cards[0].Infobases) != 1 {
			t.Errorf("%+v", cards)
		}
		people, err := r.People()
		if len(people) != 2 || people[0].Name != "Анна" {
			t.Errorf("%+v", people)
		}
		return err
	})
}

// confirm makes everything that is pending confirmed.
func confirm(tx *Tx) error { return tx.exec("confirm", "DELETE FROM undo") }

func TestHistoryPages(t *testing.T) {
	db := mustOpen(t, Authority)
	write(t, db, func(tx *Tx) error {
		must(t, tx.Put(&desk.Person{ID: desktest.ID(100), Name: "Анна"}))
		for n := range 5 {
			must(t, tx.Put(&desk.History{ID: desktest.ID(n), TicketID: "t", At: desk.Instant(n / 2), By: []string{desktest.ID(100), "intake"}[n%2], Verb: fmt.Sprint(n)}))
		}
		return tx.Put(&desk.History{ID: desktest.ID(50), TicketID: "u"})
	})
	read(t, db, func(r *Reader) error {
		var got []string
		for after := Key(""); ; {
			page, err := r.History("t", after, 2)
			must(t, err)
			for _, h := range page.Rows {
				got = append(got, h.Name+h.Verb)
			}
			if after = page.Next; after == "" {
				break
			}
		}
		if d := gocmp.Diff([]string{"Анна4", "intake3", "Анна2", "intake1", "Анна0"}, got); d != "" {
			t.Errorf("STO-16 %s", d)
		}
		return nil
	})
}

func TestFacts(t *testing.T) {
	db := mustOpen(t, Authority)
	moment := rapid.SampledFrom([]desk.Instant{0, 100, 200, 300})
	t.Run("TM-10 the sum in SQL is the sum of what each ended entry counts", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			var want time.Duration
			var running desk.TimeEntry
			var last *desk.TimeEntry
			err := db.Write(ctx, "fill", func(tx *Tx) error {
				if err := tx.c.script("DELETE FROM time_entry"); err != nil {
					return err
				}
				for n := range rapid.IntRange(0, 6).Draw(t, "entries") {
					e := &desk.TimeEntry{
						ID: desktest.ID(n), TicketID: "t", PersonID: "p",
						StartedAt: moment.Draw(t, "started"), StoppedAt: moment.Draw(t, "stopped"), CutAt: moment.Draw(t, "cut"),
					}
					if !e.Running() {
						want += e.Counted(0)
					}
					if e.StartedAt != 0 && (last == nil || e.StartedAt >= last.StartedAt) {
						last = e
					}
					if err := tx.Put(e); err != nil {
						return err
					}
				}
				if last != nil && last.Running() {
					running = *last
				}
				return nil
			})
			if err == nil {
				err = db.Read(ctx, func(r *Reader) error {
					ms, err := r.Fact("t")
					if got := time.Duration(ms) * time.Millisecond; got != want {
						t.Errorf("%v, want %v", got, want)
					}
					e, ok, err2 := r.Running("p")
					if ok != (running.ID != "") || e != running {
						t.Errorf("TM-1 running: %+v, want %+v", e, running)
					}
					return errors.Join(err, err2)
				})
			}
			if err != nil {
				t.Fatal(err)
			}
		})
	})
	write(t, db, func(tx *Tx) error {
		return put(&desk.TimeEntry{ID: "a", PersonID: "q", StartedAt: 10, StoppedAt: 20}, &desk.TimeEntry{ID: "b", PersonID: "q", StartedAt: 30},
			&desk.TimeEntry{ID: "c", PersonID: "r", StartedAt: 15})(tx)
	})
	read(t, db, func(r *Reader) error {
		mine, err := r.TimesOf("q", 10, 30)
		if len(mine) != 1 || mine[0].ID != "a" {
			t.Errorf("%+v", mine)
		}
		if mine, _ = r.TimesOf("q", 0, 0); len(mine) != 2 {
			t.Errorf("%+v", mine)
		}
		return err
	})
}
