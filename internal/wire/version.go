package wire

import "naryad/internal/desk"

// CheckHello says whether the authority can talk with the replica that sent m (WI-2). The refusal has code too_old and
// names the side that must be renewed: this computer's program or the server's.
func CheckHello(m Hello) error {
	if m.Protocol < MinProtocol || m.Schema < MinSchema {
		return desk.Errorf(desk.CodeTooOld, "wire.client_too_old")
	}
	if m.Protocol > Protocol || m.Schema > Schema {
		return desk.Errorf(desk.CodeTooOld, "wire.server_too_old")
	}
	return nil
}

// CheckHelloReply says whether this replica can talk with the authority that answered (WI-2).
func CheckHelloReply(m HelloReply) error {
	if m.Protocol > Protocol {
		return desk.Errorf(desk.CodeTooOld, "wire.client_too_old")
	}
	if m.Protocol < MinProtocol {
		return desk.Errorf(desk.CodeTooOld, "wire.server_too_old")
	}
	return checkSchema(m.Schema)
}

// CheckSnapshotHead says whether a snapshot's file can be read by this program (WI-2) and is described completely (WI-3).
func CheckSnapshotHead(m SnapshotHead) error {
	if err := checkSchema(m.Schema); err != nil {
		return err
	}
	if m.Workspace == "" || m.Size <= 0 || !isHash(m.SHA256) || m.LastSeq < 0 {
		return malformed()
	}
	return m.Cursor.Check()
}

func checkSchema(schema int) error {
	switch {
	case schema > Schema:
		return desk.Errorf(desk.CodeTooOld, "wire.client_too_old")
	case schema < MinSchema:
		return desk.Errorf(desk.CodeTooOld, "wire.server_too_old")
	}
	return nil
}
