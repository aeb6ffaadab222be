package store

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"naryad/internal/desk"
)

// Sort is the order of a list of tickets.
type Sort string

const (
	SortTouched  Sort = "touched"  // the last touched first
	SortNumber   Sort = "number"   // the newest first; drafts without a number are last
	SortDeadline Sort = "deadline" // the nearest first; tickets without a deadline are last
)

// View is a list with a meaning of its own.
type View string

const (
	ViewAll   View = ""
	ViewInbox View = "inbox" // new and without a manager (ST-2)
	ViewToday View = "today" // what Me has to do: see todayArms
)

// TicketFilter says which tickets, in which order. Empty fields do not filter; all others must hold together.
type TicketFilter struct {
	View       View
	Me         desk.ID // for ViewToday
	Statuses   []desk.Status
	ClientID   desk.ID
	AssigneeID desk.ID
	ManagerID  desk.ID
	Mine       desk.ID // assigned to or managed by this person
	Text       string  // part of the number or the subject; case and ё do not matter
	Sort       Sort    // empty: SortTouched
}

// Key is the place of a row in its list, to be handed back for the next page. Empty: the beginning, or no more pages.
type Key string

// TicketPage is one page of tickets. Total counts all that match the filter.
type TicketPage struct {
	Rows  []TicketRow
	Next  Key
	Total int
}

// TicketRow is a ticket with what a list shows beside it.
type TicketRow struct {
	desk.Ticket
	Client   string       // its name
	Manager  string       // the name
	Assignee string       // the name
	FactMS   int64        // counted time of everybody, without what is running (TM-10)
	PlanFrom desk.Instant // of the earliest plan entry that is not done
	PlanTo   desk.Instant
	Unsent   bool // a command about it is in the outbox
	Refused  int  // refused commands about it that nobody has dismissed
	Unread   int  // unread notices of this replica's person about it
}

// order is how a sort reads an index.
type order struct {
	expr string
	desc bool
}

var orders = map[Sort]order{
	"":           {"ticket.touched_at", true},
	SortTouched:  {"ticket.touched_at", true},
	SortNumber:   {"ticket.number", true},
	SortDeadline: {"(CASE ticket.deadline_at WHEN 0 THEN 9223372036854775807 ELSE ticket.deadline_at END)", false},
}

func (o order) by(key, id string) string {
	if o.desc {
		return key + " DESC, " + id + " DESC"
	}
	return key + ", " + id
}

func (o order) after() string {
	if o.desc {
		return o.expr + " <= ? AND (" + o.expr + " < ? OR ticket.id < ?)"
	}
	return o.expr + " >= ? AND (" + o.expr + " > ? OR ticket.id > ?)"
}

// cond is a piece of a WHERE with its arguments.
type cond struct {
	sql  string
	args []any
}

func (c cond) and(d cond) cond {
	switch {
	case c.sql == "":
		return d
	case d.sql == "":
		return c
	}
	return cond{c.sql + " AND " + d.sql, append(append([]any{}, c.args...), d.args...)}
}

func equal(column string, value any) cond { return cond{"ticket." + column + " = ?", []any{value}} }

// arms splits the filter into conditions that exclude each other, so that each can walk an index in the list's order, and
// the rest that all of them share. A list of several statuses is one arm per status.
func (f TicketFilter) arms() (arms []cond, rest cond, err error) {
	if f.ClientID != "" {
		rest = rest.and(equal("client_id", f.ClientID))
	}
	if f.AssigneeID != "" {
		rest = rest.and(equal("assignee_id", f.AssigneeID))
	}
	if f.ManagerID != "" {
		rest = rest.and(equal("manager_id", f.ManagerID))
	}
	switch f.View {
	case ViewAll:
	case ViewInbox:
		arms = []cond{equal("status", desk.StatusNew).and(equal("manager_id", ""))}
	case ViewToday:
		arms = todayArms(f.Me)
	default:
		return nil, rest, fmt.Errorf("store: no view %q", f.View)
	}
	byStatus := arms == nil && f.Mine == "" && rest.sql == "" && f.Text == ""
	switch {
	case len(f.Statuses) > 0 && byStatus:
		for _, s := range f.Statuses {
			arms = append(arms, equal("status", s))
		}
	case len(f.Statuses) > 0:
		list, err := json.Marshal(f.Statuses)
		if err != nil {
			return nil, rest, err
		}
		rest = rest.and(cond{"ticket.status IN (SELECT value FROM json_each(?))", []any{string(list)}})
	}
	if f.Mine != "" {
		if arms == nil {
			arms = []cond{equal("assignee_id", f.Mine), {"ticket.manager_id = ? AND ticket.assignee_id <> ?", []any{f.Mine, f.Mine}}}
		} else {
			rest = rest.and(cond{"(ticket.assignee_id = ? OR ticket.manager_id = ?)", []any{f.Mine, f.Mine}})
		}
	}
	if arms == nil {
		arms = []cond{{}}
	}
	return arms, rest, nil
}

