package wire

import (
	"naryad/internal/desk"
)

// Check refuses a cursor that no authority can have given (WI-3).
func (c Cursor) Check() error {
	if c.Epoch == "" || c.Rev < 0 || (c.Hash != "" && !isHash(c.Hash)) {
		return malformed()
	}
	return nil
}

// Size is what a command counts for against MaxPushBytes: its arguments and a fixed share for the rest, in bytes.
func (c Command) Size() int { return len(c.Args) + 256 }

// Check refuses an answer to a pull that cannot follow the cursor `from` (WI-3).
func (m PullReply) Check(from Cursor) error {
	if m.Gone != "" {
		switch m.Gone {
		case GoneTruncated, GoneEpoch, GoneDiverged, GoneSchema, GoneScope:
			return nil
		}
		return malformed()
	}
	if err := m.To.Check(); err != nil {
		return err
	}
	if m.To.Epoch != from.Epoch || m.To.Rev < from.Rev || m.LastSeq < 0 || (m.To.Rev == from.Rev && m.To.Hash != from.Hash) {
		return malformed()
	}
	return nil
}

func malformed() error { return desk.Errorf(desk.CodeInvalid, "wire.malformed") }

// isHash reports whether s is a SHA-256 in lower-case hex.
func isHash(s string) bool {
	if len(s) != 64 {
		return false
	}
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'a' || r > 'f') {
			return false
		}
	}
	return true
}
