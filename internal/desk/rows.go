package desk

// Row is one record of a replicated table. Fields carry `db:"column"` tags; strings, whole numbers and
// booleans are stored as they are, every other field as JSON text. The primary key is always the column "id".
// A field tagged `history:"-"` is left out of the history (ST-4): it is derived, or too long to repeat.
type Row interface {
	Table() string
	Key() ID
}

// OfTicket is implemented by rows that belong to a ticket: their changes stand in that ticket's history.
type OfTicket interface{ Ticket() ID }

// Scope says whose replicas receive a table's rows.
type Scope string

const (
	ScopeAll   Scope = "all"   // everybody's
	ScopeMoney Scope = "money" // rates and statements: managers, leads and admins only (PR-1)
)

// Table describes one replicated table: the store builds its triggers, codecs and checks from this list.
type Table struct {
	Name    string
	Scope   Scope
	New     func() Row
	Indexed []string // the columns that Tx.Find may select by
	Ordered []Order  // the orders that Tx.Beside may look in
}

// Order names the records with one value of Column, in the order of By and the id.
type Order struct{ Column, By string }

// Tables lists every replicated table, in the order snapshots and checksums take them.
// A new table needs an entry here, a row type and a migration in internal/store.
var Tables = []Table{
	{"person", ScopeAll, func() Row { return &Person{} }, []string{"email"}, nil},
	{"setting", ScopeAll, func() Row { return &Setting{} }, nil, nil},
	{"client", ScopeAll, func() Row { return &Client{} }, []string{"name_key"}, nil},
	{"legal_entity", ScopeAll, func() Row { return &LegalEntity{} }, []string{"client_id", "inn"}, nil},
	{"contact", ScopeAll, func() Row { return &Contact{} }, []string{"client_id", "email"}, nil},
	{"infobase", ScopeAll, func() Row { return &Infobase{} }, []string{"client_id"}, nil},
	{"contract", ScopeAll, func() Row { return &Contract{} }, []string{"client_id", "legal_entity_id"}, nil},
	{"rate", ScopeMoney, func() Row { return &Rate{} }, []string{"contract_id"}, nil},
	{"passport_fact", ScopeAll, func() Row { return &PassportFact{} }, []string{"client_id"}, nil},
	{"ticket", ScopeAll, func() Row { return &Ticket{} }, []string{"number", "merged_into_id"}, nil},
	{"ticket_link", ScopeAll, func() Row { return &TicketLink{} }, []string{"ticket_id", "other_id"}, nil},
	{"watch", ScopeAll, func() Row { return &Watch{} }, []string{"ticket_id"}, nil},
	{"estimate_draft", ScopeAll, func() Row { return &EstimateDraft{} }, nil, nil},
	{"estimate", ScopeAll, func() Row { return &Estimate{} }, []string{"ticket_id"}, nil},
	{"approval", ScopeAll, func() Row { return &Approval{} }, []string{"ticket_id"}, nil},
	{"plan_entry", ScopeAll, func() Row { return &PlanEntry{} }, []string{"ticket_id", "engineer_id"}, nil},
	{"time_entry", ScopeAll, func() Row { return &TimeEntry{} }, []string{"ticket_id", "person_id"}, []Order{{"person_id", "started_at"}}},
	{"message", ScopeAll, func() Row { return &Message{} }, []string{"ticket_id"}, nil},
	{"attachment", ScopeAll, func() Row { return &Attachment{} }, []string{"ticket_id", "message_id", "sha256"}, nil},
	{"notice", ScopeAll, func() Row { return &Notice{} }, []string{"ticket_id", "person_id"}, nil},
	{"reply_template", ScopeAll, func() Row { return &ReplyTemplate{} }, nil, nil},
	{"saved_filter", ScopeAll, func() Row { return &SavedFilter{} }, []string{"person_id"}, nil},
	{"history", ScopeAll, func() Row { return &History{} }, []string{"ticket_id"}, nil},
}

// Role is what a person may do (PR-1). One person may have several.
type Role string

const (
	RoleEngineer Role = "engineer"
	RoleManager  Role = "manager"
	RoleLead     Role = "lead"
	RoleAdmin    Role = "admin"
)

