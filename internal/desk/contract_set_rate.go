package desk

import "time"

// SetRate sets the price of one n/h under a contract from a day on; a rate of the same day is replaced.
type SetRate struct {
	ID         ID     `json:"id"`
	ContractID ID     `json:"contractId"`
	From       string `json:"from"`    // YYYY-MM-DD
	Kopecks    int64  `json:"kopecks"` // for 1 n/h
}

// Spec implements Command.
func (*SetRate) Spec() *Spec { return contractSetRate }

// maxKopecks bounds the price of 1 n/h: ten million roubles.
const maxKopecks = 1_000_000_000

// Apply implements Command.
func (c *SetRate) Apply(tx Tx, env Env) error {
	if err := checkID("id", c.ID); err != nil {
		return err
	}
	if err := checkID("contractId", c.ContractID); err != nil {
		return err
	}
	if _, ok, err := get(tx, &Contract{ID: c.ContractID}); err != nil {
		return err
	} else if !ok {
		return Errorf(CodeNotFound, "contract.unknown")
	}
	if _, err := time.Parse(time.DateOnly, c.From); err != nil {
		return Errorf(CodeInvalid, "contract.day_malformed")
	}
	if c.Kopecks < 0 || c.Kopecks > maxKopecks {
		return Errorf(CodeInvalid, "contract.rate_malformed")
	}
	rates, err := find[Rate](tx, "contract_id", c.ContractID)
	if err != nil {
		return err
	}
	for _, r := range rates {
		if r.From == c.From {
			r.Kopecks = c.Kopecks
			return tx.Put(r)
		}
	}
	return tx.Insert(&Rate{ID: c.ID, ContractID: c.ContractID, From: c.From, Kopecks: c.Kopecks})
}
