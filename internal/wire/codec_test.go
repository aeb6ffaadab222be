package wire_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"naryad/internal/desk"
	"naryad/internal/wire"
)

var update = flag.Bool("update", false, "write the golden files anew")

const (
	id1  = "01900000-0000-7000-8000-000000000001"
	id2  = "01900000-0000-7000-8000-000000000002"
	hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
)

var cursor = wire.Cursor{Epoch: id2, Rev: 41, Hash: hash}

// messages has one full example of every message: its golden file is what travels.
var messages = map[string]any{
	"hello": &wire.Hello{Protocol: 1, Schema: 1, Workspace: id2, ClientID: id1, Cursor: cursor, NextSeq: 8},
	"hello_reply": &wire.HelloReply{Protocol: 1, Schema: 1, Workspace: id2, Name: "ООО «Наряд»", Person: id1, Epoch: id2, Head: 43,
		LastSeq: 7, BackupRev: 12, Now: 1767225600000, Scopes: []desk.Scope{desk.ScopeAll, desk.ScopeMoney}},
	"push": &wire.Push{ClientID: id1, Epoch: id2, Commands: []wire.Command{
		{Seq: 8, ID: id1, Group: id2, Name: "ticket.accept", Ver: 1, At: 1767225600123, Args: json.RawMessage(`{"ticket":"<&>"}`)}}},
	"push_reply": &wire.PushReply{LastSeq: 8, Head: 44, Results: []wire.Result{
		{Seq: 7, ID: id1, Status: wire.Applied, Rev: 43},
		{Seq: 8, ID: id2, Status: wire.Rejected, Error: desk.Errorf(desk.CodeConflict, "ticket.taken", "name", "Анна"), Rev: 44}}},
	"push_reply_fork": &wire.PushReply{LastSeq: 8, Head: 44, Fork: true},
	"push_reply_gap":  &wire.PushReply{LastSeq: 3, Head: 44, Gap: true},
	"pull":            &wire.Pull{ClientID: id1, Schema: 1, Cursor: cursor, SinceSeq: 7, Limit: 1000},
	"pull_reply": &wire.PullReply{To: wire.Cursor{Epoch: id2, Rev: 44, Hash: hash}, Head: 44, LastSeq: 8, Now: 1767225600456,
		Changes: []wire.Change{{Table: "ticket", Key: id1, Cols: json.RawMessage(`{"id":"` + id1 + `","number":1}`)}, {Table: "plan_entry", Key: id2}},
		Results: []wire.Result{{Seq: 8, ID: id2, Status: wire.Noop, Rev: 44}}},
	"pull_reply_gone": &wire.PullReply{Gone: wire.GoneEpoch, Head: 3},
	"snapshot_head": &wire.SnapshotHead{Workspace: id2, Name: "ООО «Наряд»", Cursor: cursor, Schema: 1, Scopes: []desk.Scope{desk.ScopeAll},
		LastSeq: 7, Results: []wire.Result{{Seq: 7, ID: id1, Status: wire.Applied, Rev: 41}}, Size: 81920, SHA256: hash},
	"live":        &wire.Live{Head: 44},
	"join":        &wire.Join{Code: "k3q9", Device: "рабочий-ноутбук"},
	"join_reply":  &wire.JoinReply{Token: "secret", Workspace: id2, Name: "ООО «Наряд»", Person: id1},
	"ask_files":   &wire.AskFiles{Files: []string{hash}},
	"files_reply": &wire.FilesReply{Files: []wire.FileState{{SHA256: hash, Have: 1048576}, {SHA256: hash, Have: 5, Stored: true}}},
	"failure":     &wire.Failure{Error: desk.Errorf(desk.CodeSignedOut, "device.revoked")},
}

func fresh(v any) any { return reflect.New(reflect.TypeOf(v).Elem()).Interface() }

func encode(t testing.TB, v any) []byte {
	t.Helper()
	line, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return append(line, '\n')
}

func TestGolden(t *testing.T) {
	for name, m := range messages {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join("testdata", name+".json")
			got := encode(t, m)
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("wire form has changed:\n got %s\nwant %s", got, want)
			}
			back := fresh(m)
			if err := wire.Decode(bytes.NewReader(want), back); err != nil {
				t.Fatal(err)
			}
			if again := encode(t, back); !bytes.Equal(again, want) {
				t.Errorf("decoded and encoded again:\n got %s\nwant %s", again, want)
			}
		})
	}
}

