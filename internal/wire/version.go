package wire

import "naryad/internal/desk"

// CheckHelloReply says whether this replica can talk with the authority that answered (WI-2). The refusal has code too_old and
// names the side that must be renewed: this computer's program or the server's. A newer schema is no reason: the
// authority says so itself once it has contracted what we know.
func CheckHelloReply(m HelloReply) error {
	switch {
	case m.Protocol > Protocol:
		return desk.Errorf(desk.CodeTooOld, "wire.client_too_old")
	case m.Protocol < MinProtocol || m.Schema < MinSchema:
		return desk.Errorf(desk.CodeTooOld, "wire.server_too_old")
	}
	return nil
}

// CheckSnapshotHead says whether a snapshot's file can be read by this program (WI-2) and is described completely (WI-3).
func CheckSnapshotHead(m SnapshotHead) error {
	switch {
	case m.Schema > Schema:
		return desk.Errorf(desk.CodeTooOld, "wire.client_too_old")
	case m.Schema < MinSchema:
		return desk.Errorf(desk.CodeTooOld, "wire.server_too_old")
	case m.Workspace == "" || m.Size <= 0 || !isHash(m.SHA256) || m.LastSeq < 0:
		return malformed()
	}
	return m.Cursor.Check()
}