// todayArms are what a person has to do: what they work on or are to work on, and of what they manage all that waits for
// them: to be estimated, answered, planned, estimated anew, handed over, or brought back to life or closed (ST-6).
func todayArms(me desk.ID) []cond {
	var arms []cond
	for _, s := range []desk.Status{desk.StatusPlanned, desk.StatusInProgress} {
		arms = append(arms, equal("assignee_id", me).and(equal("status", s)))
	}
	for _, s := range []desk.Status{desk.StatusNew, desk.StatusEstimated, desk.StatusApproved, desk.StatusRejected, desk.StatusDone, desk.StatusStale} {
		arms = append(arms, equal("manager_id", me).and(equal("status", s)))
	}
	return arms
}

// Tickets returns one page of at most limit rows after a key, and the total. ErrPageKey when the key is none of this sort's.
func (r *Reader) Tickets(f TicketFilter, after Key, limit int) (TicketPage, error) {
	o, ok := orders[f.Sort]
	if !ok || limit <= 0 {
		return TicketPage{}, fmt.Errorf("store: no list of %d tickets by %q", limit, f.Sort)
	}
	arms, rest, err := f.arms()
	if err != nil {
		return TicketPage{}, err
	}
	total, err := r.countTickets(f, arms, rest)
	if err != nil || total == 0 {
		return TicketPage{}, err
	}
	ids, last, more, err := r.ticketIDs(f, o, arms, rest, after, limit)
	if err != nil {
		return TicketPage{}, err
	}
	page := TicketPage{Total: total}
	if more {
		page.Next = last
	}
	page.Rows, err = r.ticketRows(ids)
	return page, err
}

// ticketIDs reads the ids of one page and the key of its last row.
func (r *Reader) ticketIDs(f TicketFilter, o order, arms []cond, rest cond, after Key, limit int) (ids []desk.ID, last Key, more bool, err error) {
	if after != "" {
		n, id, err := parseKey(after)
		if err != nil {
			return nil, "", false, err
		}
		rest = rest.and(cond{o.after(), []any{n, n, id}})
	}
	query, args := pageSQL(f.Text, o, arms, rest, limit+1)
	rows, err := r.c.query(r.ctx, query, args...)
	if err != nil {
		return nil, "", false, translate("list tickets", err)
	}
	defer rows.Close()
	var n int64
	for rows.Next() {
		if len(ids) == limit {
			return ids, makeKey(n, ids[limit-1]), true, nil
		}
		var id desk.ID
		if err := rows.Scan(&id, &n); err != nil {
			return nil, "", false, translate("list tickets", err)
		}
		ids = append(ids, id)
	}
	return ids, "", false, translate("list tickets", rows.Err())
}

