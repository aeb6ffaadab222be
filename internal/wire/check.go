package wire

import (
	"naryad/internal/desk"
)

// The Check methods look at one message by itself (WI-3): that it is complete, within the limits and in order.
// They refuse with a *desk.Error; whether it fits the state of either side is for that side to say.

// Check refuses a cursor that no authority can have given.
func (c Cursor) Check() error {
	if c.Epoch == "" || c.Rev < 0 || (c.Hash != "" && !isHash(c.Hash)) {
		return malformed()
	}
	return nil
}

// Check refuses a hello without a client or with a half-filled cursor. A replica before its first snapshot has none.
func (m Hello) Check() error {
	if !desk.ValidID(m.ClientID) || m.NextSeq < 1 {
		return malformed()
	}
	if m.Cursor == (Cursor{}) {
		return nil
	}
	return m.Cursor.Check()
}

// Check refuses a push that is empty, over MaxPushCommands or MaxPushBytes, or whose seqs are not one after another.
func (m Push) Check() error {
	if !desk.ValidID(m.ClientID) || m.Epoch == "" || len(m.Commands) == 0 {
		return malformed()
	}
	if len(m.Commands) > MaxPushCommands {
		return desk.Errorf(desk.CodeTooLarge, "wire.push_too_large", "limit", MaxPushCommands)
	}
	size := 0
	for i, c := range m.Commands {
		if c.Seq != m.Commands[0].Seq+int64(i) || c.Seq < 1 || !desk.ValidID(c.ID) || c.Name == "" || c.Ver < 1 {
			return malformed()
		}
		if c.Group != "" && !desk.ValidID(c.Group) {
			return malformed()
		}
		if len(c.Args) > desk.MaxArgs {
			return desk.Errorf(desk.CodeTooLarge, "command.too_large", "bytes", len(c.Args), "limit", desk.MaxArgs)
		}
		size += c.Size()
	}
	if size > MaxPushBytes {
		return desk.Errorf(desk.CodeTooLarge, "wire.push_too_large", "limit", MaxPushCommands)
	}
	return nil
}

// Size is what a command counts for against MaxPushBytes: its arguments and a fixed share for the rest, in bytes.
func (c Command) Size() int { return len(c.Args) + 256 }

// Check refuses a pull without a client, a cursor or a sensible limit.
func (m Pull) Check() error {
	if !desk.ValidID(m.ClientID) || m.Limit < 1 || m.SinceSeq < 0 {
		return malformed()
	}
	return m.Cursor.Check()
}

// Check refuses an answer to a pull that cannot follow the cursor `from`.
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

// Check refuses a join without a code or with a device name that is empty or over 200 bytes.
func (m Join) Check() error {
	if m.Code == "" || m.Device == "" || len(m.Device) > 200 || len(m.Code) > 200 {
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