func TestDecode(t *testing.T) {
	big := `{"head":1,"x":"` + strings.Repeat("a", wire.MaxBody) + `"}`
	for name, c := range map[string]struct {
		body string
		want error
	}{
		"WI-1 a plain message is read":                     {`{"head":7}`, nil},
		"WI-1 white space after the document is no data":   {"{\"head\":7}\n \n", nil},
		"WI-1 an unknown field is refused":                 {`{"head":7,"tail":1}`, &desk.Error{Code: desk.CodeInvalid, Key: "wire.malformed"}},
		"WI-1 a second document is refused":                {`{"head":7}{"head":8}`, &desk.Error{Code: desk.CodeInvalid, Key: "wire.malformed"}},
		"WI-1 garbage after the document is refused":       {`{"head":7}]`, &desk.Error{Code: desk.CodeInvalid, Key: "wire.malformed"}},
		"WI-1 a wrong type is refused":                     {`{"head":"7"}`, &desk.Error{Code: desk.CodeInvalid, Key: "wire.malformed"}},
		"WI-1 an empty body is refused":                    {``, &desk.Error{Code: desk.CodeInvalid, Key: "wire.malformed"}},
		"WI-1 a cut body is refused":                       {`{"head":`, &desk.Error{Code: desk.CodeInvalid, Key: "wire.malformed"}},
		"WI-1 a body over the limit is refused unparsed":   {big, &desk.Error{Code: desk.CodeTooLarge, Key: "wire.too_large"}},
		"WI-1 a number too large for its field is refused": {`{"head":1e40}`, &desk.Error{Code: desk.CodeInvalid, Key: "wire.malformed"}},
	} {
		t.Run(name, func(t *testing.T) {
			var m wire.Live
			err := wire.Decode(strings.NewReader(c.body), &m)
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if c.want == nil && m.Head != 7 {
				t.Errorf("head is %d", m.Head)
			}
		})
	}
	t.Run("WI-1 a broken connection is not the message's fault", func(t *testing.T) {
		err := wire.Decode(io.MultiReader(strings.NewReader(`{"he`), brokenReader{}), &wire.Live{})
		if !errors.Is(err, io.ErrClosedPipe) || desk.AsError(err) != nil {
			t.Errorf("got %v", err)
		}
	})
	t.Run("WI-1 a door's own limit is told as one", func(t *testing.T) {
		body := http.MaxBytesReader(nil, io.NopCloser(strings.NewReader(`{"head":7}`)), 4)
		if err := wire.Decode(body, &wire.Live{}); !errors.Is(err, &desk.Error{Code: desk.CodeTooLarge, Key: "wire.too_large"}) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("WI-1 what a newer authority adds to an answer is passed over", func(t *testing.T) {
		var m wire.Live
		if err := wire.DecodeReply(strings.NewReader(`{"head":7,"later":true}`), &m); err != nil || m.Head != 7 {
			t.Errorf("got %+v, %v", m, err)
		}
	})
	t.Run("WI-1 an answer may be larger than a request", func(t *testing.T) {
		m := &wire.PullReply{To: cursor, Changes: []wire.Change{{Table: "message", Key: id1, Cols: json.RawMessage(`"` + strings.Repeat("a", wire.MaxBody) + `"`)}}}
		body := encode(t, m)
		if err := wire.Decode(bytes.NewReader(body), &wire.PullReply{}); !errors.Is(err, &desk.Error{Code: desk.CodeTooLarge, Key: "wire.too_large"}) {
			t.Errorf("as a request: %v", err)
		}
		if err := wire.DecodeReply(bytes.NewReader(body), &wire.PullReply{}); err != nil {
			t.Errorf("as an answer: %v", err)
		}
	})
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestVersions(t *testing.T) {
	tooOld := &desk.Error{Code: desk.CodeTooOld, Key: "wire.client_too_old"}
	serverOld := &desk.Error{Code: desk.CodeTooOld, Key: "wire.server_too_old"}
	for name, c := range map[string]struct {
		got  error
		want error
	}{
		"WI-2 the same answer is accepted":                   {wire.CheckHelloReply(wire.HelloReply{Protocol: wire.Protocol, Schema: wire.Schema}), nil},
		"WI-2 an answer of a newer server is refused":        {wire.CheckHelloReply(wire.HelloReply{Protocol: wire.Protocol + 1, Schema: wire.Schema}), tooOld},
		"WI-2 an answer of an older server is refused":       {wire.CheckHelloReply(wire.HelloReply{Protocol: wire.MinProtocol - 1, Schema: wire.Schema}), serverOld},
		"WI-2 an answer with a newer schema is accepted":     {wire.CheckHelloReply(wire.HelloReply{Protocol: wire.Protocol, Schema: wire.Schema + 1}), nil},
		"WI-2 an answer with an older schema is refused":     {wire.CheckHelloReply(wire.HelloReply{Protocol: wire.Protocol, Schema: wire.MinSchema - 1}), serverOld},
		"WI-2 a snapshot with a newer schema is refused":     {wire.CheckSnapshotHead(wire.SnapshotHead{Schema: wire.Schema + 1}), tooOld},
		"WI-3 a snapshot's full head is accepted":            {wire.CheckSnapshotHead(*messages["snapshot_head"].(*wire.SnapshotHead)), nil},
		"WI-3 a snapshot's head without a hash is malformed": {wire.CheckSnapshotHead(wire.SnapshotHead{Schema: wire.Schema, Workspace: id1, Size: 1, Cursor: cursor}), malformed},
	} {
		t.Run(name, func(t *testing.T) {
			if !errors.Is(c.got, c.want) {
				t.Errorf("got %v, want %v", c.got, c.want)
			}
		})
	}
}

var malformed = &desk.Error{Code: desk.CodeInvalid, Key: "wire.malformed"}

func TestCheck(t *testing.T) {
	at := func(rev int64, hash string) wire.PullReply {
		return wire.PullReply{To: wire.Cursor{Epoch: id2, Rev: rev, Hash: hash}}
	}
	other := strings.Repeat("0", 64)
	for name, c := range map[string]struct{ got, want error }{
		"WI-3 an answer that goes on":         {at(42, hash).Check(cursor), nil},
		"WI-3 an answer that stays":           {at(41, hash).Check(cursor), nil},
		"WI-3 an answer that goes back":       {at(40, hash).Check(cursor), malformed},
		"WI-3 the same rev with another hash": {at(41, other).Check(cursor), malformed},
		"WI-3 an answer of another epoch":     {wire.PullReply{To: wire.Cursor{Epoch: id1, Rev: 42, Hash: hash}}.Check(cursor), malformed},
		"WI-3 gone for a known reason":        {wire.PullReply{Gone: wire.GoneTruncated}.Check(cursor), nil},
		"WI-3 gone for an unknown reason":     {wire.PullReply{Gone: "fishing"}.Check(cursor), malformed},
		"WI-3 an upper-case hash":             {wire.Cursor{Epoch: id1, Hash: strings.ToUpper(hash)}.Check(), malformed},
	} {
		t.Run(name, func(t *testing.T) {
			if !errors.Is(c.got, c.want) {
				t.Errorf("got %v, want %v", c.got, c.want)
			}
		})
	}
}

// FuzzDecode throws bytes at every message: decoding never panics, and what is accepted survives a second round.
func FuzzDecode(f *testing.F) {
	for _, m := range messages {
		f.Add(encode(f, m))
	}
	f.Add([]byte(`{"head":1}{}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for name, m := range messages {
			v := fresh(m)
			if err := wire.Decode(bytes.NewReader(body), v); err != nil {
				if desk.AsError(err) == nil {
					t.Fatalf("%s: not an error for people: %v", name, err)
				}
				continue
			}
			check(v)
			first := encode(t, v)
			again := fresh(m)
			if err := wire.Decode(bytes.NewReader(first), again); err != nil {
				t.Fatalf("%s: cannot read what was written: %v\n%s", name, err, first)
			}
			if second := encode(t, again); !bytes.Equal(first, second) {
				t.Fatalf("%s: changed on the way:\n%s%s", name, first, second)
			}
		}
	})
}

// check calls what a door calls next; none of it may panic.
func check(v any) {
	switch m := v.(type) {
	case *wire.HelloReply:
		_ = wire.CheckHelloReply(*m)
	case *wire.PullReply:
		_ = m.Check(cursor)
	case *wire.SnapshotHead:
		_ = wire.CheckSnapshotHead(*m)
	}
}
