package desk

import "time"

var (
	ticketPlan   = register(&Spec{Name: "ticket.plan", Version: 1, New: func() Command { return &PlanTicket{} }, May: []Role{RoleLead}, Group: "plan"})     // PR-3
	ticketUnplan = register(&Spec{Name: "ticket.unplan", Version: 1, New: func() Command { return &UnplanTicket{} }, May: []Role{RoleLead}, Group: "plan"}) // PR-3
	ticketTake   = register(&Spec{Name: "ticket.take", Version: 1, New: func() Command { return &TakeTicket{} }, May: []Role{RoleEngineer}, Group: "plan"})
)

// engineer reads somebody whom work can be given to, or refuses.
func engineer(tx Getter, id ID) (*Person, error) {
	p, err := person(tx, id)
	if err != nil {
		return nil, err
	}
	if !p.Active || !(Actor{Roles: p.Roles}).Has(RoleEngineer) { // PL-2
		return nil, Errorf(CodeInvalid, "plan.not_an_engineer", "name", p.Name)
	}
	return p, nil
}

// entryFromNow is the plan entry of work that starts at once: its length is the estimate taken as clock time,
// one hour where there is none yet.
func entryFromNow(id ID, t *Ticket, engineerID ID, env Env) *PlanEntry {
	length := time.Duration(t.NH) * 6 * time.Minute
	if length == 0 {
		length = time.Hour
	}
	return &PlanEntry{
		ID: id, TicketID: t.ID, EngineerID: engineerID, StartAt: env.At, EndAt: env.At.Add(length),
		NH: t.NH, State: PlanPublished, Version: 1, By: env.Actor.ID,
	}
}
