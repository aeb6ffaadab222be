package store

import "naryad/internal/desk"

// People returns everybody, inactive people too, by name.
func (r *Reader) People() ([]desk.Person, error) {
	return list[desk.Person](r, "ORDER BY name, id")
}

// Settings returns the workspace's settings by name.
func (r *Reader) Settings() ([]desk.Setting, error) {
	return list[desk.Setting](r, "ORDER BY id")
}

// ClientCard is a client with what a ticket may refer to.
type ClientCard struct {
	desk.Client
	LegalEntities []desk.LegalEntity
	Contacts      []desk.Contact
	Infobases     []desk.Infobase
	Contracts     []desk.Contract
}

// Clients returns every client with its legal entities, contacts, infobases and contracts, all by name.
func (r *Reader) Clients() ([]ClientCard, error) {
	clients, err := list[desk.Client](r, "ORDER BY name, id")
	if err != nil {
		return nil, err
	}
	cards := make([]ClientCard, len(clients))
	byID := make(map[desk.ID]*ClientCard, len(clients))
	for i, c := range clients {
		cards[i].Client = c
		byID[c.ID] = &cards[i]
	}
	entities, err := list[desk.LegalEntity](r, "ORDER BY name, id")
	if err != nil {
		return nil, err
	}
	contacts, err := list[desk.Contact](r, "ORDER BY name, id")
	if err != nil {
		return nil, err
	}
	infobases, err := list[desk.Infobase](r, "ORDER BY name, id")
	if err != nil {
		return nil, err
	}
	contracts, err := list[desk.Contract](r, "ORDER BY number, id")
	if err != nil {
		return nil, err
	}
	for _, e := range entities {
		if c := byID[e.ClientID]; c != nil {
			c.LegalEntities = append(c.LegalEntities, e)
		}
	}
	for _, e := range contacts {
		if c := byID[e.ClientID]; c != nil {
			c.Contacts = append(c.Contacts, e)
		}
	}
	for _, e := range infobases {
		if c := byID[e.ClientID]; c != nil {
			c.Infobases = append(c.Infobases, e)
		}
	}
	for _, e := range contracts {
		if c := byID[e.ClientID]; c != nil {
			c.Contracts = append(c.Contracts, e)
		}
	}
	return cards, nil
}
