package app

// Notice tells me of something that concerns me (NT-1).
type Notice struct {
	ID       string `json:"id"`
	TicketID string `json:"ticketId"`
	Number   int64  `json:"number"`
	Subject  string `json:"subject"`
	Kind     string `json:"kind"` // see desk.NoticeKinds
	By       string `json:"by"`   // who did it
	Text     string `json:"text"` // the beginning of the message that it is about
	At       string `json:"at"`
	Unread   bool   `json:"unread"`
}

// NoticePage is one page of my notices, newest first; Next is empty on the last page.
type NoticePage struct {
	Rows []Notice `json:"rows"`
	Next string   `json:"next"`
}

// Template is a text that `/` puts into a reply.
type Template struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Audience string `json:"audience"` // client, internal
	Text     string `json:"text"`
}
