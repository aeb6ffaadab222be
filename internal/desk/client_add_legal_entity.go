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

// Apply implements Command.
func (c *AddLegalEntity) Apply(tx Tx, env Env) error {
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
	inn, kpp := strings.TrimSpace(c.INN), strings.TrimSpace(c.KPP)
	if inn != "" && !(digits(inn) && (len(inn) == 10 || len(inn) == 12)) {
		return Errorf(CodeInvalid, "client.inn_malformed")
	}
	if kpp != "" && !(len(kpp) == 9 && digits(kpp[:4]) && digits(kpp[6:])) {
		return Errorf(CodeInvalid, "client.kpp_malformed")
	}
	return tx.Insert(&LegalEntity{ID: c.ID, ClientID: c.ClientID, Name: name, INN: inn, KPP: kpp})
}

func digits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}
