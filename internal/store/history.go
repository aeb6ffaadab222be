package store

import "naryad/internal/desk"

// HistoryRow is one changed row with the name of who changed it (ST-4).
type HistoryRow struct {
	desk.History
	Name string // of the person, or the system actor's id
}

// HistoryPage is one page of a ticket's history, newest first.
type HistoryPage struct {
	Rows []HistoryRow
	Next Key
}

// History returns at most limit lines of a ticket's history after a key, newest first.
func (r *Reader) History(ticketID desk.ID, after Key, limit int) (HistoryPage, error) {
	until, id := int64(1<<63-1), desk.ID("")
	if after != "" {
		var err error
		if until, id, err = parseKey(after); err != nil {
			return HistoryPage{}, err
		}
	}
	rows, err := list[desk.History](r, "WHERE ticket_id = ? AND (at, id) < (?, ?) ORDER BY at DESC, id DESC LIMIT ?", ticketID, until, id, limit+1)
	if err != nil || len(rows) == 0 {
		return HistoryPage{}, err
	}
	names, err := r.names()
	if err != nil {
		return HistoryPage{}, err
	}
	var page HistoryPage
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = makeKey(int64(rows[limit-1].At), rows[limit-1].ID)
	}
	for _, h := range rows {
		row := HistoryRow{History: h, Name: names[h.By]}
		if row.Name == "" {
			row.Name = h.By
		}
		page.Rows = append(page.Rows, row)
	}
	return page, nil
}
