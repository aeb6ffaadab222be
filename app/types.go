// Package app is the desktop side: thin methods over a workspace and typed events, that know no Wails.
// app/window binds them to a Wails window, app/browser serves them over HTTP; both show the same frontend.
//
// Everything here crosses a bridge to TypeScript, so: no time.Time (moments are ISO 8601 strings in UTC, empty
// when not set), no NaN, n/h are whole tenths, durations are whole seconds, lists come in pages.
package app

// Problem is what the frontend gets for a failed call: {code, key, params} and the sentence in the person's
// language (the catalogues live in internal/i18n, so a sentence has one home).
type Problem struct {
	Code   string         `json:"code"`
	Key    string         `json:"key"`
	Params map[string]any `json:"params"`
	Text   string         `json:"text"` // what is wrong and what to do
}

// Boot is the first thing that the frontend asks for.
type Boot struct {
	Stage    string   `json:"stage"`    // firstRun, ready, damaged
	Language string   `json:"language"` // ru, en
	Theme    string   `json:"theme"`    // system, light, dark
	Version  string   `json:"version"`
	TimeZone string   `json:"timeZone"` // IANA name; "" when unknown: UTC
	Today    string   `json:"today"`    // YYYY-MM-DD in that zone
	Me       *Person  `json:"me"`
	Company  string   `json:"company"`
	Alone    bool     `json:"alone"`   // the authority is in this process
	Scale    []int    `json:"scale"`   // EST-1, tenths
	Kinds    []string `json:"kinds"`   // TK-1
	Problem  *Problem `json:"problem"` // with stage damaged
}

// Person is somebody of ours.
type Person struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	Short string   `json:"short"` // «Лебедев А.»
	Roles []string `json:"roles"`
}

// CreateAlone is the first-run form for a new workspace on this computer.
type CreateAlone struct {
	Company string `json:"company"`
	Name    string `json:"name"`
	Email   string `json:"email"`
}

// TicketQuery asks for a page of tickets. View: today, inbox, open, all, done, stale. Search is plain text over number and subject.
type TicketQuery struct {
	View     string   `json:"view"`
	Statuses []string `json:"statuses"`
	ClientID string   `json:"clientId"`
	Search   string   `json:"search"`
	Sort     string   `json:"sort"`  // touched, number, deadline
	After    string   `json:"after"` // opaque key of the last row of the page before
	Limit    int      `json:"limit"` // at most 200
}

// TicketPage is one page; Total counts all that match, Next is empty on the last page.
type TicketPage struct {
	Rows  []TicketRow `json:"rows"`
	Next  string      `json:"next"`
	Total int         `json:"total"`
}

// TicketRow is what a list shows of a ticket.
type TicketRow struct {
	ID           string `json:"id"`
	Number       int64  `json:"number"` // 0 until synced (ST-1)
	Subject      string `json:"subject"`
	Status       string `json:"status"`
	Urgent       bool   `json:"urgent"`
	ClientID     string `json:"clientId"`
	Client       string `json:"client"`
	Assignee     string `json:"assignee"`
	Source       string `json:"source"`
	NH           int    `json:"nh"` // 0: not estimated
	FactSec      int64  `json:"factSec"`
	TouchedAt    string `json:"touchedAt"`
	PlanFrom     string `json:"planFrom"`
	PlanTo       string `json:"planTo"`
	DeadlineAt   string `json:"deadlineAt"`
	DeadlineHard bool   `json:"deadlineHard"`
	Unsent       bool   `json:"unsent"`  // a command about it has not been confirmed yet
	Refused      int    `json:"refused"` // how many refused commands wait for the author
	Running      bool   `json:"running"` // my timer runs on it
	Unread       int    `json:"unread"`  // my unread notices about it
	WaitFor      string `json:"waitFor"` // client, vendor, access; "": nobody is waited for (WT-1)
	WaitSince    string `json:"waitSince"`
	WaitRemindAt string `json:"waitRemindAt"`
}

