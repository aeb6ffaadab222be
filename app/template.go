package app

import (
	"strconv"

	"naryad/internal/desk"
)

// Templates lists the reply templates by name. With a ticket their placeholders are filled for it.
func (d *Desk) Templates(ticketID string) ([]Template, error) {
	return reading(d, "Templates", func(r *reader) ([]Template, error) {
		rows, err := r.Templates()
		if err != nil {
			return nil, err
		}
		var filling *desk.Filling
		if ticketID != "" {
			if filling, err = r.filling(ticketID); err != nil {
				return nil, err
			}
		}
		out := make([]Template, len(rows))
		for i, t := range rows {
			out[i] = Template{ID: t.ID, Name: t.Name, Audience: string(t.Audience), Text: t.Text}
			if filling != nil {
				out[i].Text = desk.Fill(t.Text, *filling)
			}
		}
		return out, nil
	})
}

// filling is what a ticket's placeholders stand for.
func (r *reader) filling(ticketID string) (*desk.Filling, error) {
	t, found, err := r.Ticket(ticketID)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, desk.Errorf(desk.CodeNotFound, "app.no_ticket")
	}
	f := &desk.Filling{Client: t.Client, Subject: t.Subject}
	if t.Number != 0 {
		f.Number = strconv.FormatInt(t.Number, 10)
	}
	contact := &desk.Contact{ID: t.ContactID}
	if t.ContactID != "" {
		if _, err := r.Get(contact); err != nil {
			return nil, err
		}
	}
	f.Contact = contact.Name
	me, err := r.personRow(r.me)
	if me != nil {
		f.Me = me.Name
	}
	return f, err
}

// SetTemplate makes a reply template, or changes the one with the id; the Receipt's ID is the template's.
func (d *Desk) SetTemplate(form Template) (Receipt, error) {
	id := form.ID
	if id == "" {
		id = d.app.newID()
	}
	return d.execute("SetTemplate", id, func() (desk.Command, error) {
		return &desk.SetTemplate{ID: id, Name: form.Name, Audience: desk.Audience(form.Audience), Text: form.Text}, nil
	})
}

// RemoveTemplate removes a reply template.
func (d *Desk) RemoveTemplate(id string) (Receipt, error) {
	return d.give("RemoveTemplate", &desk.RemoveTemplate{ID: id})
}
