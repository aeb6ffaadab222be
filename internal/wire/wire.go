// Package wire holds the messages that a replica and the authority exchange, their versions and their strict codec.
// The meaning of each is in internal/workspace/DESIGN.md (the replica's side) and internal/server/DESIGN.md.
// All moments are Unix milliseconds in UTC, all hashes lower-case hex SHA-256.
package wire

import (
	"encoding/json"

	"naryad/internal/desk"
)

// Versions of the protocol that this program speaks, and of the replicated schema that it understands.
const (
	Protocol    = 1
	MinProtocol = 1
	Schema      = 2
	MinSchema   = 1
)

// Limits of one push; a larger batch is split by the replica and refused by the authority.
const (
	MaxPushCommands = 100
	MaxPushBytes    = 1 << 20
	MaxBody         = 4 << 20 // of any request, in bytes
	MaxFileChunk    = 1 << 20 // of one part of a file on its way to the authority, in bytes
	MaxAskFiles     = 500     // hashes in one question
)

// Cursor is a place in the authority's log. A restore renews the epoch; hash is the chain's value at rev.
type Cursor struct {
	Epoch string `json:"epoch"`
	Rev   int64  `json:"rev"`
	Hash  string `json:"hash"`
}

// Hello opens a conversation and says what the replica is and where it stands.
type Hello struct {
	Protocol  int    `json:"protocol"`
	Schema    int    `json:"schema"`
	Workspace string `json:"workspace"` // id of the workspace this replica is of; empty before its first snapshot
	ClientID  string `json:"clientId"`
	Cursor    Cursor `json:"cursor"`
	NextSeq   int64  `json:"nextSeq"`
}

// HelloReply says where the authority stands.
type HelloReply struct {
	Protocol  int          `json:"protocol"`
	Schema    int          `json:"schema"`
	Workspace string       `json:"workspace"`
	Name      string       `json:"name"` // of the workspace, for people
	Person    string       `json:"person"`
	Epoch     string       `json:"epoch"`
	Head      int64        `json:"head"`
	LastSeq   int64        `json:"lastSeq"` // of this client
	BackupRev int64        `json:"backupRev"`
	Now       desk.Instant `json:"now"`
	Scopes    []desk.Scope `json:"scopes"`
}

// Command is one command on its way to the authority.
type Command struct {
	Seq   int64           `json:"seq"`
	ID    desk.ID         `json:"id"`
	Group desk.ID         `json:"group,omitempty"`
	Name  string          `json:"name"`
	Ver   int             `json:"ver"`
	At    desk.Instant    `json:"at"`
	Args  json.RawMessage `json:"args"`
}

// Push carries commands in seq order without holes.
type Push struct {
	ClientID string    `json:"clientId"`
	Epoch    string    `json:"epoch"`
	Commands []Command `json:"commands"`
}

// PushReply answers a push. Fork: a seq is known under another cmd_id, so this replica is a copy.
// Gap: the first command's seq leaves a hole after LastSeq.
type PushReply struct {
	Results []Result `json:"results"`
	LastSeq int64    `json:"lastSeq"`
	Head    int64    `json:"head"`
	Fork    bool     `json:"fork,omitempty"`
	Gap     bool     `json:"gap,omitempty"`
}

// Status is what became of a command on the authority. All of them advance last_seq.
type Status string

const (
	Applied  Status = "applied"
	Noop     Status = "noop" // a duplicate cmd_id, or nothing to change
	Rejected Status = "rejected"
)

// Result is the authority's word on one command, made at rev.
type Result struct {
	Seq    int64       `json:"seq"`
	ID     desk.ID     `json:"id"`
	Status Status      `json:"status"`
	Error  *desk.Error `json:"error,omitempty"`
	Rev    int64       `json:"rev"`
}

// Pull asks for what has changed after a cursor.
type Pull struct {
	ClientID string `json:"clientId"`
	Schema   int    `json:"schema"`
	Cursor   Cursor `json:"cursor"`
	SinceSeq int64  `json:"sinceSeq"` // results above this seq are wanted
	Limit    int    `json:"limit"`    // of rows; a rev is never split, so one page may be larger
}

// Gone says why the log cannot bring a replica up to date: it must take a snapshot.
type Gone string

const (
	GoneTruncated Gone = "truncated" // the log no longer reaches back that far
	GoneEpoch     Gone = "epoch"     // the server was restored
	GoneDiverged  Gone = "diverged"  // the hash at that rev is another one
	GoneSchema    Gone = "schema"    // the schema has moved on
	GoneScope     Gone = "scope"     // the reader's rights have changed
)

// Change is one row as it stands after a rev: Cols is a JSON object of its columns, or null when it is deleted.
type Change struct {
	Table string          `json:"t"`
	Key   string          `json:"k"`
	Cols  json.RawMessage `json:"c,omitempty"`
}

// PullReply brings rows collapsed to their last state, as of To, together with this client's results up to To.
type PullReply struct {
	Gone    Gone         `json:"gone,omitempty"`
	To      Cursor       `json:"to"`
	Head    int64        `json:"head"`
	Changes []Change     `json:"changes"`
	Results []Result     `json:"results"`
	LastSeq int64        `json:"lastSeq"` // as of To: commands up to this seq are covered
	Now     desk.Instant `json:"now"`
}

// SnapshotHead is the first line of a snapshot; a zstd stream of a SQLite file follows it.
// SHA256 is of the uncompressed file, Size its bytes.
type SnapshotHead struct {
	Workspace string       `json:"workspace"`
	Name      string       `json:"name"`
	Cursor    Cursor       `json:"cursor"`
	Schema    int          `json:"schema"`
	Scopes    []desk.Scope `json:"scopes"`
	LastSeq   int64        `json:"lastSeq"`
	Results   []Result     `json:"results"`
	Size      int64        `json:"size"`
	SHA256    string       `json:"sha256"`
}

// Live is the only thing the live stream says: the log's head has moved. Losing one costs latency only.
type Live struct {
	Head int64 `json:"head"`
}

// Join redeems an invitation for a device token.
type Join struct {
	Code   string `json:"code"`
	Device string `json:"device"` // the computer's name, for the list of devices
}

// JoinReply is the only message that ever carries a device token.
type JoinReply struct {
	Token     string  `json:"token"`
	Workspace string  `json:"workspace"`
	Name      string  `json:"name"`
	Person    desk.ID `json:"person"`
}

// Failure is the body of every answer that is not 2xx.
type Failure struct {
	Error *desk.Error `json:"error"`
}

// AskFiles asks what the authority has of some files, by their SHA-256.
type AskFiles struct {
	Files []string `json:"files"`
}

// FileState says how much of a file has arrived: Stored is all of it. A file that no row names is not answered for.
type FileState struct {
	SHA256 string `json:"sha256"`
	Have   int64  `json:"have"`
	Stored bool   `json:"stored"`
}

// FilesReply answers AskFiles.
type FilesReply struct {
	Files []FileState `json:"files"`
}
