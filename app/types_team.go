package app

// Team is who does what now and what today looked like (TM-9). From and To are the ends of the strip; the day is that of
// whoever looks at it.
type Team struct {
	Day    string   `json:"day"`
	From   string   `json:"from"`
	To     string   `json:"to"`
	People []Worker `json:"people"`
}

// Worker is one colleague's line.
type Worker struct {
	Person
	TimeZone  string  `json:"timeZone"`  // IANA name
	Place     string  `json:"place"`     // its city, in words
	OffsetMin int     `json:"offsetMin"` // of that zone against UTC now
	Now       *Piece  `json:"now"`       // what the timer runs on
	LastTo    string  `json:"lastTo"`    // when the last piece of today ended; "": nothing today
	Pieces    []Piece `json:"pieces"`    // today's
	Seconds   int64   `json:"seconds"`   // today's, without the running piece
}

// Piece is one time entry as days show it: From and To are what counts of it (TM-10), RawFrom and RawTo as clicked or typed.
type Piece struct {
	ID       string `json:"id"`
	TicketID string `json:"ticketId"` // "": internal work (TM-8)
	Number   int64  `json:"number"`
	Subject  string `json:"subject"`
	Status   string `json:"status"`
	ClientID string `json:"clientId"`
	Client   string `json:"client"`
	NH       int    `json:"nh"`
	StageNo  int    `json:"stageNo"`
	Kind     string `json:"kind"`
	From     string `json:"from"`
	To       string `json:"to"` // "": running
	RawFrom  string `json:"rawFrom"`
	RawTo    string `json:"rawTo"`
	Seconds  int64  `json:"seconds"` // within the day
	Trimmed  bool   `json:"trimmed"`
	Manual   bool   `json:"manual"`
	Review   string `json:"review"`
	Note     string `json:"note"`
}

// PersonDay is what one person did on one day.
type PersonDay struct {
	Person   Person     `json:"person"`
	Day      string     `json:"day"`
	Pieces   []Piece    `json:"pieces"`
	Seconds  int64      `json:"seconds"`  // recorded that day, without a running piece
	ClosedNH int        `json:"closedNh"` // the person's part of the tickets finished that day (RP-1)
	PlanNH   int        `json:"planNh"`   // what the published plan held for that day
	Month    Efficiency `json:"month"`    // of that month up to the end of that day
}

// Efficiency is RP-1 of a person or the team over a period.
type Efficiency struct {
	NH      int   `json:"nh"`      // earned
	Seconds int64 `json:"seconds"` // real time spent on the same tickets
	Percent int   `json:"percent"` // 0 where no time was spent
	Tickets int   `json:"tickets"`
}

// EfficiencyReport is RP-1 of everybody over whole days.
type EfficiencyReport struct {
	From   string             `json:"from"`
	To     string             `json:"to"`
	Team   Efficiency         `json:"team"` // tickets that nobody's time is on count here
	People []PersonEfficiency `json:"people"`
}

// PersonEfficiency is one person's line of the report.
type PersonEfficiency struct {
	Person     Person     `json:"person"`
	Efficiency Efficiency `json:"efficiency"`
}
