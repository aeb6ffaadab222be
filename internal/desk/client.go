package desk

var (
	clientAdd            = register(&Spec{Name: "client.add", Version: 1, New: func() Command { return &AddClient{} }, Group: "client"})
	clientAddLegalEntity = register(&Spec{Name: "client.add_legal_entity", Version: 1, New: func() Command { return &AddLegalEntity{} }, Group: "client"})
	clientAddContact     = register(&Spec{Name: "client.add_contact", Version: 1, New: func() Command { return &AddContact{} }, Group: "client"})
	clientAddInfobase    = register(&Spec{Name: "client.add_infobase", Version: 1, New: func() Command { return &AddInfobase{} }, Group: "client"})
	contractSet          = register(&Spec{Name: "contract.set", Version: 1, New: func() Command { return &SetContract{} }, May: managers, Group: "client"})
	contractSetRate      = register(&Spec{Name: "contract.set_rate", Version: 1, New: func() Command { return &SetRate{} }, May: managers, Group: "client"})
)

// client reads a client, or refuses.
func client(tx Getter, id ID) (*Client, error) {
	if err := checkID("clientId", id); err != nil {
		return nil, err
	}
	c, ok, err := get(tx, &Client{ID: id})
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, Errorf(CodeNotFound, "client.unknown")
	}
	return c, nil
}

// entityOf refuses a legal entity that is not this client's.
func entityOf(tx Getter, clientID, id ID) error {
	e, ok, err := get(tx, &LegalEntity{ID: id})
	return belongs("legalEntityId", ok && e.ClientID == clientID, id, err)
}

// contactOf refuses a contact who is not this client's.
func contactOf(tx Getter, clientID, id ID) error {
	e, ok, err := get(tx, &Contact{ID: id})
	return belongs("contactId", ok && e.ClientID == clientID, id, err)
}

// infobaseOf refuses an infobase that is not this client's.
func infobaseOf(tx Getter, clientID, id ID) error {
	e, ok, err := get(tx, &Infobase{ID: id})
	return belongs("infobaseId", ok && e.ClientID == clientID, id, err)
}

func belongs(field string, theirs bool, id ID, err error) error {
	if err != nil || id == "" {
		return err
	}
	if !theirs { // TK-1
		return Errorf(CodeInvalid, "client.not_theirs", "field", field)
	}
	return nil
}
