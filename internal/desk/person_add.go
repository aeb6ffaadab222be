package desk

import "strings"

// AddPerson makes a colleague known. Signing in is no command: the server invites.
type AddPerson struct {
	ID       ID     `json:"id"`
	Name     string `json:"name"`
	Email    string `json:"email,omitempty"` // nobody else's; may be empty
	Roles    []Role `json:"roles"`
	TimeZone string `json:"timeZone,omitempty"` // IANA name
}

// Spec implements Command.
func (*AddPerson) Spec() *Spec { return personAdd }

// Apply implements Command.
func (c *AddPerson) Apply(tx Tx, env Env) error {
	if err := checkID("id", c.ID); err != nil {
		return err
	}
	name, err := neededLine("person.name", c.Name, MaxName)
	if err != nil {
		return err
	}
	email, err := checkEmail(c.Email)
	if err != nil {
		return err
	}
	roles, err := checkRoles(c.Roles)
	if err != nil {
		return err
	}
	if err := checkZone(c.TimeZone); err != nil {
		return err
	}
	if email != "" {
		same, err := find[Person](tx, "email", email)
		if err != nil {
			return err
		}
		if len(same) > 0 {
			return Errorf(CodeConflict, "person.email_taken", "name", same[0].Name)
		}
	}
	return tx.Insert(&Person{ID: c.ID, Name: name, Email: email, Roles: roles, TimeZone: c.TimeZone, Active: true})
}

// checkZone refuses what cannot be an IANA zone name. Whether this machine knows the zone is not asked:
// the answer would differ between replicas.
func checkZone(zone string) error {
	ok := len(zone) <= 64
	for _, r := range zone {
		ok = ok && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/_+-", r))
	}
	if !ok {
		return Errorf(CodeInvalid, "person.zone_malformed")
	}
	return nil
}
