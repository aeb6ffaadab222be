package desk

import "slices"

// SetRoles gives a person these roles and no others. It counts from the next command that the authority runs.
type SetRoles struct {
	PersonID ID     `json:"personId"`
	Roles    []Role `json:"roles"`
}

// Spec implements Command.
func (*SetRoles) Spec() *Spec { return personSetRoles }

// Apply implements Command.
func (c *SetRoles) Apply(tx Tx, env Env) error {
	p, err := person(tx, c.PersonID)
	if err != nil {
		return err
	}
	roles, err := checkRoles(c.Roles)
	if err != nil {
		return err
	}
	// Nobody drops their own admin role, so there is always an admin left.
	if p.ID == env.Actor.ID && !slices.Contains(roles, RoleAdmin) { // PR-1
		return Errorf(CodeConflict, "person.own_admin")
	}
	p.Roles = roles
	return tx.Put(p)
}