// Counts feed the rail and the tabs.
type Counts struct {
	Today   int            `json:"today"`
	Inbox   int            `json:"inbox"`
	Status  map[string]int `json:"status"`
	Notices int            `json:"notices"` // unread
}

// TicketDetail is everything that the detail pane shows but the conversation, the time and the history.
type TicketDetail struct {
	TicketRow
	LegalEntity    Ref        `json:"legalEntity"`
	Contact        Ref        `json:"contact"`
	Infobase       Ref        `json:"infobase"`
	Kind           string     `json:"kind"`
	UrgentReason   string     `json:"urgentReason"`
	Manager        *Person    `json:"manager"`
	AssigneeID     string     `json:"assigneeId"`
	Reason         string     `json:"reason"`
	Criteria       string     `json:"criteria"`
	Resolution     string     `json:"resolution"`
	DeadlineReason string     `json:"deadlineReason"`
	CreatedAt      string     `json:"createdAt"`
	Estimates      []Estimate `json:"estimates"` // newest first
	Draft          *Draft     `json:"draft"`
	Plan           []Plan     `json:"plan"`
	Next           string     `json:"next"`    // the next sensible action of this person, a verb of Actions
	Actions        []Action   `json:"actions"` // what this person may do now, most sensible first
	Refused        []Refusal  `json:"refusedCommands"`
	Messages       int        `json:"messages"`
	Links          []Link     `json:"links"`
	MergedInto     *TicketRow `json:"mergedInto"` // the ticket that is left, when this one is only a pointer (ST-7)
	Warranty       bool       `json:"warranty"`   // ST-8
	Watchers       []Person   `json:"watchers"`
	Watching       bool       `json:"watching"` // I am one of them
	WaitNote       string     `json:"waitNote"`
	HandedAt       string     `json:"handedAt"`   // HO-1
	ApprovedNH     int        `json:"approvedNh"` // what the client has agreed to; 0: nothing yet
	Approvers      []Ref      `json:"approvers"`  // the contacts who may answer an estimate (AP-3)
	Confirmers     []Ref      `json:"confirmers"` // the contacts who may confirm what is done (HO-1)
}

// Link joins the ticket with another one (ST-7). Out: it goes from this ticket to the other.
type Link struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"` // duplicate, caused_by, follow_up, warranty
	Out      bool   `json:"out"`
	TicketID string `json:"ticketId"`
	Number   int64  `json:"number"`
	Subject  string `json:"subject"`
	Status   string `json:"status"`
}

// Action is a verb that may be offered; Why says in words why it is disabled.
type Action struct {
	Verb    string `json:"verb"`
	Enabled bool   `json:"enabled"`
	Why     string `json:"why"`
}

// Ref names something elsewhere.
type Ref struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Estimate is one version with the answer to it.
type Estimate struct {
	ID        string  `json:"id"`
	No        int     `json:"no"`
	NH        int     `json:"nh"`
	Stages    []Stage `json:"stages"`
	Firm      bool    `json:"firm"`
	By        string  `json:"by"`
	At        string  `json:"at"`
	Reason    string  `json:"reason"`
	Answer    string  `json:"answer"` // "", yes, no
	Automatic bool    `json:"automatic"`
	AnswerBy  string  `json:"answerBy"`
	AnswerAt  string  `json:"answerAt"`
	Rule      string  `json:"rule"` // default, contract, absorbed, not_more
	RuleNH    int     `json:"ruleNh"`
	Cause     string  `json:"cause"` // why a re-estimate was due (EST-4)
	Evidence  string  `json:"evidence"`
	Absorbed  bool    `json:"absorbed"`
	Shown     string  `json:"shown"` // what the client was shown (AP-3)
	Way       string  `json:"way"`   // of the answer: call, chat, mail; "" when it was automatic
	Text      string  `json:"text"`  // the client's words with the answer
}

