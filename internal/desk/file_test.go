package desk_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"naryad/internal/desk"
)

var someHash = strings.Repeat("0f", 32)

// attach is a valid file for colleagues, on a ticket.
func (b *bench) attach(ticket desk.ID) *desk.AttachFile {
	return &desk.AttachFile{ID: b.id(), TicketID: ticket, Audience: desk.ToInternal, Name: "акт.pdf", Size: 10, SHA256: someHash, Type: "application/pdf"}
}

func (b *bench) files(ticket desk.ID) []*desk.Attachment {
	return rows[*desk.Attachment](b, "attachment", "ticket_id", ticket)
}

func TestAttachFile(t *testing.T) {
	parts(t, map[string]func(b *bench){
		"FL-1 a file is kept with a safe name, its size, hash and type": func(b *bench) {
			id := b.newTicket()
			cmd := b.attach(id)
			cmd.Name = `C:\Документы\..\акт|сверки.pdf`
			b.do(anna, cmd)
			f := b.files(id)[0]
			b.equal("file", *f, desk.Attachment{ID: cmd.ID, TicketID: id, Audience: desk.ToInternal, Name: "акт_сверки.pdf", Size: 10, SHA256: someHash, Type: "application/pdf", By: anna, At: b.at})
			b.equal("touched", b.ticket(id).TouchedAt, b.at)
		},
		"FL-1 an empty file and one that is too large are refused by their size": func(b *bench) {
			id := b.newTicket()
			for _, size := range []int64{0, -1} {
				cmd := b.attach(id)
				cmd.Size = size
				b.refuses(anna, cmd, desk.CodeInvalid, "attachment.empty")
			}
			cmd := b.attach(id)
			cmd.Size = desk.MaxFile + 1
			b.refuses(anna, cmd, desk.CodeTooLarge, "attachment.too_large")
			cmd.Size = desk.MaxFile
			b.do(anna, cmd)
		},
		"FL-1 a hash and a media type are what they should be": func(b *bench) {
			id := b.newTicket()
			for _, bad := range []func(*desk.AttachFile){
				func(c *desk.AttachFile) { c.SHA256 = strings.ToUpper(someHash[:63] + "F") },
				func(c *desk.AttachFile) { c.SHA256 = "" },
				func(c *desk.AttachFile) { c.Type = "text/html; charset=utf-8" },
				func(c *desk.AttachFile) { c.Type = "a/" + strings.Repeat("b", 100) },
			} {
				cmd := b.attach(id)
				bad(cmd)
				b.refuses(anna, cmd, desk.CodeInvalid, "attachment.malformed")
			}
		},
		"FL-1 a file goes where its message has gone": func(b *bench) {
			id := b.newTicket()
			m := b.say(id, "скан ниже")
			split := &desk.SplitTicket{ID: b.id(), TicketID: id, Subject: "Второе", MessageIDs: []desk.ID{m}}
			b.do(manager, split)
			cmd := b.attach(id)
			cmd.MessageID = m
			b.do(manager, cmd)
			b.equal("files of the new ticket", len(b.files(split.ID)), 1)
		},
		"FL-1 a file for a merged ticket arrives at the survivor": func(b *bench) {
			from, into := b.newTicket(), b.newTicket()
			b.do(manager, &desk.MergeTicket{TicketID: from, IntoID: into})
			b.do(anna, b.attach(from))
			b.equal("files", len(b.files(into)), 1)
		},
		"FL-1 only who wrote a message adds files to it": func(b *bench) {
			id := b.newTicket()
			cmd := b.attach(id)
			cmd.MessageID = b.say(id, "моё")
			b.refuses(anna, cmd, desk.CodeForbidden, "attachment.not_author")
			b.do(manager, cmd)
			cmd = b.attach(id)
			cmd.MessageID = b.id()
			b.refuses(manager, cmd, desk.CodeNotFound, "attachment.message_unknown")
		},
		"FL-1 one message takes fifty files": func(b *bench) {
			id := b.newTicket()
			m := b.say(id, "много")
			for range desk.MaxMessageFiles {
				cmd := b.attach(id)
				cmd.MessageID = m
				b.do(manager, cmd)
			}
			cmd := b.attach(id)
			cmd.MessageID = m
			b.refuses(manager, cmd, desk.CodeTooLarge, "attachment.too_many")
		},
		"FL-2 a file has the audience of its message": func(b *bench) {
			id := b.newTicket()
			inside, outside := b.say(id, "внутри"), b.id()
			b.do(manager, &desk.Say{ID: outside, TicketID: id, Audience: desk.ToClient, Text: "клиенту"})
			for message, audience := range map[desk.ID]desk.Audience{inside: desk.ToClient, outside: desk.ToInternal} {
				cmd := b.attach(id)
				cmd.MessageID, cmd.Audience = message, audience
				b.refuses(manager, cmd, desk.CodeInvalid, "attachment.audience_differs")
			}
			cmd := b.attach(id)
			cmd.Audience = "everybody"
			b.refuses(manager, cmd, desk.CodeInvalid, "message.audience_unknown")
		},
		"FL-2 files for the client come from who may act": func(b *bench) {
			id := b.newTicket()
			cmd := b.attach(id)
			cmd.Audience = desk.ToClient
			b.refuses(anna, cmd, desk.CodeForbidden, "ticket.not_yours")
			b.do(manager, cmd)
			b.do(anna, b.attach(id)) // for colleagues from everybody
		},
		"FL-3 the authority marks what has arrived, and the same bytes are stored once": func(b *bench) {
			id := b.newTicket()
			first, other := b.attach(id), b.attach(id)
			other.Size = 11
			b.do(anna, first)
			b.do(anna, other)
			touched := b.ticket(id).TouchedAt
			if err := b.system(&desk.MarkStored{SHA256: someHash, Size: 10}); err != nil {
				b.t.Fatal(err)
			}
			again := b.attach(id)
			b.do(anna, again)
			stored := map[desk.ID]bool{}
			for _, f := range b.files(id) {
				stored[f.ID] = f.Stored
			}
			b.equal("stored", stored, map[desk.ID]bool{first.ID: true, other.ID: false, again.ID: true})
			b.equal("no change by a person", touched, b.at-2*60_000)
			b.refuses(manager, &desk.MarkStored{SHA256: someHash, Size: 10}, desk.CodeForbidden, "actor.role_missing")
		},
		"FL-4 who added a file removes it, and managers do": func(b *bench) {
			id := b.newTicket()
			mine, theirs := b.attach(id), b.attach(id)
			b.do(anna, mine)
			b.do(anna, theirs)
			b.refuses(boris, &desk.RemoveFile{ID: mine.ID}, desk.CodeForbidden, "attachment.not_yours")
			b.do(anna, &desk.RemoveFile{ID: mine.ID})
			b.do(manager, &desk.RemoveFile{ID: theirs.ID})
			b.do(manager, &desk.RemoveFile{ID: theirs.ID}) // it is gone already
			b.equal("files", len(b.files(id)), 0)
			var kept []any
			for _, h := range rows[*desk.History](b, "history", "ticket_id", id) {
				if h.Verb == "attachment.remove" && h.Tbl == "attachment" {
					for _, c := range h.Changes {
						if c.Field == "name" {
							kept = append(kept, c.Old)
						}
					}
				}
			}
			b.equal("the history keeps the names", kept, []any{"акт.pdf", "акт.pdf"})
		},
		"FL-4 adding and removing are taken back by who added": func(b *bench) {
			id := b.newTicket()
			cmd := b.attach(id)
			call := func(actor desk.ID, c desk.Command) desk.Call {
				return desk.Call{ID: b.id(), Actor: actor, Source: desk.SourceDesktop, At: b.at, Authority: true, Command: c}
			}
			inverse, err := desk.Inverse(b.tx, call(anna, cmd))
			if err != nil {
				b.t.Fatal(err)
			}
			b.do(anna, cmd)
			if none, err := desk.Inverse(b.tx, call(manager, inverse)); none != nil || err != nil {
				b.t.Errorf("a manager takes back the removal of another's file: %v %v", none, err)
			}
			back, err := desk.Inverse(b.tx, call(anna, inverse))
			if err != nil {
				b.t.Fatal(err)
			}
			b.do(anna, inverse)
			b.equal("files", len(b.files(id)), 0)
			b.do(anna, back)
			b.equal("file", b.files(id)[0].Name, "акт.pdf")
		},
	})
}

