package store

import (
	"encoding/json"
	"fmt"

	"naryad/internal/desk"
)

// State is where a command of the outbox stands.
type State string

const (
	Pending  State = "pending"  // not told to the authority
	Sent     State = "sent"     // told; not yet seen in a pull
	Rejected State = "rejected" // refused here by a replay or there by the authority
)

// OutboxRow is a command of this replica that no pull has covered yet, or one that was refused.
type OutboxRow struct {
	Seq      int64
	CmdID    desk.ID
	GroupID  desk.ID
	Name     string
	Ver      int
	Args     json.RawMessage
	At       desk.Instant
	BaseRev  int64 // the cursor's rev when it was given
	State    State
	Error    *desk.Error
	TicketID desk.ID // what it is about; Enqueue finds it when it is left empty
}

const outboxColumns = "seq, cmd_id, group_id, name, ver, args, at, base_rev, state, error, ticket_id"

func (o OutboxRow) values() ([]any, error) {
	text, err := errorText(o.Error)
	return []any{o.Seq, o.CmdID, o.GroupID, o.Name, o.Ver, string(o.Args), o.At, o.BaseRev, o.State, text, o.TicketID}, err
}

// Enqueue adds a command. An empty TicketID is filled with the ticket of the first row of a ticket that the transaction has
// written since ResetChanged.
func (tx *Tx) Enqueue(o OutboxRow) error {
	if o.TicketID == "" {
		var err error
		if o.TicketID, err = tx.touchedTicket(); err != nil {
			return err
		}
	}
	values, err := o.values()
	if err != nil {
		return err
	}
	return tx.exec("enqueue a command", "INSERT INTO outbox ("+outboxColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values...)
}

// touchedTicket is the ticket of the first row written that belongs to one.
func (tx *Tx) touchedTicket() (desk.ID, error) {
	for _, k := range tx.touched {
		row := codecs[k.table].table.New()
		if _, ok := row.(desk.OfTicket); !ok {
			continue
		}
		rows, err := tx.rows(codecs[k.table], codecs[k.table].get, k.id)
		if err != nil {
			return "", err
		}
		if len(rows) == 0 {
			continue
		}
		if id := rows[0].(desk.OfTicket).Ticket(); id != "" {
			return id, nil
		}
	}
	return "", nil
}

// Outbox returns up to limit commands above a seq, in seq order; limit 0 returns all.
func (r *Reader) Outbox(after int64, limit int) ([]OutboxRow, error) {
	if limit <= 0 {
		limit = -1
	}
	return r.outbox("outbox WHERE seq > ? ORDER BY seq LIMIT ?", after, limit)
}

// OutboxCount is the number of commands that no pull has covered.
func (r *Reader) OutboxCount() (int, error) {
	var n int
	_, err := r.c.row("SELECT count(*) FROM outbox", nil, &n)
	return n, translate("count the outbox", err)
}

// OutboxByCmd returns a command of the outbox by its id.
func (r *Reader) OutboxByCmd(cmdID desk.ID) (OutboxRow, bool, error) {
	return one(r.outbox("outbox WHERE cmd_id = ?", cmdID))
}

// Rejected returns the refused commands that nobody has dismissed, oldest first.
func (r *Reader) Rejected() ([]OutboxRow, error) {
	return r.outbox("rejected ORDER BY at, seq, cmd_id")
}

// RejectedByCmd returns a refused command by its id.
func (r *Reader) RejectedByCmd(cmdID desk.ID) (OutboxRow, bool, error) {
	return one(r.outbox("rejected WHERE cmd_id = ?", cmdID))
}

func (r *Reader) outbox(from string, args ...any) (out []OutboxRow, err error) {
	err = r.each("SELECT "+outboxColumns+" FROM "+from, func(scan scan) error {
		var o OutboxRow
		var args, text string
		if err := scan(&o.Seq, &o.CmdID, &o.GroupID, &o.Name, &o.Ver, &args, &o.At, &o.BaseRev, &o.State, &text, &o.TicketID); err != nil {
			return err
		}
		o.Args = json.RawMessage(args)
		o.Error, err = textError(text)
		out = append(out, o)
		return err
	}, args...)
	return out, err
}

// SetState marks a command of the outbox; err is the reason when it is Rejected.
func (tx *Tx) SetState(seq int64, s State, reason *desk.Error) error {
	text, err := errorText(reason)
	if err != nil {
		return err
	}
	return tx.exec("mark a command", "UPDATE outbox SET state = ?, error = ? WHERE seq = ?", s, text, seq)
}

// DropOutbox removes the commands that a pull has covered: those up to a seq.
func (tx *Tx) DropOutbox(upToSeq int64) error {
	return tx.exec("drop covered commands", "DELETE FROM outbox WHERE seq <= ?", upToSeq)
}

// Renumber gives this replica another client id and numbers what is pending from `from`, in order: it is a copy of another
// replica. cmd_ids stay, so that the authority recognises what it knows already.
func (tx *Tx) Renumber(newClientID string, from int64) error {
	s, err := tx.SyncState()
	if err != nil {
		return err
	}
	pending, err := tx.Outbox(0, 0)
	if err != nil {
		return err
	}
	if err := tx.exec("renumber", "DELETE FROM outbox"); err != nil {
		return err
	}
	for i, o := range pending {
		o.Seq = from + int64(i)
		if o.State == Sent {
			o.State = Pending
		}
		values, err := o.values()
		if err != nil {
			return err
		}
		if err := tx.exec("renumber", "INSERT INTO outbox ("+outboxColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values...); err != nil {
			return err
		}
	}
	s.ClientID, s.NextSeq = newClientID, from+int64(len(pending))
	return tx.SetSyncState(s)
}

// KeepRejected keeps a refused command with what was typed, until it is dismissed (STO-11).
func (tx *Tx) KeepRejected(o OutboxRow) error {
	if o.Error == nil {
		return fmt.Errorf("store: a refused command without a reason")
	}
	o.State = Rejected
	values, err := o.values()
	if err != nil {
		return err
	}
	return tx.exec("keep a refused command", "INSERT INTO rejected ("+outboxColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"+
		" ON CONFLICT (cmd_id) DO UPDATE SET seq = excluded.seq, error = excluded.error", values...)
}

// DismissRejected forgets a refused command.
func (tx *Tx) DismissRejected(cmdID desk.ID) error {
	return tx.exec("dismiss a refused command", "DELETE FROM rejected WHERE cmd_id = ?", cmdID)
}
