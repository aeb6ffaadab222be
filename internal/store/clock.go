package store

import "naryad/internal/desk"

// Untouched lists at most limit tickets that go stale: new and estimated ones that wait for nobody and that no person has
// touched since before (ST-6).
func (r *Reader) Untouched(before desk.Instant, limit int) ([]desk.ID, error) {
	return r.ids(`SELECT id FROM ticket WHERE status IN ('new', 'estimated') AND touched_at <= ? AND wait_for = ''
		ORDER BY status, touched_at, id LIMIT ?`, before, limit)
}
