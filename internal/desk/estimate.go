package desk

import (
	"slices"
	"strconv"
	"strings"
)

// maxStages bounds a multi-stage ticket.
const maxStages = 50

// ParseNH reads norm-hours as people type them: "2", "0,5" or "0.5". n/h are whole tenths (EST-3), so finer ones are
// refused; whether the amount is on the scale is asked by the verb (EST-1).
func ParseNH(text string) (NH, error) {
	whole, part, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(text), ",", "."), ".")
	part = strings.TrimRight(part, "0")
	n, err := strconv.ParseUint("0"+whole, 10, 20)
	if err != nil || !digits(whole) || !digits(part) || !strings.ContainsAny(text, "0123456789") { // EST-3
		return 0, Errorf(CodeInvalid, "estimate.not_a_number")
	}
	if len(part) > 1 || NH(n) > maxNH/10 { // EST-3
		return 0, Errorf(CodeInvalid, "estimate.not_a_number")
	}
	nh := NH(n) * 10
	if part != "" {
		nh += NH(part[0] - '0')
	}
	return nh, nil
}

// onScale refuses an amount that the scale does not hold, with the two nearest that it does: its neighbours, or the
// last two of the end that it is beyond.
func onScale(scale []NH, nh NH) error {
	at, found := slices.BinarySearch(scale, nh)
	if !found { // EST-1
		at = min(max(at, 1), len(scale)-1)
		return Errorf(CodeInvalid, "estimate.off_scale", "lowerNh", scale[at-1], "upperNh", scale[at])
	}
	return nil
}

// cleanStages numbers the stages from 1 and refuses those without a name.
func cleanStages(stages []Stage) ([]Stage, error) {
	if len(stages) > maxStages {
		return nil, Errorf(CodeTooLarge, "estimate.stages_too_many", "count", len(stages), "limit", maxStages)
	}
	var out []Stage
	for i, s := range stages {
		name, err := neededLine("estimate.stage", s.Name, MaxName)
		if err != nil {
			return nil, err
		}
		out = append(out, Stage{No: i + 1, Name: name, NH: s.NH})
	}
	return out, nil
}

// canEstimate says whether a new version may be fixed now. Urgent work that was started first is estimated while it
// goes on; otherwise the version moves the ticket to estimated, from where ST-3 allows it.
func (l *Look) canEstimate() error {
	if err := l.mayAct(); err != nil {
		return err
	}
	if s := l.Ticket.Status; !estimatedInPlace(s) { // ST-3
		if err := canMove(s, StatusEstimated, StatusNew, StatusRejected, StatusApproved, StatusPlanned); err != nil {
			return err
		}
	}
	return canBeEstimated(l.Ticket)
}

// estimatedInPlace says in which statuses a new version leaves the status as it is, whatever the client has to say to it.
func estimatedInPlace(s Status) bool {
	return s == StatusEstimated || s == StatusInProgress // ST-3
}

// lastVersion is the newest estimate of a ticket, or nil.
func lastVersion(tx Getter, ticketID ID) (*Estimate, error) {
	versions, err := find[Estimate](tx, "ticket_id", ticketID)
	if err != nil {
		return nil, err
	}
	var last *Estimate
	for _, v := range versions {
		if last == nil || v.No > last.No {
			last = v
		}
	}
	return last, nil
}

// approvedByRule is AP-1: a filled limit of the contract replaces the default and is inclusive (0: always ask); else
// the workspace's default holds, strictly under. Of several contracts that may apply, the lowest filled limit counts.
func approvedByRule(tx Getter, t *Ticket, nh NH) (yes bool, rule string, limit NH, err error) {
	contracts, err := find[Contract](tx, "client_id", t.ClientID)
	if err != nil {
		return false, "", 0, err
	}
	for _, c := range contracts {
		if t.LegalEntityID != "" && c.LegalEntityID != t.LegalEntityID { // AP-1
			continue
		}
		if c.LimitSet && (rule == "" || c.ApprovalLimit < limit) { // AP-1
			rule, limit = "contract", c.ApprovalLimit
		}
	}
	if rule == "contract" { // AP-1
		return nh <= limit, rule, limit, nil // AP-1
	}
	limit, err = setting[NH](tx, "approval.default_limit")
	return nh < limit, "default", limit, err // AP-1
}
