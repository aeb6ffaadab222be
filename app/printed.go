package app

import (
	"fmt"
	"strings"
	"unicode"

	"naryad/internal/desk"
)

// fieldName is a field's name in words; fields of rows and of commands' arguments share one list.
func (r *reader) fieldName(field string) string { return r.app.texts().Name("field", field) }

// snake turns an argument's name into a column's: startAt → start_at.
func snake(name string) string {
	var b strings.Builder
	for _, c := range name {
		if unicode.IsUpper(c) {
			b.WriteByte('_')
			c = unicode.ToLower(c)
		}
		b.WriteRune(c)
	}
	return b.String()
}

// rowsOf are the rows that a field's id names.
var rowsOf = map[string]func(id desk.ID) desk.Row{
	"client_id":       func(id desk.ID) desk.Row { return &desk.Client{ID: id} },
	"legal_entity_id": func(id desk.ID) desk.Row { return &desk.LegalEntity{ID: id} },
	"contact_id":      func(id desk.ID) desk.Row { return &desk.Contact{ID: id} },
	"infobase_id":     func(id desk.ID) desk.Row { return &desk.Infobase{ID: id} },
	"contract_id":     func(id desk.ID) desk.Row { return &desk.Contract{ID: id} },
	"person_id":       func(id desk.ID) desk.Row { return &desk.Person{ID: id} },
	"manager_id":      func(id desk.ID) desk.Row { return &desk.Person{ID: id} },
	"assignee_id":     func(id desk.ID) desk.Row { return &desk.Person{ID: id} },
	"engineer_id":     func(id desk.ID) desk.Row { return &desk.Person{ID: id} },
	"author_id":       func(id desk.ID) desk.Row { return &desk.Person{ID: id} },
	"allowed_by":      func(id desk.ID) desk.Row { return &desk.Person{ID: id} },
	"confirmed_by":    func(id desk.ID) desk.Row { return &desk.Contact{ID: id} },
}

// valuesOf are the fields whose values have names of their own in the catalogues.
var valuesOf = map[string]string{
	"status": "status", "left_status": "status", "kind": "kind", "roles": "role", "source": "value.source",
	"audience": "value.audience", "state": "value.state", "way": "value.way", "confirmed_way": "value.way", "rule": "value.rule",
}

// printed is a field's value as people read it; what is not set is "".
func (r *reader) printed(field string, value any) (string, error) {
	text := r.app.texts()
	switch v := value.(type) {
	case nil:
		return "", nil
	case []any:
		parts := make([]string, len(v))
		for i, item := range v {
			part, err := r.printed(field, item)
			if err != nil {
				return "", err
			}
			parts[i] = part
		}
		return strings.Join(parts, ", "), nil
	case map[string]any: // a stage
		return strings.TrimSpace(fmt.Sprintf("%v %s", v["name"], r.amount(v["nh"]))), nil
	case string:
		return r.printedText(field, v)
	}
	switch {
	case field == "nh" || field == "limit_nh" || field == "approval_limit":
		return r.amount(value), nil
	case strings.HasSuffix(field, "_at"):
		return text.Param("At", value), nil
	}
	return text.Param("", value), nil
}

func (r *reader) printedText(field, value string) (string, error) {
	if kind, ok := valuesOf[field]; ok {
		return r.app.texts().Name(kind, value), nil
	}
	if field == "review" {
		return r.review(value), nil
	}
	rowOf, ok := rowsOf[field]
	if !ok || value == "" {
		return value, nil
	}
	row := rowOf(value)
	if _, err := r.Get(row); err != nil {
		return "", err
	}
	return nameOf(row), nil
}

// nameOf is what people call a row; "—" for one that is not here.
func nameOf(row desk.Row) string {
	name := ""
	switch x := row.(type) {
	case *desk.Client:
		name = x.Name
	case *desk.LegalEntity:
		name = x.Name
	case *desk.Contact:
		name = x.Name
	case *desk.Infobase:
		name = x.Name
	case *desk.Contract:
		name = x.Number
	case *desk.Person:
		name = x.Name
	}
	if name == "" {
		return "—"
	}
	return name
}

// amount prints tenths of n/h with their unit.
func (r *reader) amount(tenths any) string {
	text := r.app.texts()
	return text.Param("nh", tenths) + " " + text.Say("unit.nh", nil)
}
