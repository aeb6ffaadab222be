package desk

import "slices"

var noticeRead = register(&Spec{Name: "notice.read", Version: 1, New: func() Command { return &ReadNotices{} }, Group: "notice"})

// Kinds of notices, the most telling first: of what one command does to one ticket a person is told once (NT-1).
const (
	NoticeMention     = "mention"      // a colleague asks me in a note
	NoticeSentBack    = "sent_back"    // the client is not content
	NoticeAnswered    = "answered"     // the client's yes or no to the estimate
	NoticePlanned     = "planned"      // an entry of mine was made or moved
	NoticeUnplanned   = "unplanned"    // an entry of mine was taken off the plan
	NoticeAssigned    = "assigned"     // I am the assignee now
	NoticeManager     = "manager"      // I am the manager now, or no longer
	NoticeClientWrote = "client_wrote" // a message of the client
	NoticeCommented   = "commented"    // a colleague's note
	NoticeReplied     = "replied"      // a colleague's answer to the client
	NoticeDone        = "done"         // what I manage is done
	NoticeStale       = "stale"        // nobody has touched it for long (ST-6)
)

// NoticeKinds lists them all in that order.
var NoticeKinds = []string{
	NoticeMention, NoticeSentBack, NoticeAnswered, NoticePlanned, NoticeUnplanned, NoticeAssigned, NoticeManager,
	NoticeClientWrote, NoticeCommented, NoticeReplied, NoticeDone, NoticeStale,
}

// changedRow is what a command did to one row; a nil image: the row was or is absent.
type changedRow struct {
	rowKey
	old, now Row
}

// noticesOf says whom a command's changes concern (NT-1). It looks at the rows and not at the verb, so that no verb can
// forget anybody. A ticket that comes into being with the command concerns nobody yet but who made it.
func noticesOf(tx Getter, rows []changedRow, env Env) ([]*Notice, error) {
	n := &noticer{tx: tx, env: env, best: map[notified]*Notice{}}
	for _, c := range rows {
		if t, ok := c.now.(*Ticket); ok && c.old == nil {
			n.fresh = append(n.fresh, t.ID)
		}
	}
	for _, c := range rows {
		if err := n.look(c); err != nil {
			return nil, err
		}
	}
	return n.active()
}

// notified is who is told of which ticket.
type notified struct{ person, ticket ID }

type noticer struct {
	tx    Getter
	env   Env
	fresh []ID // tickets that the command makes
	best  map[notified]*Notice
	order []notified
}

// look tells those whom one changed row concerns.
func (n *noticer) look(c changedRow) error {
	switch now := c.now.(type) {
	case *Ticket:
		if old, ok := c.old.(*Ticket); ok {
			return n.ticket(old, now)
		}
	case *Message:
		if c.old == nil {
			return n.message(now)
		}
	case *Approval:
		if c.old == nil && !now.Automatic {
			return n.involved(NoticeAnswered, now.TicketID, now.EstimateID, false)
		}
	case *PlanEntry:
		old, _ := c.old.(*PlanEntry)
		n.plan(old, now)
	case nil:
		if old, ok := c.old.(*PlanEntry); ok {
			n.plan(old, nil)
		}
	}
	return nil
}

func (n *noticer) ticket(old, now *Ticket) error {
	if now.AssigneeID != old.AssigneeID {
		n.tell(NoticeAssigned, now.ID, "", now.AssigneeID)
	}
	if now.ManagerID != old.ManagerID {
		n.tell(NoticeManager, now.ID, "", now.ManagerID)
		n.tell(NoticeManager, now.ID, "", old.ManagerID)
	}
	if now.Status == old.Status {
		return nil
	}
	switch {
	case now.Status == StatusDone:
		n.tell(NoticeDone, now.ID, "", now.ManagerID)
	case now.Status == StatusStale:
		return n.involved(NoticeStale, now.ID, "", false)
	case now.Status == StatusPlanned && (old.Status == StatusDone || old.Status == StatusCompleted):
		return n.involved(NoticeSentBack, now.ID, "", true)
	}
	return nil
}

func (n *noticer) message(m *Message) error {
	for _, id := range m.Mentions {
		n.tell(NoticeMention, m.TicketID, m.ID, id)
	}
	kind := NoticeCommented
	switch {
	case m.AuthorID == "":
		kind = NoticeClientWrote
	case m.Audience == ToClient:
		kind = NoticeReplied
	}
	return n.involved(kind, m.TicketID, m.ID, true)
}

// plan tells the engineers of an entry that stands in the plan, or stood there. A part that is done is no change of it.
func (n *noticer) plan(old, now *PlanEntry) {
	was, is := old != nil && old.State == PlanPublished, now != nil && now.State == PlanPublished
	same := was && is && old.EngineerID == now.EngineerID
	if is && !(same && old.StartAt == now.StartAt && old.EndAt == now.EndAt && old.StageNo == now.StageNo) {
		n.tell(NoticePlanned, now.TicketID, now.ID, now.EngineerID)
	}
	if was && !same && (now == nil || now.State != PlanDone) {
		n.tell(NoticeUnplanned, old.TicketID, old.ID, old.EngineerID)
	}
}

// involved tells who manages a ticket, who does it or has done a part of it, and, where watchers is set, who watches it.
func (n *noticer) involved(kind string, ticketID, ref ID, watchers bool) error {
	t, ok, err := get(n.tx, &Ticket{ID: ticketID})
	if err != nil || !ok {
		return err
	}
	n.tell(kind, ticketID, ref, t.ManagerID)
	entries, err := find[PlanEntry](n.tx, "ticket_id", ticketID)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.State != PlanDraft { // NT-1
			n.tell(kind, ticketID, ref, e.EngineerID)
		}
	}
	if !watchers {
		return nil
	}
	watches, err := find[Watch](n.tx, "ticket_id", ticketID)
	for _, w := range watches {
		n.tell(kind, ticketID, ref, w.PersonID)
	}
	return err
}

// tell notes a notice, unless the person did it themself or is told something more telling of that ticket.
func (n *noticer) tell(kind string, ticketID, ref, personID ID) {
	if personID == "" || personID == n.env.Actor.ID || slices.Contains(n.fresh, ticketID) { // NT-1
		return
	}
	k := notified{personID, ticketID}
	known := n.best[k]
	if known != nil && slices.Index(NoticeKinds, known.Kind) <= slices.Index(NoticeKinds, kind) { // NT-1
		return
	}
	if known == nil {
		n.order = append(n.order, k)
	}
	n.best[k] = &Notice{PersonID: personID, TicketID: ticketID, Kind: kind, RefID: ref, By: n.env.Actor.ID, At: n.env.At}
}

// active returns the notices of those who still work here, each with its id.
func (n *noticer) active() ([]*Notice, error) {
	var out []*Notice
	for i, k := range n.order {
		p, ok, err := get(n.tx, &Person{ID: k.person})
		if err != nil {
			return nil, err
		}
		if !ok || !p.Active { // NT-1
			continue
		}
		notice := n.best[k]
		notice.ID = n.env.DerivedID(firstNotice + i)
		out = append(out, notice)
	}
	return out, nil
}
