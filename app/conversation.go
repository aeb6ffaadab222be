package app

import (
	"context"
	"slices"

	"naryad/internal/desk"
	"naryad/internal/store"
)

// Conversation returns a page of a ticket's messages, oldest first. It is for our own people: both audiences are in it (PR-2).
func (d *Desk) Conversation(ticketID, after string, limit int) (MessagePage, error) {
	return reading(d, "Conversation", func(r *reader) (MessagePage, error) {
		found, err := r.Conversation(ticketID, store.Key(after), pageLimit(limit))
		if err != nil {
			return MessagePage{}, err
		}
		page := MessagePage{Rows: make([]Message, len(found.Rows)), Next: string(found.Next)}
		for i, m := range found.Rows {
			page.Rows[i] = Message{
				ID: m.ID, Audience: string(m.Audience), Author: m.Author, Ours: m.AuthorID != "", Source: string(m.Source),
				Text: m.Text, At: iso(m.At), Unsent: m.Unsent, Mentions: make([]string, len(m.Mentions)),
			}
			for j, id := range m.Mentions {
				if page.Rows[i].Mentions[j], err = r.short(id); err != nil {
					return MessagePage{}, err
				}
			}
		}
		return page, nil
	})
}

// History returns a page of what was changed of a ticket, newest first (ST-4).
func (d *Desk) History(ticketID, after string, limit int) (HistoryPage, error) {
	return reading(d, "History", func(r *reader) (HistoryPage, error) {
		found, err := r.History(ticketID, store.Key(after), pageLimit(limit))
		if err != nil {
			return HistoryPage{}, err
		}
		page := HistoryPage{Rows: make([]HistoryLine, len(found.Rows)), Next: string(found.Next)}
		for i, h := range found.Rows {
			if page.Rows[i], err = r.historyLine(h); err != nil {
				return HistoryPage{}, err
			}
		}
		return page, nil
	})
}

func (r *reader) historyLine(h store.HistoryRow) (HistoryLine, error) {
	by, err := r.actorName(h.By)
	if err != nil {
		return HistoryLine{}, err
	}
	line := HistoryLine{
		At: iso(h.At), By: by, Source: string(h.Source), Verb: h.Verb, VerbName: r.app.texts().Verb(h.Verb),
		Op: h.Op, Table: h.Tbl, Fields: []FieldChange{},
	}
	for _, c := range h.Changes {
		if slices.Contains(derived, c.Field) {
			continue
		}
		f := FieldChange{Field: c.Field, Name: r.fieldName(c.Field)}
		if f.Old, err = r.printed(c.Field, c.Old); err != nil {
			return line, err
		}
		if f.New, err = r.printed(c.Field, c.New); err != nil {
			return line, err
		}
		line.Fields = append(line.Fields, f)
	}
	return line, nil
}

// derived are fields that follow from others or say nothing to people; the history keeps them, the page leaves them out.
var derived = []string{"ticket_id", "estimate_id", "approved_id", "approved_nh", "status_at", "version", "by_id", "at", "author_id", "source", "created_at", "no", "firm"}

// ReplyDraft returns the reply that is being typed for a ticket on this computer.
func (d *Desk) ReplyDraft(ticketID string) (ReplyDraft, error) {
	return reading(d, "ReplyDraft", func(r *reader) (ReplyDraft, error) {
		draft, found, err := r.Reader.ReplyDraft(ticketID)
		if err != nil || !found {
			return ReplyDraft{Audience: string(desk.ToInternal)}, err
		}
		return ReplyDraft{Audience: string(draft.Audience), Text: draft.Text}, nil
	})
}

// SetReplyDraft keeps a reply that is being typed, across restarts; an empty text forgets it.
func (d *Desk) SetReplyDraft(ticketID, audience, text string) error {
	return perform(d, "SetReplyDraft", func(ctx context.Context) error {
		opened, err := d.app.open()
		if err != nil {
			return err
		}
		if !desk.ValidID(ticketID) {
			return desk.Errorf(desk.CodeNotFound, "app.no_ticket")
		}
		if len(text) > desk.MaxText {
			return desk.Errorf(desk.CodeTooLarge, "app.draft_too_large", "limitBytes", desk.MaxText)
		}
		if audience != string(desk.ToClient) {
			audience = string(desk.ToInternal) // what is not clearly meant for the client stays inside (PR-2)
		}
		return opened.Workspace.SetReplyDraft(ctx, store.ReplyDraft{
			TicketID: ticketID, Audience: desk.Audience(audience), Text: text, At: d.app.now(),
		})
	})
}
