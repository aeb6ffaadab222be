package desk

import "slices"

// NextAction is a verb that may be offered for a ticket; Why is the refusal it would meet now.
type NextAction struct {
	Verb    string
	Enabled bool
	Why     *Error
}

// offers lists, for each status, the verbs that make sense there, most sensible first.
var offers = map[Status][]string{
	StatusNew:        {"ticket.accept", "ticket.classify", "ticket.estimate", "ticket.take", "timer.start", "ticket.wait", "ticket.resume", "ticket.hear", "ticket.say", "ticket.set_deadline", "ticket.close", "ticket.release", "ticket.link", "ticket.split", "ticket.merge"},
	StatusEstimated:  {"ticket.accept", "ticket.answer_estimate", "ticket.estimate", "ticket.take", "timer.start", "ticket.wait", "ticket.resume", "ticket.hear", "ticket.say", "ticket.classify", "ticket.set_deadline", "ticket.close", "ticket.link", "ticket.split", "ticket.merge"},
	StatusApproved:   {"ticket.accept", "ticket.plan", "ticket.take", "timer.start", "ticket.wait", "ticket.resume", "ticket.hear", "ticket.say", "ticket.classify", "ticket.set_deadline", "ticket.close", "ticket.link", "ticket.split", "ticket.merge"},
	StatusRejected:   {"ticket.estimate", "ticket.say", "timer.start", "ticket.hear", "ticket.classify", "ticket.link", "ticket.split", "ticket.merge"},
	StatusPlanned:    {"ticket.take", "ticket.say", "timer.start", "ticket.wait", "ticket.resume", "ticket.hear", "ticket.unplan", "ticket.plan", "ticket.classify", "ticket.set_deadline", "ticket.close", "ticket.link", "ticket.split"},
	StatusInProgress: {"ticket.finish", "ticket.say", "timer.start", "ticket.wait", "ticket.resume", "ticket.hear", "ticket.put_back", "ticket.answer_estimate", "ticket.estimate", "ticket.plan", "ticket.classify", "ticket.set_deadline", "ticket.close", "ticket.link", "ticket.split"},
	StatusDone:       {"ticket.confirm", "ticket.hand_over", "ticket.say", "ticket.send_back", "ticket.reopen", "timer.start", "ticket.hear", "ticket.classify", "ticket.link", "ticket.split"},
	StatusCompleted:  {"ticket.say", "ticket.send_back", "timer.start", "ticket.hear", "ticket.classify", "ticket.link", "ticket.split"},
	StatusStale:      {"ticket.restore", "ticket.set_deadline", "ticket.close", "ticket.say", "timer.start", "ticket.hear", "ticket.classify", "ticket.link", "ticket.split", "ticket.merge"},
	StatusIrrelevant: {"ticket.restore", "ticket.say", "timer.start", "ticket.hear", "ticket.classify", "ticket.link", "ticket.split", "ticket.merge"},
}

// guards are the refusals that the verbs themselves ask, before they look at what was typed.
var guards = map[string]struct {
	spec *Spec
	may  func(*Look) error
}{
	"ticket.accept":          {ticketAccept, (*Look).canAccept},
	"ticket.release":         {ticketRelease, (*Look).canRelease},
	"ticket.classify":        {ticketClassify, (*Look).mayAct},
	"ticket.estimate":        {ticketEstimate, (*Look).canEstimate},
	"ticket.answer_estimate": {ticketAnswerEstimate, func(l *Look) error { return l.canAnswer(StatusApproved) }},
	"ticket.plan":            {ticketPlan, (*Look).canPlan},
	"ticket.unplan":          {ticketUnplan, func(l *Look) error { return l.canUnplan(true) }},
	"ticket.take":            {ticketTake, (*Look).canTake},
	"ticket.put_back":        {ticketPutBack, (*Look).canPutBack},
	"ticket.finish":          {ticketFinish, (*Look).canFinish},
	"ticket.reopen":          {ticketReopen, (*Look).canReopen},
	"ticket.confirm":         {ticketConfirm, (*Look).canConfirm},
	"ticket.send_back":       {ticketSendBack, (*Look).canSendBack},
	"ticket.close":           {ticketClose, (*Look).canClose},
	"ticket.restore":         {ticketRestore, (*Look).canRestore},
	"ticket.set_deadline":    {ticketSetDeadline, (*Look).canSetDeadline},
	"ticket.wait":            {ticketWait, (*Look).canWait},
	"ticket.resume":          {ticketResume, (*Look).mayAct},
	"ticket.hear":            {ticketHear, func(*Look) error { return nil }},
	"ticket.hand_over":       {ticketHandOver, (*Look).canHandOver},
	"ticket.link":            {ticketLink, (*Look).mayAct},
	"ticket.split":           {ticketSplit, (*Look).mayAct},
	"ticket.merge":           {ticketMerge, (*Look).canMerge},
	"ticket.say":             {ticketSay, func(*Look) error { return nil }},
	"timer.start":            {timerStart, func(*Look) error { return nil }},
	"timer.stop":             {timerStop, func(*Look) error { return nil }},
}

// NextActions lists what the actor may do with a ticket now, most sensible first: what is allowed, then what is not,
// with the reason. It asks the verbs' own guards.
func NextActions(l *Look) []NextAction {
	var can, cannot []NextAction
	for _, verb := range l.offered() {
		g := guards[verb]
		err := mayGive(g.spec, l.Actor)
		if err == nil {
			err = g.may(l)
		}
		if err != nil {
			cannot = append(cannot, NextAction{Verb: verb, Why: AsError(err)})
			continue
		}
		can = append(can, NextAction{Verb: verb, Enabled: true})
	}
	return append(can, cannot...)
}

// offered adapts the status's list to the person: an accepted ticket is not offered for accepting, an assignee is
// offered the timer first, and where their timer runs already, to stop it instead of starting it.
func (l *Look) offered() []string {
	verbs := slices.Clone(offers[l.Ticket.Status])
	if l.Ticket.ManagerID != "" {
		verbs = slices.DeleteFunc(verbs, func(v string) bool { return v == "ticket.accept" })
	}
	if l.Ticket.WaitFor == "" { // nothing to end
		verbs = slices.DeleteFunc(verbs, func(v string) bool { return v == "ticket.resume" })
	}
	if l.Ticket.Status == StatusInProgress && !l.answerDue() {
		verbs = slices.DeleteFunc(verbs, func(v string) bool { return v == "ticket.answer_estimate" })
	}
	if canBeEstimated(l.Ticket) == nil { // what is classified already is rarely classified again
		verbs = append(slices.DeleteFunc(verbs, func(v string) bool { return v == "ticket.classify" }), "ticket.classify")
	}
	timer := slices.Index(verbs, "timer.start")
	runs := l.Running != nil && l.Running.TicketID == l.Ticket.ID
	if runs {
		verbs[timer] = "timer.stop"
	}
	if working := l.Ticket.Status == StatusPlanned || l.Ticket.Status == StatusInProgress; working && !runs && len(l.open(l.Actor.ID)) > 0 {
		verbs = slices.Insert(slices.Delete(verbs, timer, timer+1), 0, "timer.start")
	}
	return verbs
}
