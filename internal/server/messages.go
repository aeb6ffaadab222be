package server

import (
	"naryad/internal/desk"
	"naryad/internal/wire"
)

// The checks here look at one message by itself (SV-D3): what no replica of ours sends is refused before the
// database is touched.

func malformed() error { return desk.Errorf(desk.CodeInvalid, "wire.malformed") }

// checkVersions refuses a replica that is older than this server supports (SV-H2). A newer one is welcome: it knows
// every column that this server has, and reads the reply's versions itself.
func checkVersions(protocol, schema int) error {
	if protocol < wire.MinProtocol || schema < wire.MinSchema {
		return desk.Errorf(desk.CodeTooOld, "wire.client_too_old")
	}
	return nil
}

func checkHello(m wire.Hello) error {
	if err := checkVersions(m.Protocol, m.Schema); err != nil {
		return err
	}
	if !desk.ValidID(m.ClientID) || m.NextSeq < 1 || m.Cursor.Rev < 0 {
		return malformed()
	}
	return nil
}

// maxName bounds a verb's name in bytes.
const maxName = 100

func checkPush(m wire.Push) error {
	if !desk.ValidID(m.ClientID) || m.Epoch == "" || len(m.Commands) == 0 {
		return malformed()
	}
	tooLarge := desk.Errorf(desk.CodeTooLarge, "wire.push_too_large", "limit", wire.MaxPushCommands)
	if len(m.Commands) > wire.MaxPushCommands {
		return tooLarge
	}
	size := 0
	for i, c := range m.Commands {
		if c.Seq < 1 || c.Seq != m.Commands[0].Seq+int64(i) || !desk.ValidID(c.ID) || c.Name == "" || len(c.Name) > maxName ||
			(c.Group != "" && !desk.ValidID(c.Group)) {
			return malformed()
		}
		size += c.Size()
	}
	if size > wire.MaxPushBytes && len(m.Commands) > 1 { // one alone over its own limit is that command's refusal
		return tooLarge
	}
	return nil
}

func checkPull(m wire.Pull) error {
	if err := checkVersions(wire.Protocol, m.Schema); err != nil {
		return err
	}
	if !desk.ValidID(m.ClientID) || m.Cursor.Rev < 0 || m.SinceSeq < 0 || m.Limit < 1 {
		return malformed()
	}
	return nil
}
