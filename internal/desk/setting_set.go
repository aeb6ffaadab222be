package desk

import (
	"encoding/json"
	"fmt"
)

// SetSetting changes one setting of the workspace for everybody.
type SetSetting struct {
	Name  string          `json:"name"`
	Value json.RawMessage `json:"value"`
}

// Spec implements Command.
func (*SetSetting) Spec() *Spec { return settingSet }

// Apply implements Command.
func (c *SetSetting) Apply(tx Tx, env Env) error {
	known, ok := settings[c.Name]
	if !ok {
		return Errorf(CodeInvalid, "setting.unknown", "name", c.Name)
	}
	value, ok := known.check(c.Value)
	if !ok {
		return Errorf(CodeInvalid, "setting.value_malformed", "name", c.Name)
	}
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write setting %s: %w", c.Name, err)
	}
	return tx.Put(&Setting{ID: c.Name, Value: string(text)})
}

// Inverse implements Undoable.
func (c *SetSetting) Inverse(tx Tx, env Env) (Command, error) {
	known, ok := settings[c.Name]
	if !ok {
		return nil, nil
	}
	old, found, err := get(tx, &Setting{ID: c.Name})
	if err != nil {
		return nil, err
	}
	if !found {
		old.Value = known.standard
	}
	return &SetSetting{Name: c.Name, Value: json.RawMessage(old.Value)}, nil
}
