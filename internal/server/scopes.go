package server

import (
	"encoding/json"
	"fmt"
	"slices"

	"naryad/internal/desk"
	"naryad/internal/store"
)

// scopesOf is what a person's replica receives: money for managers and above (PR-1, SV-R5).
func scopesOf(p *desk.Person) []desk.Scope {
	actor := desk.Actor{ID: p.ID, Roles: p.Roles}
	if actor.Has(desk.RoleManager, desk.RoleLead, desk.RoleAdmin) {
		return []desk.Scope{desk.ScopeAll, desk.ScopeMoney}
	}
	return []desk.Scope{desk.ScopeAll}
}

// rights is since which rev a person reads these scopes. It is kept with the log, in the same commit as the change of
// roles: a cursor below Since was taken under other rights, whatever answers were lost since (SV-R5).
type rights struct {
	Since  int64        `json:"since"`
	Scopes []desk.Scope `json:"scopes"`
}

func rightsName(person desk.ID) string { return "rights/" + person }

func readRights(r *store.Reader, person desk.ID) (rights, error) {
	var known rights
	text, err := r.Admin(rightsName(person))
	if err != nil || text == "" {
		return known, err
	}
	if err := json.Unmarshal([]byte(text), &known); err != nil {
		return known, fmt.Errorf("read rights: %w", err)
	}
	return known, nil
}

// noteScopes records the rights of every person whom the batch at rev has changed.
func noteScopes(tx *store.Tx, rev int64, changes []store.Change) error {
	for _, c := range changes {
		if c.Table != (&desk.Person{}).Table() {
			continue
		}
		p := &desk.Person{ID: c.Key}
		ok, err := tx.Get(p)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		known, err := readRights(tx.Reader, p.ID)
		if err != nil {
			return err
		}
		if now := scopesOf(p); !slices.Equal(known.Scopes, now) {
			text, err := json.Marshal(rights{Since: rev, Scopes: now})
			if err != nil {
				return fmt.Errorf("note rights: %w", err)
			}
			if err := tx.SetAdmin(rightsName(p.ID), string(text)); err != nil {
				return err
			}
		}
	}
	return nil
}