// pageSQL merges the first rows of every arm. With a text it scans the search keys instead: no index finds a substring.
func pageSQL(text string, o order, arms []cond, rest cond, limit int) (string, []any) {
	if text != "" {
		c := found(text, arms, rest)
		return "SELECT ticket.id, " + o.expr + " AS k FROM ticket_search CROSS JOIN ticket ON ticket.id = ticket_search.id WHERE " + c.sql +
			" ORDER BY " + o.by("k", "ticket.id") + " LIMIT ?", append(c.args, limit)
	}
	var b strings.Builder
	var args []any
	for i, arm := range arms {
		c := arm.and(rest)
		if i > 0 {
			b.WriteString(" UNION ALL ")
		}
		b.WriteString("SELECT * FROM (SELECT ticket.id AS id, " + o.expr + " AS k FROM ticket")
		if c.sql != "" {
			b.WriteString(" WHERE " + c.sql)
		}
		b.WriteString(" ORDER BY " + o.by(o.expr, "ticket.id") + " LIMIT ?)")
		args = append(append(args, c.args...), limit)
	}
	if len(arms) > 1 {
		b.WriteString(" ORDER BY " + o.by("k", "id") + " LIMIT ?")
		args = append(args, limit)
	}
	return b.String(), args
}

// found is the condition of a search: the text is in the key, one of the arms holds, and the rest.
func found(text string, arms []cond, rest cond) cond {
	c := cond{"instr(ticket_search.key, ?) > 0", []any{fold(text)}}.and(rest)
	var either cond
	for _, arm := range arms {
		if arm.sql == "" {
			return c
		}
		if either.sql != "" {
			either.sql += " OR "
		}
		either.sql += "(" + arm.sql + ")"
		either.args = append(either.args, arm.args...)
	}
	either.sql = "(" + either.sql + ")"
	return c.and(either)
}

// countTickets takes the total from the counters where they know it.
func (r *Reader) countTickets(f TicketFilter, arms []cond, rest cond) (int, error) {
	if f.Text == "" && f.Mine == "" && rest.sql == "" && f.View != ViewToday {
		return r.countedTickets(f)
	}
	var query string
	var args []any
	if f.Text != "" {
		c := found(f.Text, arms, rest)
		query, args = "SELECT count(*) FROM ticket_search CROSS JOIN ticket ON ticket.id = ticket_search.id WHERE "+c.sql, c.args
	} else {
		var sums []string
		for _, arm := range arms {
			c := arm.and(rest)
			sums = append(sums, "(SELECT count(*) FROM ticket WHERE "+c.sql+")")
			args = append(args, c.args...)
		}
		query = "SELECT " + strings.Join(sums, " + ")
	}
	var n int
	_, err := r.c.row(query, args, &n)
	return n, translate("count tickets", err)
}

func (r *Reader) countedTickets(f TicketFilter) (int, error) {
	if f.View == ViewInbox {
		return r.InboxCount()
	}
	counts, err := r.TicketCounts()
	if err != nil {
		return 0, err
	}
	n := 0
	if len(f.Statuses) == 0 {
		for _, c := range counts {
			n += c
		}
	}
	for _, s := range f.Statuses {
		n += counts[s]
	}
	return n, nil
}

// TicketCounts is the number of tickets in each status, from counters.
func (r *Reader) TicketCounts() (map[desk.Status]int, error) {
	counts := map[desk.Status]int{}
	err := r.each("SELECT substr(name, 8), n FROM counter WHERE name >= 'status:' AND name < 'status;' AND n <> 0", func(scan scan) error {
		var s desk.Status
		var n int
		err := scan(&s, &n)
		counts[s] = n
		return err
	})
	return counts, err
}

// InboxCount is the number of new tickets without a manager, from a counter.
func (r *Reader) InboxCount() (int, error) {
	var n int
	_, err := r.c.row("SELECT n FROM counter WHERE name = 'inbox'", nil, &n)
	return n, translate("count the inbox", err)
}

// TodayCount is the number of tickets in a person's ViewToday.
func (r *Reader) TodayCount(me desk.ID) (int, error) {
	return r.countTickets(TicketFilter{View: ViewToday, Me: me}, todayArms(me), cond{})
}

func makeKey(n int64, id desk.ID) Key { return Key(strconv.FormatInt(n, 10) + "_" + id) }

// parseKey takes a key apart; it may come from outside.
func parseKey(k Key) (n int64, id desk.ID, err error) {
	number, id, ok := strings.Cut(string(k), "_")
	n, err = strconv.ParseInt(number, 10, 64)
	if !ok || err != nil || len(id) > 100 || !storable(id) {
		return 0, "", ErrPageKey
	}
	return n, id, nil
}
