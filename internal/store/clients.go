package store

import (
	"encoding/json"

	"naryad/internal/desk"
)

// ClientRow is a replica as the authority knows it.
type ClientRow struct {
	ClientID  string
	Person    desk.ID
	LastSeq   int64 // commands up to this one have results
	LastCmdID desk.ID
	Schema    int
	SeenAt    desk.Instant
}

// ClientSeq is how far a client has come with a batch.
type ClientSeq struct {
	ClientID  string
	LastSeq   int64
	LastCmdID desk.ID
}

// ResultRow is the authority's word on one command, made at Rev. Status is a wire.Status.
type ResultRow struct {
	ClientID string
	Seq      int64
	CmdID    desk.ID
	Status   string
	Error    *desk.Error
	Rev      int64
}

// DeadRow is a command that made Apply panic or fail, kept for developers.
type DeadRow struct {
	ClientID string
	Seq      int64
	CmdID    desk.ID
	Name     string
	Ver      int
	Args     json.RawMessage
	At       desk.Instant
	Fault    string
}

// ClientSeq returns a client by its id.
func (r *Reader) ClientSeq(clientID string) (ClientRow, bool, error) {
	c := ClientRow{ClientID: clientID}
	found, err := r.c.row("SELECT person, last_seq, last_cmd_id, schema, seen_at FROM clients WHERE client_id = ?", []any{clientID},
		&c.Person, &c.LastSeq, &c.LastCmdID, &c.Schema, &c.SeenAt)
	return c, found, translate("read a client", err)
}

// PutClient writes a client's person, schema and moment. last_seq and last_cmd_id move by AppendBatch alone.
func (tx *Tx) PutClient(c ClientRow) error {
	return tx.exec("write a client", `INSERT INTO clients (client_id, person, last_seq, last_cmd_id, schema, seen_at) VALUES (?1, ?2, 0, '', ?3, ?4)
		ON CONFLICT (client_id) DO UPDATE SET person = ?2, schema = ?3, seen_at = ?4`, c.ClientID, c.Person, c.Schema, c.SeenAt)
}

const resultColumns = "client_id, seq, cmd_id, status, error, rev"

func (tx *Tx) addResult(r ResultRow) error {
	text, err := errorText(r.Error)
	if err != nil {
		return err
	}
	return tx.exec("write a result", "INSERT INTO results ("+resultColumns+") VALUES (?, ?, ?, ?, ?, ?)",
		r.ClientID, r.Seq, r.CmdID, r.Status, text, r.Rev)
}

// Result returns the result of a client's command.
func (r *Reader) Result(clientID string, seq int64) (ResultRow, bool, error) {
	return one(r.results("WHERE client_id = ? AND seq = ?", clientID, seq))
}

// ResultByCmd returns the first result of a command by its cmd_id, of whichever client: a known one is a duplicate.
func (r *Reader) ResultByCmd(cmdID desk.ID) (ResultRow, bool, error) {
	return one(r.results("WHERE cmd_id = ? ORDER BY rev, client_id, seq LIMIT 1", cmdID))
}

// ResultsSince returns a client's results above a seq, made at upToRev or before, in seq order.
func (r *Reader) ResultsSince(clientID string, sinceSeq, upToRev int64) ([]ResultRow, error) {
	return r.results("WHERE client_id = ? AND seq > ? AND rev <= ? ORDER BY seq", clientID, sinceSeq, upToRev)
}

// LastSeqAt returns a client's last_seq as of a rev.
func (r *Reader) LastSeqAt(clientID string, rev int64) (int64, error) {
	var seq int64
	_, err := r.c.row("SELECT seq FROM results WHERE client_id = ? AND rev <= ? ORDER BY seq DESC LIMIT 1", []any{clientID, rev}, &seq)
	return seq, translate("read last seq", err)
}

func (r *Reader) results(where string, args ...any) (out []ResultRow, err error) {
	err = r.each("SELECT "+resultColumns+" FROM results "+where, func(scan scan) error {
		var row ResultRow
		var text string
		if err := scan(&row.ClientID, &row.Seq, &row.CmdID, &row.Status, &text, &row.Rev); err != nil {
			return err
		}
		row.Error, err = textError(text)
		out = append(out, row)
		return err
	}, args...)
	return out, err
}

// one takes the only row of a list.
func one[T any](rows []T, err error) (T, bool, error) {
	var zero T
	if err != nil || len(rows) == 0 {
		return zero, false, err
	}
	return rows[0], true, nil
}

// errorText stores an error; "" is none.
func errorText(e *desk.Error) (string, error) {
	if e == nil {
		return "", nil
	}
	b, err := json.Marshal(e)
	return string(b), err
}

func textError(text string) (*desk.Error, error) {
	if text == "" {
		return nil, nil
	}
	e := &desk.Error{}
	return e, json.Unmarshal([]byte(text), e)
}

// AddDead keeps a command that nobody can apply.
func (tx *Tx) AddDead(d DeadRow) error {
	return tx.exec("write a dead letter", "INSERT INTO dead (client_id, seq, cmd_id, name, ver, args, at, fault) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		d.ClientID, d.Seq, d.CmdID, d.Name, d.Ver, string(d.Args), d.At, d.Fault)
}

// Dead returns every dead letter, oldest first.
func (r *Reader) Dead() (out []DeadRow, err error) {
	err = r.each("SELECT client_id, seq, cmd_id, name, ver, args, at, fault FROM dead ORDER BY at, client_id, seq", func(scan scan) error {
		var d DeadRow
		var args string
		err := scan(&d.ClientID, &d.Seq, &d.CmdID, &d.Name, &d.Ver, &args, &d.At, &d.Fault)
		d.Args = json.RawMessage(args)
		out = append(out, d)
		return err
	})
	return out, err
}
