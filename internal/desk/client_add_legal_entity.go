package desk

import "strings"

// AddLegalEntity adds a юридическое лицо to a client.
type AddLegalEntity struct {
	ID       ID     `json:"id"`
	ClientID ID     `json:"clientId"`
	Name     string `json:"name"`
	INN      string `json:"inn,omitempty"` // 10 digits of a company, 12 of a person, or empty
	KPP      string `json:"kpp,omitempty"` // 9 characters, or empty
}

// Spec implements Command.
func (*AddLegalEntity) Spec() *Spec { return clientAddLegalEntity }

// Check refuses what Apply would refuse whatever the client is: a form that adds both asks it before it adds either.
func (c *AddLegalEntity) Check() error {
	_, err := c.row()
	return err
}

// Apply implements Command.
func (c *AddLegalEntity) Apply(tx Tx, env Env) error {
	if err := checkID("id", c.ID); err != nil {
		return err
	}
	if _, err := client(tx, c.ClientID); err != nil {
		return err
	}
	row, err := c.row()
	if err != nil {
		return err
	}
	return tx.Insert(row)
}

func (c *AddLegalEntity) row() (*LegalEntity, error) {
	name, err := neededLine("client.name", c.Name, MaxName)
	if err != nil {
		return nil, err
	}
	inn, kpp := strings.TrimSpace(c.INN), strings.TrimSpace(c.KPP)
	if inn != "" && !(digits(inn) && (len(inn) == 10 || len(inn) == 12)) {
		return nil, Errorf(CodeInvalid, "client.inn_malformed")
	}
	if kpp != "" && !(len(kpp) == 9 && digits(kpp[:4]) && digits(kpp[6:])) {
		return nil, Errorf(CodeInvalid, "client.kpp_malformed")
	}
	return &LegalEntity{ID: c.ID, ClientID: c.ClientID, Name: name, INN: inn, KPP: kpp}, nil
}

func digits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}
