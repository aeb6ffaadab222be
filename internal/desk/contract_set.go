package desk

// SetContract makes a contract of a legal entity, or changes it. With LimitSet, ApprovalLimit replaces the
// workspace's default limit for work without approval; 0 means "always ask" (AP-1).
type SetContract struct {
	ID            ID     `json:"id"`
	ClientID      ID     `json:"clientId"`
	LegalEntityID ID     `json:"legalEntityId"`
	Number        string `json:"number"`
	LimitSet      bool   `json:"limitSet,omitempty"`
	ApprovalLimit NH     `json:"approvalLimit,omitempty"`
}

// Spec implements Command.
func (*SetContract) Spec() *Spec { return contractSet }

// Apply implements Command.
func (c *SetContract) Apply(tx Tx, env Env) error {
	if err := checkID("id", c.ID); err != nil {
		return err
	}
	if _, err := client(tx, c.ClientID); err != nil {
		return err
	}
	if err := checkID("legalEntityId", c.LegalEntityID); err != nil {
		return err
	}
	if err := entityOf(tx, c.ClientID, c.LegalEntityID); err != nil {
		return err
	}
	number, err := neededLine("contract.number", c.Number, MaxName)
	if err != nil {
		return err
	}
	if c.ApprovalLimit < 0 || c.ApprovalLimit > maxNH || !c.LimitSet && c.ApprovalLimit != 0 { // AP-1
		return Errorf(CodeInvalid, "contract.limit_malformed")
	}
	old, ok, err := get(tx, &Contract{ID: c.ID})
	if err != nil {
		return err
	}
	if ok && old.ClientID != c.ClientID {
		return Errorf(CodeConflict, "command.id_taken")
	}
	return tx.Put(&Contract{
		ID: c.ID, ClientID: c.ClientID, LegalEntityID: c.LegalEntityID, Number: number,
		LimitSet: c.LimitSet, ApprovalLimit: c.ApprovalLimit,
	})
}
