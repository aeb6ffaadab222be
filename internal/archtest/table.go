package archtest

// Module is the import path of the house.
const Module = "naryad"

// anything in a row's May lets a package import all of ours.
const anything = "*"

// Row says what of ours a package may import, and why. Names are paths inside the module; "." is the program itself.
type Row struct {
	Package string
	May     []string
	// InTests is what its test files may import besides. They may import the test helpers of whatever they may import (X/Xtest).
	InTests []string
	Why     string
}

// Table is the import table of the house. A package without a row is an error: whoever adds one decides here what it may know.
var Table = []Row{
	{Package: ".", May: []string{anything}, Why: "flags and wiring"},

	// store only for what a replica's Reader takes and gives; Narrows keeps the rest of it out.
	{Package: "app", May: []string{"internal/desk", "internal/plan", "internal/workspace", "internal/i18n", "internal/clock", "internal/config", "internal/blob", "internal/control", "internal/store"},
		InTests: []string{"internal/server"}, // views are proved on the replica of a real authority
		Why:     "the window is a view of a replica: it never sees SQL, the network or the authority"},
	{Package: "app/window", May: transport, Why: "the toolkit around the bound methods"},
	{Package: "app/window/bindgen", May: []string{"app"}, Why: "the toolkit's generator over the bound methods"},
	{Package: "app/browser", May: transport, Why: "HTTP around the same bound methods"},
	{Package: "app/tray", May: []string{"app", "internal/i18n"}, Why: "shows what app tells it"},
	{Package: "app/presence", Why: "asks the system, knows no tickets"},
	{Package: "app/notify", May: []string{"internal/i18n"}, Why: "shows sentences, knows no tickets"},
	{Package: "app/hotkey", Why: "asks the system, knows no tickets"},

	{Package: "internal/clock", Why: "leaf"},
	{Package: "internal/i18n", Why: "leaf"},
	{Package: "internal/text", Why: "leaf"},
	{Package: "internal/config", Why: "leaf"},
	{Package: "internal/blob", Why: "leaf"},
	{Package: "internal/plan", Why: "pure, knows no nouns"},
	{Package: "internal/control", Why: "a channel between processes, whatever they say"},

	{Package: "internal/desk", May: []string{"internal/plan", "internal/text"},
		InTests: []string{"internal/store", "internal/clock"}, // rules are proved on a real database
		Why:     "the rules are the same in the replica and in the authority, so they can know neither"},
	{Package: "internal/desk/desktest", May: []string{"internal/desk"}, Why: "what every desk.Tx must do, run by whoever has one"},
	{Package: "internal/billing", May: []string{"internal/desk"}, Why: "pure"},
	{Package: "internal/mail", May: []string{"internal/desk", "internal/text"}, Why: "pure: bytes in, parts out"},
	{Package: "internal/wire", May: []string{"internal/desk"}, Why: "messages, no transport"},

	{Package: "internal/store", May: []string{"internal/desk", "internal/clock", "internal/text"}, Why: "one database under both sides, so it knows neither"},
	{Package: "internal/store/storetest", May: []string{"internal/store"}, Why: "databases for tests, checked when the test ends"},
	{Package: "internal/workspace", May: sides, Why: "the replica; the authority is a Remote to it"},
	{Package: "internal/server", May: sides,
		InTests: []string{"internal/remote"}, // its doors are proved by the client that they are for
		Why:     "the authority; it knows replicas by their messages only"},
	{Package: "internal/remote", May: []string{"internal/wire", "internal/clock", "internal/desk"},
		InTests: []string{"internal/server", "internal/store"}, // it is proved against the server that it is for
		Why:     "HTTP between the two sides; desk only for the error that people read"},
	{Package: "internal/intake", May: []string{"internal/desk", "internal/mail", "internal/clock", "internal/blob", "internal/i18n"},
		Why: "every message becomes a command, given to whoever executes commands"},
	{Package: "internal/portal", May: []string{"internal/desk", "internal/server", "internal/i18n"}, Why: "the clients' door of the authority"},

	{Package: "internal/cli", May: []string{anything}, Why: "wiring"},
	{Package: "internal/simtest", May: []string{anything}, Why: "both sides in one process is its purpose"},
	{Package: "internal/archtest", Why: "it reads source, it runs nothing"},
	{Package: "internal/tools/mutants", Why: "it reads source and runs the go tool"},
}