// Person is somebody of the support company, or a system actor (RoleSystem rows do not exist: see Actor).
type Person struct {
	ID       ID     `db:"id"`
	Name     string `db:"name"`
	Email    string `db:"email"`
	Roles    []Role `db:"roles"`
	TimeZone string `db:"time_zone"` // IANA name
	Active   bool   `db:"active"`
}

// Setting is one setting of the workspace; Value is JSON.
type Setting struct {
	ID    ID     `db:"id"` // the setting's name, such as "estimate.scale"
	Value string `db:"value"`
}

// Ticket is one request of a client.
type Ticket struct {
	ID             ID      `db:"id"`
	Number         int64   `db:"number"` // 0 until the authority has numbered it (ST-1)
	Subject        string  `db:"subject"`
	ClientID       ID      `db:"client_id"`
	LegalEntityID  ID      `db:"legal_entity_id"`
	ContactID      ID      `db:"contact_id"`
	InfobaseID     ID      `db:"infobase_id"`
	Kind           string  `db:"kind"` // error, consultation, development, update, setup: a list in the settings (TK-1)
	Urgent         bool    `db:"urgent"`
	UrgentReason   string  `db:"urgent_reason"`
	Source         Source  `db:"source"`
	Status         Status  `db:"status"`
	LeftStatus     Status  `db:"left_status"` // the status that stale and irrelevant tickets left (ST-3)
	Reason         string  `db:"reason"`      // why it is irrelevant, rejected or was sent back last
	ManagerID      ID      `db:"manager_id"`  // empty until somebody accepts it (ST-2)
	AssigneeID     ID      `db:"assignee_id"` // engineer of the earliest plan entry that is not done
	AllowedBy      ID      `db:"allowed_by"`  // who let urgent work start before estimate and approval (ST-3)
	EstimateID     ID      `db:"estimate_id"` // the current estimate version
	NH             NH      `db:"nh"`          // its sum, in tenths
	ApprovedID     ID      `db:"approved_id"` // the estimate version that the client's yes, or AP-1, is bound to
	Criteria       string  `db:"criteria"`
	Resolution     string  `db:"resolution"`
	DeadlineAt     Instant `db:"deadline_at"`
	DeadlineHard   bool    `db:"deadline_hard"`
	DeadlineReason string  `db:"deadline_reason"`
	CreatedAt      Instant `db:"created_at"`
	StatusAt       Instant `db:"status_at"`              // when it entered its status
	TouchedAt      Instant `db:"touched_at" history:"-"` // the last change by a person (ST-6); lists sort by it
	DoneAt         Instant `db:"done_at"`
	CompletedAt    Instant `db:"completed_at"`
	ConfirmedBy    ID      `db:"confirmed_by"`   // the contact who confirmed, when known
	ConfirmedWay   string  `db:"confirmed_way"`  // call, chat, mail, portal; silence where the contract says so (HO-1)
	MergedIntoID   ID      `db:"merged_into_id"` // the surviving ticket, when this one is only a pointer to it (ST-7)
	Warranty       bool    `db:"warranty"`       // repairs our own earlier work: 0 n/h to the client (ST-8)
	WaitFor        string  `db:"wait_for"`       // client, vendor, access; empty: nobody is waited for (WT-1)
	WaitSince      Instant `db:"wait_since"`
	WaitRemindAt   Instant `db:"wait_remind_at"`
	WaitNote       string  `db:"wait_note"`
	HandedAt       Instant `db:"handed_at"`   // when it was handed over to the client for confirmation (HO-1); 0: not yet
	HandedTo       ID      `db:"handed_to"`   // the contact
	ApprovedNH     NH      `db:"approved_nh"` // what that version came to, in tenths: billing and AP-2 compare with it
}

// Stage is a part of a multi-stage ticket with its own estimate (EST-2). Stages are numbered from 1.
type Stage struct {
	No   int    `json:"no"`
	Name string `json:"name"`
	NH   NH     `json:"nh"`
}

// EstimateDraft is an estimate being typed; its ID is the ticket's. It does not count (EST-7).
type EstimateDraft struct {
	ID     ID      `db:"id"`
	NH     NH      `db:"nh"`
	Stages []Stage `db:"stages"`
	By     ID      `db:"by_id"`
	At     Instant `db:"at"`
}

