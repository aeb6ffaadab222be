package app

import (
	"context"
	"slices"

	"naryad/internal/desk"
	"naryad/internal/workspace"
)

// People lists our own people who are active, by name.
func (d *Desk) People() ([]Person, error) {
	return reading(d, "People", func(r *reader) ([]Person, error) {
		rows, err := r.People()
		if err != nil {
			return nil, err
		}
		out := []Person{}
		for i := range rows {
			if rows[i].Active {
				out = append(out, personView(&rows[i]))
			}
		}
		return out, nil
	})
}

// Clients lists the clients that are supported, by name, with what a ticket may refer to.
func (d *Desk) Clients() ([]ClientRow, error) {
	return reading(d, "Clients", func(r *reader) ([]ClientRow, error) {
		cards, err := r.Clients()
		if err != nil {
			return nil, err
		}
		out := []ClientRow{}
		for _, c := range cards {
			if c.Archived {
				continue
			}
			out = append(out, ClientRow{
				ID: c.ID, Name: c.Name,
				LegalEntities: refs(c.LegalEntities, func(e desk.LegalEntity) Ref { return Ref{e.ID, e.Name} }),
				Contacts:      refs(c.Contacts, func(e desk.Contact) Ref { return Ref{e.ID, e.Name} }),
				Infobases:     refs(c.Infobases, func(e desk.Infobase) Ref { return Ref{e.ID, e.Name} }),
			})
		}
		return out, nil
	})
}

func refs[T any](rows []T, of func(T) Ref) []Ref {
	out := make([]Ref, len(rows))
	for i, row := range rows {
		out[i] = of(row)
	}
	return out
}

// AddClient makes a company known, with a legal entity if one is named; the Receipt's ID is the client's.
func (d *Desk) AddClient(name, legalEntity, inn string) (Receipt, error) {
	return call(d, "AddClient", func(ctx context.Context) (Receipt, error) {
		opened, err := d.app.open()
		if err != nil {
			return Receipt{}, err
		}
		id := d.app.newID()
		cmds := []desk.Command{&desk.AddClient{ID: id, Name: name}}
		if legalEntity != "" || inn != "" {
			entity := &desk.AddLegalEntity{ID: d.app.newID(), ClientID: id, Name: legalEntity, INN: inn}
			if legalEntity == "" {
				entity.Name = name
			}
			if err := entity.Check(); err != nil { // before the client is made: a form is taken as a whole or not at all
				return Receipt{}, err
			}
			cmds = append(cmds, entity)
		}
		outcomes := opened.Workspace.ExecuteGroup(ctx, cmds)
		if i := slices.IndexFunc(outcomes, func(o workspace.Outcome) bool { return o.Err != nil }); i >= 0 {
			return Receipt{}, outcomes[i].Err
		}
		return receipt(outcomes[0].Receipt, id), nil
	})
}

// AddContact adds a person of a client; the Receipt's ID is the contact's.
func (d *Desk) AddContact(clientID, name, email, phone string) (Receipt, error) {
	return d.make("AddContact", func(id desk.ID) desk.Command {
		return &desk.AddContact{ID: id, ClientID: clientID, Name: name, Email: email, Phone: phone}
	})
}

// AddInfobase adds a 1C base to a client; the Receipt's ID is the infobase's.
func (d *Desk) AddInfobase(clientID, name string) (Receipt, error) {
	return d.make("AddInfobase", func(id desk.ID) desk.Command {
		return &desk.AddInfobase{ID: id, ClientID: clientID, Name: name}
	})
}
