package desk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/google/uuid"
)

// MaxArgs is the largest size of a command's JSON arguments in bytes; longer text is a blob.
const MaxArgs = 256 << 10

// Command is one action of a person: a small struct with JSON arguments. Apply reads and writes rows and is
// deterministic: no clock, no randomness, no I/O. It returns an *Error to refuse; any other error is a fault.
type Command interface {
	Spec() *Spec
	Apply(tx Tx, env Env) error
}

// Undoable is implemented by commands that can be taken back. Inverse is called before Apply, on the same Tx, and
// returns the command that restores what Apply is about to change, or nil when this one cannot be undone.
type Undoable interface {
	Inverse(tx Tx, env Env) (Command, error)
}

// Spec registers a verb: its wire name, its version and who may give it.
type Spec struct {
	Name    string
	Version int
	New     func() Command
	May     []Role // any one of them suffices; empty: every active person (PR-1, PR-3)
	System  bool   // system actors may give it too
	Only    Side   // where it may be given
	Group   string // names the noun it is listed under
}

// Side restricts where a command may be given.
type Side string

const (
	AnySide       Side = ""          // on every replica, offline included
	AuthoritySide Side = "authority" // only by the authority's own actors
)

var registry = map[string]map[int]*Spec{}

// register is called by the per-noun registry files while the package is initialised.
func register(s *Spec) *Spec {
	versions := registry[s.Name]
	if versions == nil {
		versions = map[int]*Spec{}
		registry[s.Name] = versions
	}
	if versions[s.Version] != nil {
		panic("desk: verb registered twice: " + s.Name)
	}
	versions[s.Version] = s
	return s
}

// Registered returns every verb, ordered by name and version.
func Registered() []*Spec {
	var all []*Spec
	for _, versions := range registry {
		for _, s := range versions {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b *Spec) int {
		if a.Name != b.Name {
			if a.Name < b.Name {
				return -1
			}
			return 1
		}
		return a.Version - b.Version
	})
	return all
}

// Decode builds the command name/version from its JSON arguments. Unknown verbs, unknown fields, trailing data
// and arguments over MaxArgs are refused.
func Decode(name string, version int, args json.RawMessage) (Command, error) {
	versions := registry[name]
	if versions == nil || versions[version] == nil {
		return nil, Errorf(CodeTooOld, "command.unknown", "verb", name, "version", version)
	}
	if len(args) > MaxArgs {
		return nil, Errorf(CodeTooLarge, "command.too_large", "argsBytes", len(args), "limitBytes", MaxArgs)
	}
	cmd := versions[version].New()
	dec := json.NewDecoder(bytes.NewReader(args))
	dec.DisallowUnknownFields()
	if err := dec.Decode(cmd); err != nil {
		return nil, Errorf(CodeInvalid, "command.malformed", "verb", name)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, Errorf(CodeInvalid, "command.malformed", "verb", name)
	}
	return cmd, nil
}

// Encode returns a command's name, version and JSON arguments.
func Encode(cmd Command) (name string, version int, args json.RawMessage, err error) {
	args, err = json.Marshal(cmd)
	if err != nil {
		return "", 0, nil, fmt.Errorf("encode %s: %w", cmd.Spec().Name, err)
	}
	if len(args) > MaxArgs {
		return "", 0, nil, Errorf(CodeTooLarge, "command.too_large", "argsBytes", len(args), "limitBytes", MaxArgs)
	}
	return cmd.Spec().Name, cmd.Spec().Version, args, nil
}

// Env is what Apply may know of the world.
type Env struct {
	CmdID     ID
	Actor     Actor
	At        Instant // the moment of the action; it dates facts and never orders commands
	Authority bool    // whether the authority runs it
}

// Actor is who gives a command, with the roles held at the moment it runs (PR-3).
type Actor struct {
	ID     ID // a person's id, or the name of a system actor
	Roles  []Role
	Source Source
	System bool
}

// Has says whether the actor holds one of the roles.
func (a Actor) Has(roles ...Role) bool {
	for _, r := range roles {
		if slices.Contains(a.Roles, r) {
			return true
		}
	}
	return false
}

// DerivedID is the n-th id that this command's Apply makes: uuid5(cmd_id, n). Numbers from 1000 up belong to Run.
func (e Env) DerivedID(n int) ID {
	space, err := uuid.Parse(e.CmdID)
	if err != nil {
		space = uuid.NewSHA1(uuid.Nil, []byte(e.CmdID))
	}
	return uuid.NewSHA1(space, []byte(strconv.Itoa(n))).String()
}

// ValidID reports whether id is a UUID in its canonical lower-case form.
func ValidID(id ID) bool {
	u, err := uuid.Parse(id)
	return err == nil && u.String() == id && u != uuid.Nil
}
