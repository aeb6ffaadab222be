package desk

import (
	"slices"
	"strings"
)

// managers are the roles that act on every ticket and see rates: "manager and above" (PR-1, PR-3).
var managers = []Role{RoleManager, RoleLead, RoleAdmin}

var allRoles = []Role{RoleEngineer, RoleManager, RoleLead, RoleAdmin}

var (
	personAdd        = register(&Spec{Name: "person.add", Version: 1, New: func() Command { return &AddPerson{} }, May: []Role{RoleAdmin}, System: true, Group: "person"})
	personSetRoles   = register(&Spec{Name: "person.set_roles", Version: 1, New: func() Command { return &SetRoles{} }, May: []Role{RoleAdmin}, System: true, Group: "person"})
	personDeactivate = register(&Spec{Name: "person.deactivate", Version: 1, New: func() Command { return &DeactivatePerson{} }, May: []Role{RoleAdmin}, System: true, Group: "person"})
)

// person reads an active or former colleague, or refuses.
func person(tx Getter, id ID) (*Person, error) {
	if err := checkID("personId", id); err != nil {
		return nil, err
	}
	p, ok, err := get(tx, &Person{ID: id})
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, Errorf(CodeNotFound, "person.unknown")
	}
	return p, nil
}

// checkRoles refuses unknown roles and none at all, and returns them once each in the order of allRoles.
func checkRoles(roles []Role) ([]Role, error) {
	var out []Role
	for _, r := range allRoles {
		if slices.Contains(roles, r) {
			out = append(out, r)
		}
	}
	for _, r := range roles {
		if !slices.Contains(allRoles, r) { // PR-1
			return nil, Errorf(CodeInvalid, "person.role_unknown", "role", string(r))
		}
	}
	if len(out) == 0 { // PR-1
		return nil, Errorf(CodeInvalid, "person.role_missing")
	}
	return out, nil
}

// checkEmail trims and lowers an address and refuses what cannot be one. It may be empty.
func checkEmail(email string) (string, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	if email == "" {
		return "", nil
	}
	local, domain, ok := strings.Cut(email, "@")
	if !ok || local == "" || domain == "" || strings.ContainsAny(email, " \t\r\n,;<>\"") || strings.Contains(domain, "@") || len(email) > 254 {
		return "", Errorf(CodeInvalid, "person.email_malformed")
	}
	return email, nil
}
