package store

import "naryad/internal/desk"

// Untouched lists at most limit tickets that go stale: new and estimated ones that wait for nobody and that no person has
// touched since before (ST-6).
func (r *Reader) Untouched(before desk.Instant, limit int) ([]desk.ID, error) {
	return r.ids(`SELECT id FROM ticket WHERE status IN ('new', 'estimated') AND touched_at <= ? AND wait_for = ''
		ORDER BY status, touched_at, id LIMIT ?`, before, limit)
}

// HandedOver lists at most limit tickets that were handed over and wait for an answer of a client with a contract by which
// silence is one, longest ago first (HO-1).
func (r *Reader) HandedOver(limit int) ([]desk.Ticket, error) {
	return list[desk.Ticket](r, `WHERE status = 'done' AND handed_at <> 0 AND EXISTS (
		SELECT 1 FROM contract WHERE contract.client_id = ticket.client_id AND silence_days > 0) ORDER BY handed_at, id LIMIT ?`, limit)
}