// Reestimate is the form of a new estimate after one that was approved (EST-4). NH is in tenths; with stages it is 0.
type Reestimate struct {
	TicketID string  `json:"ticketId"`
	NH       int     `json:"nh"`
	Stages   []Stage `json:"stages"`
	Cause    string  `json:"cause"` // hidden_work, changed_request, access_or_data, our_mistake
	Evidence string  `json:"evidence"`
	Absorbed bool    `json:"absorbed"`
}

// Stage is a part of a multi-stage ticket.
type Stage struct {
	No   int    `json:"no"`
	Name string `json:"name"`
	NH   int    `json:"nh"`
}

// Draft is an estimate being typed (EST-7).
type Draft struct {
	NH     int     `json:"nh"`
	Stages []Stage `json:"stages"`
	By     string  `json:"by"`
	At     string  `json:"at"`
}

// Plan is one plan entry.
type Plan struct {
	ID         string `json:"id"`
	StageNo    int    `json:"stageNo"`
	EngineerID string `json:"engineerId"`
	Engineer   string `json:"engineer"`
	From       string `json:"from"`
	To         string `json:"to"`
	NH         int    `json:"nh"`
	State      string `json:"state"`
}

// Message is one message of the conversation.
type Message struct {
	ID       string   `json:"id"`
	Audience string   `json:"audience"` // client, internal
	Author   string   `json:"author"`
	Ours     bool     `json:"ours"`
	Source   string   `json:"source"`
	Text     string   `json:"text"`
	At       string   `json:"at"`
	Unsent   bool     `json:"unsent"`
	Mentions []string `json:"mentions"` // short names of the colleagues who are asked
}

// TimeEntry is one piece of real work time. RawFrom and RawTo are as clicked, From and To what counts (TM-10).
type TimeEntry struct {
	ID      string `json:"id"`
	Person  string `json:"person"`
	Kind    string `json:"kind"`
	From    string `json:"from"`
	To      string `json:"to"` // "": running
	RawFrom string `json:"rawFrom"`
	RawTo   string `json:"rawTo"`
	Seconds int64  `json:"seconds"`
	Trimmed bool   `json:"trimmed"`
	Review  string `json:"review"`
	Note    string `json:"note"`
}

// HistoryLine is one changed row of a ticket (ST-4).
type HistoryLine struct {
	At       string        `json:"at"`
	By       string        `json:"by"`
	Source   string        `json:"source"`
	Verb     string        `json:"verb"`
	VerbName string        `json:"verbName"` // in words
	Op       string        `json:"op"`
	Table    string        `json:"table"`
	Fields   []FieldChange `json:"fields"`
}

