package desk

// Client is a company that is supported (CL-1).
type Client struct {
	ID       ID       `db:"id"`
	Name     string   `db:"name"`
	Archived bool     `db:"archived"`
	NameKey  string   `db:"name_key" history:"-"` // the name as duplicates are found by: see nameKey
	Since    string   `db:"since_day"`            // YYYY-MM-DD, or empty
	Domains  []string `db:"domains"`              // e-mail domains, lower case
	Team     []ID     `db:"team"`                 // engineers who work for this client; empty: everybody does
	Note     string   `db:"note"`
}

// LegalEntity is a юридическое лицо of a client (CL-1).
type LegalEntity struct {
	ID       ID     `db:"id"`
	ClientID ID     `db:"client_id"`
	Name     string `db:"name"`
	INN      string `db:"inn"`
	KPP      string `db:"kpp"`
	Archived bool   `db:"archived"`
}

// ContactRight is something that a contact may do; each is given by itself (CL-2).
type ContactRight string

const (
	RightCreate     ContactRight = "create"     // make tickets
	RightSeeAll     ContactRight = "see_all"    // see all tickets of the client, not only their own
	RightApprove    ContactRight = "approve"    // answer estimates
	RightConfirm    ContactRight = "confirm"    // accept finished work
	RightStatements ContactRight = "statements" // see what a month comes to
)

// Contact is a person at a client.
type Contact struct {
	ID       ID             `db:"id"`
	ClientID ID             `db:"client_id"`
	Name     string         `db:"name"`
	Email    string         `db:"email"`
	Phone    string         `db:"phone"`
	Position string         `db:"position"`
	Rights   []ContactRight `db:"rights"`
	Archived bool           `db:"archived"`
}

// Infobase is one 1C base of a client.
type Infobase struct {
	ID            ID     `db:"id"`
	ClientID      ID     `db:"client_id"`
	Name          string `db:"name"`
	Configuration string `db:"configuration"` // «БП», «УТ» …
	Release       string `db:"release"`
	Modified      bool   `db:"modified"` // доработана: updates need care
	Note          string `db:"note"`
	Archived      bool   `db:"archived"`
}

// Kinds of a contract (CL-1).
const (
	ContractByFact       = "fact"         // each piece of work is billed
	ContractSubscription = "subscription" // included n/h a month
)

// Contract belongs to one legal entity of a client (CL-1). LimitSet says whether ApprovalLimit is filled;
// a filled limit replaces the workspace's default and is inclusive, 0 means "always ask" (AP-1).
type Contract struct {
	ID            ID     `db:"id"`
	ClientID      ID     `db:"client_id"`
	LegalEntityID ID     `db:"legal_entity_id"`
	Number        string `db:"number"`
	LimitSet      bool   `db:"limit_set"`
	ApprovalLimit NH     `db:"approval_limit"`
	Kind          string `db:"kind"`          // fact, subscription; empty (from before kinds): fact
	From          string `db:"from_day"`      // YYYY-MM-DD, or empty
	Till          string `db:"till_day"`      // the last day, or empty
	IncludedNH    NH     `db:"included_nh"`   // a month, of a subscription
	CarryOver     bool   `db:"carry_over"`    // what is left of a month goes to the next
	RealTime      bool   `db:"real_time"`     // billed by the clock (BL-1)
	RoundMinutes  int    `db:"round_minutes"` // up to whole this, when billed by the clock; 0: not rounded
	SilenceDays   int    `db:"silence_days"`  // working days after which silence completes a handed ticket; 0: never (HO-1)
}

// Rate is the price of one n/h under a contract from a day on. It lives in the money scope (PR-1).
type Rate struct {
	ID         ID     `db:"id"`
	ContractID ID     `db:"contract_id"`
	From       string `db:"from_day"` // YYYY-MM-DD
	Kopecks    int64  `db:"kopecks"`  // for 1 n/h, whole kopecks (BL-4)
}

// PassportFact is one thing that the team must know of a client (CL-3).
type PassportFact struct {
	ID         ID      `db:"id"`
	ClientID   ID      `db:"client_id"`
	Section    string  `db:"section"` // infobases, processes, accounting, changes, agreements, access, quirks
	InfobaseID ID      `db:"infobase_id"`
	TicketID   ID      `db:"ticket_id"` // the ticket that taught it, or empty
	Text       string  `db:"text"`
	By         ID      `db:"by_id"`
	At         Instant `db:"at"`
	CheckedBy  ID      `db:"checked_by"`
	CheckedAt  Instant `db:"checked_at"`
	Archived   bool    `db:"archived"`
}

func (*Client) Table() string       { return "client" }
func (*LegalEntity) Table() string  { return "legal_entity" }
func (*Contact) Table() string      { return "contact" }
func (*Infobase) Table() string     { return "infobase" }
func (*Contract) Table() string     { return "contract" }
func (*Rate) Table() string         { return "rate" }
func (*PassportFact) Table() string { return "passport_fact" }

func (r *Client) Key() ID       { return r.ID }
func (r *LegalEntity) Key() ID  { return r.ID }
func (r *Contact) Key() ID      { return r.ID }
func (r *Infobase) Key() ID     { return r.ID }
func (r *Contract) Key() ID     { return r.ID }
func (r *Rate) Key() ID         { return r.ID }
func (r *PassportFact) Key() ID { return r.ID }