func TestSafeFileName(t *testing.T) {
	long := strings.Repeat("ы", 300)
	for given, want := range map[string]string{
		"акт сверки.pdf":                       "акт сверки.pdf",
		"../../etc/passwd":                     "passwd",
		`C:\Windows\system32\x.dll`:            "x.dll",
		"..":                                   "file",
		"":                                     "file",
		" . . ":                                "file",
		"a\x00b\nc\td.txt":                     "ab c d.txt",
		"счёт\u202efdp.exe":                    "счётfdp.exe", // an RTL override shows it as «счётexe.pdf»
		"a\u200bb\ufeff.txt":                   "ab.txt",
		"<script>.html":                        "_script_.html",
		"CON":                                  "_CON",
		"con.txt":                              "_con.txt",
		"Lpt9.xlsx":                            "_Lpt9.xlsx",
		"COM¹":                                 "_COM¹",
		"COMPOT.txt":                           "COMPOT.txt",
		"trailing. . .":                        "trailing",
		".bashrc":                              "bashrc",
		"a" + "\xff\xfe" + "b":                 "ab",
		long + ".xlsx":                         strings.Repeat("ы", 97) + ".xlsx",
		"a." + long:                            "a." + strings.Repeat("ы", 99),
		"con" + strings.Repeat(".", 200) + "x": "_con.x", // what is cut leaves a device's name
	} {
		if got := desk.SafeFileName(given); got != want {
			t.Errorf("FL-1 %q becomes %q, want %q", given, got, want)
		}
	}
}

