package desk

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
	Mentions  []ID     `db:"mentions"`  // colleagues who are asked, in an internal message
	OriginID  ID       `db:"origin_id"` // the ticket that it was written to, after a merge or a split (ST-7)
}

// Attachment is a file of a ticket, and of one of its messages where MessageID says so. The bytes are kept by their hash
// outside of the log; Stored says that the authority has them.
type Attachment struct {
	ID        ID       `db:"id"`
	TicketID  ID       `db:"ticket_id"`
	MessageID ID       `db:"message_id"`
	Audience  Audience `db:"audience"` // a file of an internal message stays behind the wall (PR-2)
	Name      string   `db:"name"`
	Size      int64    `db:"size"` // bytes
	SHA256    string   `db:"sha256"`
	Type      string   `db:"type"` // media type, as found in the bytes
	By        ID       `db:"by_id"`
	At        Instant  `db:"at"`
	Stored    bool     `db:"stored" history:"-"`
}

// Watch says that a person is told of what happens to a ticket.
type Watch struct {
	ID       ID      `db:"id"` // watchID(ticket, person)
	TicketID ID      `db:"ticket_id"`
	PersonID ID      `db:"person_id"`
	At       Instant `db:"at"`
}

// Notice tells one person of something that concerns them. Notices are derived by Run from what a command changed, so
// that no verb can forget one; see noticesOf.
type Notice struct {
	ID       ID      `db:"id"`
	PersonID ID      `db:"person_id"`
	TicketID ID      `db:"ticket_id"`
	Kind     string  `db:"kind"`
	RefID    ID      `db:"ref_id"` // the message, plan entry or estimate that it is about
	By       ID      `db:"by_id"`
	At       Instant `db:"at"`
	ReadAt   Instant `db:"read_at"` // 0: unread
}

// ReplyTemplate is a text that `/` puts into a reply.
type ReplyTemplate struct {
	ID       ID       `db:"id"`
	Name     string   `db:"name"`
	Audience Audience `db:"audience"`
	Text     string   `db:"text"` // {client} {contact} {number} {subject} {me} are filled in
	By       ID       `db:"by_id"`
}

// SavedFilter is a list of tickets that somebody comes back to.
type SavedFilter struct {
	ID       ID     `db:"id"`
	PersonID ID     `db:"person_id"` // whose it is
	Name     string `db:"name"`
	Query    string `db:"query"` // as it is typed into the filter field
	Shared   bool   `db:"shared"`
}

func (*Message) Table() string       { return "message" }
func (*Attachment) Table() string    { return "attachment" }
func (*Watch) Table() string         { return "watch" }
func (*Notice) Table() string        { return "notice" }
func (*ReplyTemplate) Table() string { return "reply_template" }
func (*SavedFilter) Table() string   { return "saved_filter" }

func (r *Message) Key() ID       { return r.ID }
func (r *Attachment) Key() ID    { return r.ID }
func (r *Watch) Key() ID         { return r.ID }
func (r *Notice) Key() ID        { return r.ID }
func (r *ReplyTemplate) Key() ID { return r.ID }
func (r *SavedFilter) Key() ID   { return r.ID }

func (r *Message) Ticket() ID    { return r.TicketID }
func (r *Attachment) Ticket() ID { return r.TicketID }
func (r *Watch) Ticket() ID      { return r.TicketID }
func (r *Notice) Ticket() ID     { return r.TicketID }
