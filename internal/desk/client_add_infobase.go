package desk

// AddInfobase adds a 1C base to a client.
type AddInfobase struct {
	ID       ID     `json:"id"`
	ClientID ID     `json:"clientId"`
	Name     string `json:"name"`
}

// Spec implements Command.
func (*AddInfobase) Spec() *Spec { return clientAddInfobase }

// Apply implements Command.
func (c *AddInfobase) Apply(tx Tx, env Env) error {
	if err := checkID("id", c.ID); err != nil {
		return err
	}
	if _, err := client(tx, c.ClientID); err != nil {
		return err
	}
	name, err := neededLine("client.name", c.Name, MaxName)
	if err != nil {
		return err
	}
	return tx.Insert(&Infobase{ID: c.ID, ClientID: c.ClientID, Name: name})
}