// Estimate is one fixed version (EST-3). With stages it is firm and NH is their sum, without it is preliminary (EST-2).
type Estimate struct {
	ID       ID      `db:"id"`
	TicketID ID      `db:"ticket_id"`
	No       int     `db:"no"` // 1, 2, 3 … per ticket
	NH       NH      `db:"nh"`
	Stages   []Stage `db:"stages"`
	Firm     bool    `db:"firm"`
	By       ID      `db:"by_id"`
	At       Instant `db:"at"`
	Reason   string  `db:"reason"`
	Cause    string  `db:"cause"`    // why a re-estimate was due: hidden_work, changed_request, access_or_data, our_mistake (EST-4)
	Evidence string  `db:"evidence"` // what shows it (EST-4)
	Absorbed bool    `db:"absorbed"` // at our cost: the client sees no change (EST-4)
}

// Approval is the answer to one estimate version (AP-1, AP-3).
type Approval struct {
	ID         ID      `db:"id"`
	TicketID   ID      `db:"ticket_id"`
	EstimateID ID      `db:"estimate_id"`
	Yes        bool    `db:"yes"`
	Automatic  bool    `db:"automatic"`
	Rule       string  `db:"rule"` // which limit decided an automatic one: "default" or "contract"
	Limit      NH      `db:"limit_nh"`
	ContactID  ID      `db:"contact_id"` // who answered
	By         ID      `db:"by_id"`      // who recorded it
	Way        string  `db:"way"`        // call, chat, mail, portal; empty when automatic
	Text       string  `db:"text"`
	At         Instant `db:"at"`
	Shown      string  `db:"shown"` // the text that the client was shown or told (AP-3)
}

// TicketLink joins two tickets (ST-7): TicketID is a duplicate of, was caused by, follows or is warranty work for OtherID.
type TicketLink struct {
	ID       ID      `db:"id"`
	TicketID ID      `db:"ticket_id"`
	OtherID  ID      `db:"other_id"`
	Kind     string  `db:"kind"` // duplicate, caused_by, follow_up, warranty
	By       ID      `db:"by_id"`
	At       Instant `db:"at"`
}

// Change is one field's old and new value in a History row; a value is absent where there was or is none.
type Change struct {
	Field string `json:"f"`
	Old   any    `json:"o,omitempty"`
	New   any    `json:"n,omitempty"`
}

// History is what one command did to one row, for ever (ST-4). It is written by Run, never by a verb.
type History struct {
	ID       ID       `db:"id"`
	TicketID ID       `db:"ticket_id"` // empty for rows that belong to no ticket
	Tbl      string   `db:"tbl"`
	RowID    ID       `db:"row_id"`
	Op       string   `db:"op"`   // insert, update, delete
	Verb     string   `db:"verb"` // the command's name
	CmdID    ID       `db:"cmd_id"`
	By       ID       `db:"by_id"`
	Source   Source   `db:"source"`
	At       Instant  `db:"at"`
	Changes  []Change `db:"changes"`
}

// Source says from where something came (ST-4).
type Source string

const (
	SourceDesktop   Source = "desktop"
	SourceEmail     Source = "email"
	SourcePortal    Source = "portal"
	SourceAPI       Source = "api"
	SourcePhone     Source = "phone"
	SourceMessenger Source = "messenger"
	SourceSystem    Source = "system"
)

func (*Person) Table() string        { return "person" }
func (*Setting) Table() string       { return "setting" }
func (*Ticket) Table() string        { return "ticket" }
func (*EstimateDraft) Table() string { return "estimate_draft" }
func (*Estimate) Table() string      { return "estimate" }
func (*Approval) Table() string      { return "approval" }
func (*TicketLink) Table() string    { return "ticket_link" }
func (*History) Table() string       { return "history" }

func (r *Person) Key() ID        { return r.ID }
func (r *Setting) Key() ID       { return r.ID }
func (r *Ticket) Key() ID        { return r.ID }
func (r *EstimateDraft) Key() ID { return r.ID }
func (r *Estimate) Key() ID      { return r.ID }
func (r *Approval) Key() ID      { return r.ID }
func (r *TicketLink) Key() ID    { return r.ID }
func (r *History) Key() ID       { return r.ID }

func (r *TicketLink) Ticket() ID    { return r.TicketID }
func (r *Ticket) Ticket() ID        { return r.ID }
func (r *EstimateDraft) Ticket() ID { return r.ID }
func (r *Estimate) Ticket() ID      { return r.TicketID }
func (r *Approval) Ticket() ID      { return r.TicketID }