// Narrow keeps some names of a package out of another that may import it otherwise.
type Narrow struct {
	Package, Of string
	Not         []string
	Why         string
}

// Narrows are the imports that are allowed for a part.
var Narrows = []Narrow{
	{"app", "internal/store", []string{"Open", "DB", "Tx", "Options", "Side", "Replica", "Authority"}, "app reads through the workspace, which alone opens a replica and writes to it"},
}

// sides is what the two sides share.
var sides = []string{"internal/desk", "internal/plan", "internal/store", "internal/wire", "internal/blob", "internal/clock", "internal/text", "internal/i18n"}

// transport is what a way to show the desk needs: the bound methods, and desk for its error only.
var transport = []string{"app", "internal/desk", "internal/i18n", "internal/config", "internal/control", "internal/clock"}

// Apart lists pairs of which the first must not reach the second by any way, however many imports long.
var Apart = [][2]string{
	{"internal/workspace", "internal/server"},
	{"internal/server", "internal/workspace"},
	{"internal/desk", "internal/store"},
	{"app", "internal/server"},
}

// Outside says who alone may import a package that is not ours (the path or anything below it).
type Outside struct {
	Path string
	Only []string
	Why  string
}

// Outsides are the walls around other people's packages.
var Outsides = []Outside{
	{"database/sql", []string{"internal/store"}, "SQL has one home"},
	{"modernc.org/sqlite", []string{"internal/store"}, "SQL has one home"},
	{"github.com/mattn/go-sqlite3", nil, "the headless program is built without cgo"},
	{"github.com/wailsapp/wails/v2", []string{".", "app/window", "app/window/bindgen"}, "the window is one of two ways to show the same desk"},
	{"fyne.io/systray", []string{"app/tray"}, "behind one interface"},
	{"github.com/emersion/go-imap", []string{"internal/intake"}, "mail has one door"},
	{"github.com/emersion/go-smtp", []string{"internal/intake"}, "mail has one door"},
	{"net/smtp", []string{"internal/intake"}, "mail has one door"},
	{"github.com/spf13/cobra", []string{".", "internal/cli"}, "subcommands are wiring"},
	{"math/rand", []string{"internal/clock"}, "randomness is injected"},
	{"crypto/rand", []string{"internal/clock"}, "randomness is injected"},
}

// Pure packages do no input or output.
var Pure = []string{"internal/desk", "internal/plan", "internal/mail", "internal/billing", "internal/text"}

// notPure is what a pure package may not import.
var notPure = []string{"os", "net", "net/http", "syscall", "io/ioutil", "log", "log/slog", "database/sql", "runtime", "unsafe", "golang.org/x/sys"}

// outsideOfTime is what only the clock package may say: a name of a package that reads the time or draws randomness.
var outsideOfTime = map[string][]string{
	"time":                   {"Now", "Since", "Until"},
	"github.com/google/uuid": {"New", "NewString", "NewRandom", "NewUUID", "NewV6", "NewV7", "NewDCEGroup", "NewDCEPerson", "NewDCESecurity"},
}

// seeded is what a test may take from math/rand: generators that are given their seed. The package's own functions are not.
var seeded = map[string]bool{"New": true, "NewSource": true, "NewPCG": true, "NewChaCha8": true, "NewZipf": true, "Rand": true, "Source": true, "PCG": true, "ChaCha8": true, "Zipf": true}

// banned are package names that say nothing of what is inside, so that everything ends there.
var banned = map[string]bool{"sync": true, "util": true, "utils": true, "common": true, "models": true, "types": true, "helpers": true}

// Top is what may stand in the module's first folder.
var Top = map[string]bool{
	"main.go": true, "wails.json": true, "build": true, "app": true, "frontend": true, "internal": true,
	"go.mod": true, "go.sum": true, "README.md": true, "LICENSE": true, "CHANGELOG.md": true, "Makefile": true,
	".ci": true, ".golangci.yml": true, ".editorconfig": true, ".gitignore": true, ".gitattributes": true,
	".git": true, "bin": true, ".cache": true, // not in the repository
}
