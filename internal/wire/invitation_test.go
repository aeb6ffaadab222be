package wire_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"naryad/internal/desk"
	"naryad/internal/wire"
)

func sample() wire.Invitation {
	return wire.Invitation{
		Address:     "https://desk.example:8443",
		Code:        "K7QM2-9XHTD-40WEP-R3BZA",
		Until:       desk.At(time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)),
		Fingerprint: base64.RawURLEncoding.EncodeToString([]byte(strings.Repeat("\xfb\x01", 16))),
	}
}

func TestInvitationSurvivesMails(t *testing.T) {
	inv := sample()
	line := inv.String()
	if strings.ContainsAny(line, " \n&?'\"") {
		t.Fatalf("needs quoting in a shell or a mail: %s", line)
	}
	texts := map[string]string{
		"as it is":                line,
		"blanks around":           "  \t" + line + " \r\n",
		"broken into lines":       line[:30] + "\r\n" + line[30:61] + "\n   " + line[61:],
		"quoted in a reply":       "> " + line[:40] + "\n> " + line[40:],
		"in angle brackets":       "<" + line + ">",
		"with words before":       "Приглашение: " + line,
		"with words after":        line + "\n\nС уважением, Пётр/Петров",
		"with a full stop":        line + ".",
		"with a soft hyphen":      line[:50] + "\u00ad\u200b" + line[50:],
		"with non-breaking space": line[:50] + "\u00a0" + line[50:],
	}
	for name, text := range texts {
		got, err := wire.ParseInvitation(text)
		if err != nil || got != inv {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}

func TestInvitationForms(t *testing.T) {
	plain := sample()
	plain.Address, plain.Fingerprint = "http://127.0.0.1:8080", ""
	six := sample()
	six.Address = "https://[2001:db8::1]:8443"
	for _, inv := range []wire.Invitation{plain, six} {
		got, err := wire.ParseInvitation(inv.String())
		if err != nil || got != inv {
			t.Errorf("%s: got %+v, %v", inv, got, err)
		}
	}
}

func TestInvitationCutAnywhereIsSaidSo(t *testing.T) {
	line := sample().String()
	for n := len("naryad://"); n < len(line); n++ {
		_, err := wire.ParseInvitation(line[:n])
		if !errors.Is(err, desk.Errorf(desk.CodeInvalid, "invitation.cut")) {
			t.Fatalf("cut after %d: %v", n, err)
		}
	}
	for i := len("naryad://"); i < len(line); i++ {
		changed := line[:i] + "#" + line[i+1:]
		if _, err := wire.ParseInvitation(changed); err == nil {
			t.Fatalf("changed letter %d was accepted", i)
		}
	}
	for _, text := range []string{"", "hello", "https://desk.example"} {
		if _, err := wire.ParseInvitation(text); !errors.Is(err, desk.Errorf(desk.CodeInvalid, "invitation.none")) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestAddress(t *testing.T) {
	good := []string{"https://a", "https://a:1", "https://a/", "http://localhost:5", "http://[::1]:5"}
	for _, a := range good {
		if err := wire.ValidAddress(a); err != nil {
			t.Errorf("%s: %v", a, err)
		}
	}
	bad := map[string]string{
		"": "address.invalid", "a:1": "address.invalid", "ftp://a": "address.invalid", "https://": "address.invalid",
		"https://u:p@a": "address.invalid", "https://a/b": "address.invalid", "https://a?x=1": "address.invalid",
		"http://desk.example": "address.plain",
	}
	for a, key := range bad {
		if err := desk.AsError(wire.ValidAddress(a)); err == nil || err.Key != key {
			t.Errorf("%q: %v, want %s", a, err, key)
		}
	}
}

func TestNormalCode(t *testing.T) {
	if got := wire.NormalCode("k7qm2-9xhtd-4Owep-r3bzi"); got != "K7QM29XHTD40WEPR3BZ1" {
		t.Errorf("got %q", got)
	}
	for _, bad := range []string{"", "K7QM2", "K7QM2-9XHTD-40WEP-R3BZU", "K7QM2-9XHTD-40WEP-R3BZAA"} {
		if wire.NormalCode(bad) != "" {
			t.Errorf("%q passes", bad)
		}
	}
}

func TestDecodeIsStrict(t *testing.T) {
	for _, body := range []string{``, `{`, `[]`, `"x"`, `{"code":"a"}{}`, `{"code":"a"} x`, `{"other":1}`, `{"code":1}`} {
		var m wire.Join
		if err := wire.Decode(strings.NewReader(body), &m); !errors.Is(err, desk.Errorf(desk.CodeInvalid, "wire.malformed")) {
			t.Errorf("%s: %v", body, err)
		}
	}
	var reply wire.Live
	if err := wire.DecodeReply(strings.NewReader(`{"head":7,"later":true}`), &reply); err != nil || reply.Head != 7 {
		t.Errorf("a newer authority's reply: %+v, %v", reply, err)
	}
}

func FuzzParseInvitation(f *testing.F) {
	f.Add(sample().String())
	f.Add("naryad://a/join/b/c/d/e")
	f.Fuzz(func(t *testing.T, text string) {
		inv, err := wire.ParseInvitation(text)
		if err != nil {
			if desk.AsError(err) == nil {
				t.Fatalf("not for people: %v", err)
			}
			return
		}
		again, err := wire.ParseInvitation(inv.String())
		if err != nil || again != inv {
			t.Fatalf("%+v is not read back: %+v, %v", inv, again, err)
		}
	})
}