// FieldChange is one field; Name, Old and New are printed for people.
type FieldChange struct {
	Field string `json:"field"`
	Name  string `json:"name"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// Timer is the state of the timer bar.
type Timer struct {
	Running    bool   `json:"running"`
	EntryID    string `json:"entryId"`
	TicketID   string `json:"ticketId"`
	Number     int64  `json:"number"`
	Subject    string `json:"subject"`
	Kind       string `json:"kind"`
	StartedAt  string `json:"startedAt"`
	FactSec    int64  `json:"factSec"` // on that ticket by everybody, without the running piece
	NH         int    `json:"nh"`
	TodaySec   int64  `json:"todaySec"` // mine today, without the running piece
	Last       *Ref   `json:"last"`     // the ticket worked on last, when nothing runs
	LastNumber int64  `json:"lastNumber"`
}

// SyncState is the state of the connection, told in words at the top right.
type SyncState struct {
	State   string   `json:"state"`   // alone, synced, sending, offline, refused, signedOut, tooOld, snapshot
	Since   string   `json:"since"`   // offline since
	Pending int      `json:"pending"` // commands not yet confirmed
	Refused int      `json:"refused"`
	Done    int64    `json:"done"`  // bytes of a snapshot, with state snapshot
	Total   int64    `json:"total"` // its size
	Problem *Problem `json:"problem"`
}

// Refusal is a refused command of mine: what I typed, why not, and how it can be done again.
type Refusal struct {
	CmdID    string        `json:"cmdId"`
	Verb     string        `json:"verb"`
	VerbName string        `json:"verbName"` // in words
	TicketID string        `json:"ticketId"`
	Number   int64         `json:"number"`
	Subject  string        `json:"subject"`
	At       string        `json:"at"`
	Problem  Problem       `json:"problem"`
	Typed    []FieldChange `json:"typed"` // what was typed, field by field, for people (New only)
	Again    bool          `json:"again"` // the same can be tried again
}

// Receipt answers a command.
type Receipt struct {
	CmdID    string `json:"cmdId"`
	ID       string `json:"id"`       // what the command made, if it made something
	Undoable bool   `json:"undoable"` // Undo(CmdID) takes it back
}

// NewTicket is the form of a new ticket; only the subject must be given.
type NewTicket struct {
	Subject       string `json:"subject"`
	ClientID      string `json:"clientId"`
	LegalEntityID string `json:"legalEntityId"`
	ContactID     string `json:"contactId"`
	InfobaseID    string `json:"infobaseId"`
	Kind          string `json:"kind"`
	Urgent        bool   `json:"urgent"`
	UrgentReason  string `json:"urgentReason"`
	Source        string `json:"source"` // desktop, phone, messenger
	Text          string `json:"text"`   // the first message, may be empty
}

// Classify sets what a ticket is about (TK-1).
type Classify struct {
	TicketID      string `json:"ticketId"`
	Subject       string `json:"subject"`
	ClientID      string `json:"clientId"`
	LegalEntityID string `json:"legalEntityId"`
	ContactID     string `json:"contactId"`
	InfobaseID    string `json:"infobaseId"`
	Kind          string `json:"kind"`
	Urgent        bool   `json:"urgent"`
	UrgentReason  string `json:"urgentReason"`
}

// PlanTicket puts a ticket on the plan (PL-2).
type PlanTicket struct {
	TicketID   string `json:"ticketId"`
	EngineerID string `json:"engineerId"`
	From       string `json:"from"`
	To         string `json:"to"`
	NH         int    `json:"nh"`
	Criteria   string `json:"criteria"`
}

// ClientRow is a client with what a ticket may refer to.
type ClientRow struct {
	ID            string `json:"id"`
	Name          string `json:"name"`
	LegalEntities []Ref  `json:"legalEntities"`
	Contacts      []Ref  `json:"contacts"`
	Infobases     []Ref  `json:"infobases"`
}

// Settings are the person's own, kept on this computer.
type Settings struct {
	Language string `json:"language"`
	Theme    string `json:"theme"`
}

// Event is one message from Go to the frontend. All of them travel under the one runtime event EventName, so that
// Seq, which grows by one, tells order and gaps; after a gap the frontend asks for everything again.
// Name: changed (Data: Changed), sync (SyncState), timer (Timer), show (nothing: bring the window to the front).
type Event struct {
	Seq  int64  `json:"seq"`
	Name string `json:"name"`
	Data any    `json:"data"`
}

// EventName is the name under which Wails' runtime (or the browser's shim) hands every Event to the frontend.
const EventName = "desk"

// Changed says what to ask for again.
type Changed struct {
	Tickets []string `json:"tickets"` // ids; empty with All
	All     bool     `json:"all"`
}

// MessagePage is one page of a conversation, oldest first; Next is empty on the last page.
type MessagePage struct {
	Rows []Message `json:"rows"`
	Next string    `json:"next"`
}

// HistoryPage is one page of a ticket's history, newest first; Next is empty on the last page.
type HistoryPage struct {
	Rows []HistoryLine `json:"rows"`
	Next string        `json:"next"`
}

// InvitationView is what an invitation says, to be read before it is accepted.
type InvitationView struct {
	Address     string `json:"address"`
	Until       string `json:"until"`
	Fingerprint string `json:"fingerprint"`
}

// ReplyDraft is a reply being typed; it is kept on this computer across restarts.
type ReplyDraft struct {
	Audience string `json:"audience"` // client, internal
	Text     string `json:"text"`
}
