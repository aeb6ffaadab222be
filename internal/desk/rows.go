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
	{"client", ScopeAll, func() Row { return &Client{} }, nil, nil},
	{"legal_entity", ScopeAll, func() Row { return &LegalEntity{} }, []string{"client_id"}, nil},
	{"contact", ScopeAll, func() Row { return &Contact{} }, []string{"client_id"}, nil},
	{"infobase", ScopeAll, func() Row { return &Infobase{} }, []string{"client_id"}, nil},
	{"contract", ScopeAll, func() Row { return &Contract{} }, []string{"client_id", "legal_entity_id"}, nil},
	{"rate", ScopeMoney, func() Row { return &Rate{} }, []string{"contract_id"}, nil},
	{"ticket", ScopeAll, func() Row { return &Ticket{} }, []string{"number"}, nil},
	{"estimate_draft", ScopeAll, func() Row { return &EstimateDraft{} }, nil, nil},
	{"estimate", ScopeAll, func() Row { return &Estimate{} }, []string{"ticket_id"}, nil},
	{"approval", ScopeAll, func() Row { return &Approval{} }, []string{"ticket_id"}, nil},
	{"plan_entry", ScopeAll, func() Row { return &PlanEntry{} }, []string{"ticket_id", "engineer_id"}, nil},
	{"time_entry", ScopeAll, func() Row { return &TimeEntry{} }, []string{"ticket_id", "person_id"}, []Order{{"person_id", "started_at"}}},
	{"message", ScopeAll, func() Row { return &Message{} }, []string{"ticket_id"}, nil},
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

// Client is a company that is supported (CL-1).
type Client struct {
	ID       ID     `db:"id"`
	Name     string `db:"name"`
	Archived bool   `db:"archived"`
}

// LegalEntity is a юридическое лицо of a client (CL-1).
type LegalEntity struct {
	ID       ID     `db:"id"`
	ClientID ID     `db:"client_id"`
	Name     string `db:"name"`
	INN      string `db:"inn"`
	KPP      string `db:"kpp"`
}

// Contact is a person at a client.
type Contact struct {
	ID       ID     `db:"id"`
	ClientID ID     `db:"client_id"`
	Name     string `db:"name"`
	Email    string `db:"email"`
	Phone    string `db:"phone"`
}

// Infobase is one 1C base of a client.
type Infobase struct {
	ID       ID     `db:"id"`
	ClientID ID     `db:"client_id"`
	Name     string `db:"name"`
}

// Contract belongs to one legal entity of a client (CL-1). LimitSet says whether ApprovalLimit is filled;
// a filled limit replaces the workspace's default and is inclusive, 0 means "always ask" (AP-1).
type Contract struct {
	ID            ID     `db:"id"`
	ClientID      ID     `db:"client_id"`
	LegalEntityID ID     `db:"legal_entity_id"`
	Number        string `db:"number"`
	LimitSet      bool   `db:"limit_set"`
	ApprovalLimit NH     `db:"approval_limit"`
}

// Rate is the price of one n/h under a contract from a day on. It lives in the money scope (PR-1).
type Rate struct {
	ID         ID     `db:"id"`
	ContractID ID     `db:"contract_id"`
	From       string `db:"from_day"` // YYYY-MM-DD
	Kopecks    int64  `db:"kopecks"`  // for 1 n/h, whole kopecks (BL-4)
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
	ConfirmedBy    ID      `db:"confirmed_by"`  // the contact who confirmed, when known
	ConfirmedWay   string  `db:"confirmed_way"` // call, chat, mail, portal
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
}

// PlanState is where a plan entry stands.
type PlanState string

const (
	PlanDraft     PlanState = "draft"     // seen by leads only
	PlanPublished PlanState = "published" // what engineers see
	PlanDone      PlanState = "done"      // its engineer's part is done (PL-13)
)

