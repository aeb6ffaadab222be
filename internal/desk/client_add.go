package desk

// AddClient makes a company known that is supported.
type AddClient struct {
	ID   ID     `json:"id"`
	Name string `json:"name"`
}

// Spec implements Command.
func (*AddClient) Spec() *Spec { return clientAdd }

// Apply implements Command.
func (c *AddClient) Apply(tx Tx, env Env) error {
	if err := checkID("id", c.ID); err != nil {
		return err
	}
	name, err := neededLine("client.name", c.Name, MaxName)
	if err != nil {
		return err
	}
	return tx.Insert(&Client{ID: c.ID, Name: name})
}
