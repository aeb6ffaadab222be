package app

import (
	"slices"
	"time"

	"naryad/internal/desk"
	"naryad/internal/store"
)

// maxPage is the largest page of any list.
const maxPage = 200

// Views of TicketQuery.
const (
	viewToday = "today"
	viewInbox = "inbox"
	viewOpen  = "open"
	viewAll   = "all"
	viewDone  = "done"
	viewStale = "stale"
)

// statusesOf are the statuses of the views that are nothing else: open is what somebody still has to do something about,
// done is what is finished for us, stale is what nobody has touched for long (ST-6).
var statusesOf = map[string][]desk.Status{
	viewOpen: {
		desk.StatusNew, desk.StatusEstimated, desk.StatusApproved, desk.StatusRejected, desk.StatusPlanned,
		desk.StatusInProgress, desk.StatusStale,
	},
	viewDone:  {desk.StatusDone, desk.StatusCompleted, desk.StatusIrrelevant},
	viewStale: {desk.StatusStale},
}

// Tickets returns a page of a list of tickets.
func (d *Desk) Tickets(query TicketQuery) (TicketPage, error) {
	return reading(d, "Tickets", func(r *reader) (TicketPage, error) {
		filter, err := filterOf(query, r.me)
		if err != nil {
			return TicketPage{}, err
		}
		limit := pageLimit(query.Limit)
		found, err := r.Tickets(filter, store.Key(query.After), limit)
		if err != nil {
			return TicketPage{}, err
		}
		running, err := r.running()
		if err != nil {
			return TicketPage{}, err
		}
		page := TicketPage{Rows: make([]TicketRow, len(found.Rows)), Next: string(found.Next), Total: found.Total}
		for i := range found.Rows {
			page.Rows[i] = rowView(&found.Rows[i], running)
		}
		return page, nil
	})
}

func pageLimit(limit int) int {
	if limit <= 0 || limit > maxPage {
		return maxPage
	}
	return limit
}

// filterOf translates a query. The statuses asked for narrow those of the view.
func filterOf(q TicketQuery, me desk.ID) (store.TicketFilter, error) {
	f := store.TicketFilter{ClientID: q.ClientID, Text: q.Search, Sort: store.Sort(q.Sort)}
	switch f.Sort {
	case "", store.SortTouched, store.SortNumber, store.SortDeadline:
	default:
		return f, desk.Errorf(desk.CodeInvalid, "app.view")
	}
	for _, s := range q.Statuses {
		if !slices.Contains(desk.Statuses, desk.Status(s)) {
			return f, desk.Errorf(desk.CodeInvalid, "app.view")
		}
		f.Statuses = append(f.Statuses, desk.Status(s))
	}
	switch q.View {
	case viewToday:
		f.View, f.Me = store.ViewToday, me
	case viewInbox:
		f.View = store.ViewInbox
	case "", viewAll:
	case viewOpen, viewDone, viewStale:
		if len(f.Statuses) == 0 {
			f.Statuses = statusesOf[q.View]
			break
		}
		f.Statuses = slices.DeleteFunc(f.Statuses, func(s desk.Status) bool { return !slices.Contains(statusesOf[q.View], s) })
		if len(f.Statuses) == 0 {
			f.Statuses = []desk.Status{"none"} // nothing can be in both
		}
	default:
		return f, desk.Errorf(desk.CodeInvalid, "app.view")
	}
	return f, nil
}

// Counts feed the rail and the tabs.
func (d *Desk) Counts() (Counts, error) {
	return reading(d, "Counts", func(r *reader) (c Counts, err error) {
		c.Status = map[string]int{}
		for _, s := range desk.Statuses {
			c.Status[string(s)] = 0
		}
		counts, err := r.TicketCounts()
		if err != nil {
			return c, err
		}
		for s, n := range counts {
			c.Status[string(s)] = n
		}
		if c.Inbox, err = r.InboxCount(); err != nil {
			return c, err
		}
		if c.Notices, err = r.UnreadCount(r.me); err != nil {
			return c, err
		}
		c.Today, err = r.TodayCount(r.me)
		return c, err
	})
}

func rowView(t *store.TicketRow, running *desk.TimeEntry) TicketRow {
	return TicketRow{
		ID: t.ID, Number: t.Number, Subject: t.Subject, Status: string(t.Status), Urgent: t.Urgent,
		ClientID: t.ClientID, Client: t.Client, Assignee: shortName(t.Assignee), Source: string(t.Source), NH: int(t.NH),
		FactSec:   seconds(time.Duration(t.FactMS) * time.Millisecond),
		TouchedAt: iso(t.TouchedAt), PlanFrom: iso(t.PlanFrom), PlanTo: iso(t.PlanTo),
		DeadlineAt: iso(t.DeadlineAt), DeadlineHard: t.DeadlineHard,
		Unsent: t.Unsent, Refused: t.Refused, Unread: t.Unread, Running: running != nil && running.TicketID == t.ID,
		WaitFor: t.WaitFor, WaitSince: iso(t.WaitSince), WaitRemindAt: iso(t.WaitRemindAt),
	}
}
