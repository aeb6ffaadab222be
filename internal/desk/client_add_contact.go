package desk

// AddContact adds a person of a client.
type AddContact struct {
	ID       ID     `json:"id"`
	ClientID ID     `json:"clientId"`
	Name     string `json:"name"`
	Email    string `json:"email,omitempty"`
	Phone    string `json:"phone,omitempty"`
}

// Spec implements Command.
func (*AddContact) Spec() *Spec { return clientAddContact }

// Apply implements Command.
func (c *AddContact) Apply(tx Tx, env Env) error {
	if err := checkID("id", c.ID); err != nil {
		return err
	}
	if _, err := client(tx, c.ClientID); err != nil {
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
	phone, err := line("client.phone", c.Phone, 60)
	if err != nil {
		return err
	}
	return tx.Insert(&Contact{ID: c.ID, ClientID: c.ClientID, Name: name, Email: email, Phone: phone})
}