// PlanEntry is one engineer's piece of a ticket in time (PL-2).
type PlanEntry struct {
	ID         ID        `db:"id"`
	TicketID   ID        `db:"ticket_id"`
	StageNo    int       `db:"stage_no"` // 0: the whole ticket
	EngineerID ID        `db:"engineer_id"`
	StartAt    Instant   `db:"start_at"`
	EndAt      Instant   `db:"end_at"`
	NH         NH        `db:"nh"`
	State      PlanState `db:"state"`
	Version    int       `db:"version"` // grows by one with every change
	By         ID        `db:"by_id"`
}

// TimeEntry is real clock time of a person (TM-1 … TM-10). StartedAt and StoppedAt are kept as clicked.
// CutAt is derived: the start of the person's next entry, where that comes before the stop (TM-10).
// An entry runs while both StoppedAt and CutAt are zero.
type TimeEntry struct {
	ID        ID      `db:"id"`
	PersonID  ID      `db:"person_id"`
	TicketID  ID      `db:"ticket_id"` // empty for internal work (TM-8)
	StageNo   int     `db:"stage_no"`
	Kind      string  `db:"kind"` // work, analysis, talk, help, internal (TM-2)
	StartedAt Instant `db:"started_at"`
	StoppedAt Instant `db:"stopped_at"`
	CutAt     Instant `db:"cut_at"`
	Note      string  `db:"note"`
	Review    string  `db:"review"` // why somebody should look at it, as codes with spaces between; empty when nothing is wrong (TM-3)
}

// Audience says who may read a message. The wall between the two is PR-2.
type Audience string

const (
	ToClient   Audience = "client"
	ToInternal Audience = "internal"
)

// Message is one message of a ticket's conversation. Messages are append-only.
type Message struct {
	ID        ID       `db:"id"`
	TicketID  ID       `db:"ticket_id"`
	Audience  Audience `db:"audience"`
	AuthorID  ID       `db:"author_id"`  // a person of ours, or empty
	ContactID ID       `db:"contact_id"` // a contact of the client, or empty
	Source    Source   `db:"source"`
	Text      string   `db:"text" history:"-"`
	At        Instant  `db:"at"`
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
func (*Client) Table() string        { return "client" }
func (*LegalEntity) Table() string   { return "legal_entity" }
func (*Contact) Table() string       { return "contact" }
func (*Infobase) Table() string      { return "infobase" }
func (*Contract) Table() string      { return "contract" }
func (*Rate) Table() string          { return "rate" }
func (*Ticket) Table() string        { return "ticket" }
func (*EstimateDraft) Table() string { return "estimate_draft" }
func (*Estimate) Table() string      { return "estimate" }
func (*Approval) Table() string      { return "approval" }
func (*PlanEntry) Table() string     { return "plan_entry" }
func (*TimeEntry) Table() string     { return "time_entry" }
func (*Message) Table() string       { return "message" }
func (*History) Table() string       { return "history" }

func (r *Person) Key() ID        { return r.ID }
func (r *Setting) Key() ID       { return r.ID }
func (r *Client) Key() ID        { return r.ID }
func (r *LegalEntity) Key() ID   { return r.ID }
func (r *Contact) Key() ID       { return r.ID }
func (r *Infobase) Key() ID      { return r.ID }
func (r *Contract) Key() ID      { return r.ID }
func (r *Rate) Key() ID          { return r.ID }
func (r *Ticket) Key() ID        { return r.ID }
func (r *EstimateDraft) Key() ID { return r.ID }
func (r *Estimate) Key() ID      { return r.ID }
func (r *Approval) Key() ID      { return r.ID }
func (r *PlanEntry) Key() ID     { return r.ID }
func (r *TimeEntry) Key() ID     { return r.ID }
func (r *Message) Key() ID       { return r.ID }
func (r *History) Key() ID       { return r.ID }

func (r *Ticket) Ticket() ID        { return r.ID }
func (r *EstimateDraft) Ticket() ID { return r.ID }
func (r *Estimate) Ticket() ID      { return r.TicketID }
func (r *Approval) Ticket() ID      { return r.TicketID }
func (r *PlanEntry) Ticket() ID     { return r.TicketID }
func (r *TimeEntry) Ticket() ID     { return r.TicketID }
func (r *Message) Ticket() ID       { return r.TicketID }
