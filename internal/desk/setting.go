package desk

import (
	"encoding/json"
	"fmt"
	"slices"
)

var settingSet = register(&Spec{Name: "setting.set", Version: 1, New: func() Command { return &SetSetting{} }, May: []Role{RoleAdmin}, System: true, Group: "setting"})

// settings lists every known setting with its default, as JSON, and what its value must be.
var settings = map[string]struct {
	standard string
	check    func(json.RawMessage) (any, bool)
}{
	"company.name":           {`""`, checked(validCompany)},
	"estimate.scale":         {`[1,2,3,5,8,10,20,30,40,65,130]`, checked(validScale)},
	"approval.default_limit": {`10`, checked(func(nh NH) bool { return nh >= 0 && nh <= maxNH })},
	"ticket.kinds":           {`["error","consultation","development","update","setup"]`, checked(validKinds)},
	"ticket.sent_back_days":  {`14`, checked(validDays)},
	"ticket.stale_days":      {`30`, checked(validDays)},
}

// maxNH bounds every amount of norm-hours: ten thousand of them.
const maxNH NH = 100_000

func checked[T any](valid func(T) bool) func(json.RawMessage) (any, bool) {
	return func(raw json.RawMessage) (any, bool) {
		var v T
		if string(raw) == "null" || json.Unmarshal(raw, &v) != nil {
			return nil, false
		}
		return v, valid(v)
	}
}

func validScale(scale []NH) bool {
	for i, nh := range scale {
		if nh <= 0 || nh > maxNH || i > 0 && nh <= scale[i-1] {
			return false
		}
	}
	return len(scale) >= 2 && len(scale) <= 50
}

func validKinds(kinds []string) bool {
	for i, k := range kinds {
		if clean, err := neededLine("setting.value", k, 60); err != nil || clean != k || slices.Contains(kinds[:i], k) {
			return false
		}
	}
	return len(kinds) > 0 && len(kinds) <= 100
}

func validCompany(name string) bool {
	clean, err := line("setting.value", name, MaxName)
	return err == nil && clean == name
}

func validDays(days int) bool { return days >= 1 && days <= 3650 }

// setting reads a setting's present value, or its default.
func setting[T any](tx Getter, name string) (T, error) {
	var v T
	s, ok, err := get(tx, &Setting{ID: name})
	if err != nil {
		return v, err
	}
	text := settings[name].standard
	if ok {
		text = s.Value
	}
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return v, fmt.Errorf("read setting %s: %w", name, err)
	}
	return v, nil
}

// Scale is the workspace's scale of estimates in tenths of n/h, ascending (EST-1).
func Scale(tx Getter) ([]NH, error) { return setting[[]NH](tx, "estimate.scale") }

// Kinds lists the kinds that a ticket may have (TK-1).
func Kinds(tx Getter) ([]string, error) { return setting[[]string](tx, "ticket.kinds") }

// Company is the name of the workspace's company; empty until it is set.
func Company(tx Getter) (string, error) { return setting[string](tx, "company.name") }

func days(tx Getter, name string) (int, error) { return setting[int](tx, name) }