// FuzzSafeFileName: whatever a name was, what comes out can be written anywhere and is safe itself.
func FuzzSafeFileName(f *testing.F) {
	for _, s := range []string{"a/b", `..\..\x`, "CON.txt", "con....................x.txt", "a\u202eb", " . ", strings.Repeat("ю", 200) + ".tar.gz", "x." + strings.Repeat("e", 200), "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, given string) {
		name := desk.SafeFileName(given)
		switch {
		case name == "" || name == "." || name == "..":
			t.Fatalf("%q has no name left", given)
		case strings.ContainsAny(name, `/\<>:"|?*`):
			t.Fatalf("%q: %q holds what is forbidden", given, name)
		case len(name) > 200 || utf8.RuneCountInString(name) > 121:
			t.Fatalf("%q: %q is too long", given, name)
		case !utf8.ValidString(name) || strings.IndexFunc(name, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) >= 0:
			t.Fatalf("%q: %q holds what is not seen", given, name)
		case strings.HasSuffix(name, ".") || strings.HasSuffix(name, " "):
			t.Fatalf("%q: %q ends in what Windows drops", given, name)
		}
		if again := desk.SafeFileName(name); again != name {
			t.Fatalf("%q becomes %q, and that becomes %q", given, name, again)
		}
	})
}

func TestRunnable(t *testing.T) {
	for name, want := range map[string]bool{"Счёт.pdf.exe": true, "обработка.EPF": true, "макрос.xlsm": true, "акт.pdf": false, "отчёт.xlsx": false, "без расширения": false} {
		if desk.Runnable(name, "application/octet-stream") != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
	if !desk.Runnable("картинка.png", "application/vnd.microsoft.portable-executable") {
		t.Error("a program under another name")
	}
}
