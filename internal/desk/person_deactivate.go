package desk

// DeactivatePerson ends a person's right to give commands. Their name stays where it stands.
type DeactivatePerson struct {
	PersonID ID `json:"personId"`
}

// Spec implements Command.
func (*DeactivatePerson) Spec() *Spec { return personDeactivate }

// Apply implements Command.
func (c *DeactivatePerson) Apply(tx Tx, env Env) error {
	p, err := person(tx, c.PersonID)
	if err != nil {
		return err
	}
	if p.ID == env.Actor.ID { // PR-1
		return Errorf(CodeConflict, "person.own_admin")
	}
	p.Active = false
	return tx.Put(p)
}
