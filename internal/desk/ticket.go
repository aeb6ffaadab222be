package desk

func ticketVerb(name string, new func() Command) *Spec {
	return register(&Spec{Name: name, Version: 1, New: new, Group: "ticket"})
}

// Everybody may give these verbs; to which ticket is PR-3, asked by Look.mayAct.
var (
	ticketCreate         = ticketVerb("ticket.create", func() Command { return &CreateTicket{} })
	ticketAccept         = ticketVerb("ticket.accept", func() Command { return &AcceptTicket{} })
	ticketRelease        = ticketVerb("ticket.release", func() Command { return &ReleaseTicket{} })
	ticketClassify       = ticketVerb("ticket.classify", func() Command { return &ClassifyTicket{} })
	ticketDraftEstimate  = ticketVerb("ticket.draft_estimate", func() Command { return &DraftEstimate{} })
	ticketEstimate       = ticketVerb("ticket.estimate", func() Command { return &EstimateTicket{} })
	ticketAnswerEstimate = ticketVerb("ticket.answer_estimate", func() Command { return &AnswerEstimate{} })
	ticketPutBack        = ticketVerb("ticket.put_back", func() Command { return &PutBackTicket{} })
	ticketFinish         = ticketVerb("ticket.finish", func() Command { return &FinishTicket{} })
	ticketReopen         = ticketVerb("ticket.reopen", func() Command { return &ReopenTicket{} })
	ticketConfirm        = ticketVerb("ticket.confirm", func() Command { return &ConfirmTicket{} })
	ticketSendBack       = ticketVerb("ticket.send_back", func() Command { return &SendBackTicket{} })
	ticketClose          = ticketVerb("ticket.close", func() Command { return &CloseTicket{} })
	ticketRestore        = ticketVerb("ticket.restore", func() Command { return &RestoreTicket{} })
	ticketSetDeadline    = ticketVerb("ticket.set_deadline", func() Command { return &SetDeadline{} })
	ticketWait           = ticketVerb("ticket.wait", func() Command { return &WaitTicket{} })
	ticketResume         = ticketVerb("ticket.resume", func() Command { return &ResumeTicket{} })
	ticketHear           = ticketVerb("ticket.hear", func() Command { return &HearClient{} })
	ticketHandOver       = ticketVerb("ticket.hand_over", func() Command { return &HandOverTicket{} })
	ticketSay            = ticketVerb("ticket.say", func() Command { return &Say{} })
	ticketWatch          = ticketVerb("ticket.watch", func() Command { return &WatchTicket{} })
	ticketUnwatch        = ticketVerb("ticket.unwatch", func() Command { return &UnwatchTicket{} })
)

// The authority's own clock gives these (ST-6, HO-1).
var (
	ticketMarkStale = register(&Spec{
		Name: "ticket.mark_stale", Version: 1, New: func() Command { return &MarkStale{} },
		System: true, Only: AuthoritySide, Group: "ticket",
	})
	ticketCompleteSilently = register(&Spec{
		Name: "ticket.complete_silently", Version: 1, New: func() Command { return &CompleteSilently{} },
		System: true, Only: AuthoritySide, Group: "ticket",
	})
)

// About is what a ticket is about (TK-1). Everything may be unknown at first.
type About struct {
	Subject       string `json:"subject"`
	ClientID      ID     `json:"clientId,omitempty"`
	LegalEntityID ID     `json:"legalEntityId,omitempty"`
	ContactID     ID     `json:"contactId,omitempty"`
	InfobaseID    ID     `json:"infobaseId,omitempty"`
	Kind          string `json:"kind,omitempty"`
	Urgent        bool   `json:"urgent,omitempty"`
	UrgentReason  string `json:"urgentReason,omitempty"`
}

// aboutOf is what a ticket is about now.
func aboutOf(t *Ticket) About {
	return About{t.Subject, t.ClientID, t.LegalEntityID, t.ContactID, t.InfobaseID, t.Kind, t.Urgent, t.UrgentReason}
}

// set checks what is said about a ticket against the clients and the settings, and writes it into t.
func (a About) set(tx Tx, t *Ticket) error {
	subject, err := neededLine("ticket.subject", a.Subject, MaxSubject)
	if err != nil {
		return err
	}
	reason, err := line("ticket.reason", a.UrgentReason, MaxSubject)
	if err != nil {
		return err
	}
	if a.Urgent && reason == "" { // TK-1
		return Errorf(CodeInvalid, "ticket.urgent_reason_blank")
	}
	if !a.Urgent {
		reason = ""
	}
	if err := a.checkClient(tx, t); err != nil {
		return err
	}
	if err := a.checkKind(tx, t); err != nil {
		return err
	}
	t.Subject, t.Kind, t.Urgent, t.UrgentReason = subject, a.Kind, a.Urgent, reason
	t.ClientID, t.LegalEntityID, t.ContactID, t.InfobaseID = a.ClientID, a.LegalEntityID, a.ContactID, a.InfobaseID
	return nil
}

func (a About) checkClient(tx Tx, t *Ticket) error {
	if a.ClientID == "" {
		if a.LegalEntityID != "" || a.ContactID != "" || a.InfobaseID != "" { // TK-1
			return Errorf(CodeInvalid, "ticket.client_missing")
		}
		return nil
	}
	c, err := client(tx, a.ClientID)
	if err != nil {
		return err
	}
	if c.Archived && t.ClientID != a.ClientID { // TK-1
		return Errorf(CodeConflict, "client.archived", "name", c.Name)
	}
	for _, check := range []func() error{
		func() error { return optionalID("legalEntityId", a.LegalEntityID) },
		func() error { return optionalID("contactId", a.ContactID) },
		func() error { return optionalID("infobaseId", a.InfobaseID) },
		func() error { return entityOf(tx, a.ClientID, a.LegalEntityID) },
		func() error { return contactOf(tx, a.ClientID, a.ContactID) },
		func() error { return infobaseOf(tx, a.ClientID, a.InfobaseID) },
	} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// checkKind refuses a kind that the settings do not list; one that a ticket already has may stay.
func (a About) checkKind(tx Tx, t *Ticket) error {
	if a.Kind == "" || a.Kind == t.Kind {
		return nil
	}
	kinds, err := Kinds(tx)
	if err != nil {
		return err
	}
	for _, k := range kinds {
		if k == a.Kind { // TK-1
			return nil
		}
	}
	return Errorf(CodeInvalid, "ticket.kind_unknown", "kind", a.Kind)
}

// canBeEstimated asks for what must be known of a ticket before it is estimated.
func canBeEstimated(t *Ticket) error {
	if t.ClientID == "" { // TK-1
		return Errorf(CodeInvalid, "ticket.client_missing")
	}
	if t.Kind == "" { // TK-1
		return Errorf(CodeInvalid, "ticket.kind_missing")
	}
	return nil
}
