package wire

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"net"
	"net/url"
	"strings"
	"time"
	"unicode"

	"naryad/internal/desk"
)

// Invitation lets one person's computer join a workspace once: where the authority is, a one-time code, until when
// it holds, and the fingerprint by which the authority's key is known.
type Invitation struct {
	Address     string       // https://host:port, or http://host:port on loopback
	Code        string       // shown once; see NormalCode
	Until       desk.Instant // whole seconds
	Fingerprint string       // base64url SHA-256 of the key's SubjectPublicKeyInfo; empty: trust the system's roots
}

const (
	inviteScheme      = "naryad://"
	inviteSchemePlain = "naryad+http://"
	inviteTime        = "2006-01-02T15:04:05Z"
	inviteSum         = 8 // letters
	noKey             = "-"
)

// String is the invitation as people send it: one line without blanks, such as
//
//	naryad://desk.example:8443/join/K7QM2-9XHTD-40WEP-R3BZA/2026-12-01T09:00:00Z/<fingerprint>/<check letters>
//
// The check letters at its end tell a copy that was cut or changed from a whole one.
func (i Invitation) String() string {
	scheme, host := inviteScheme, strings.TrimPrefix(i.Address, "https://")
	if plain, ok := strings.CutPrefix(i.Address, "http://"); ok {
		scheme, host = inviteSchemePlain, plain
	}
	key := i.Fingerprint
	if key == "" {
		key = noKey
	}
	body := scheme + host + "/join/" + i.Code + "/" + i.Until.Time().Format(inviteTime) + "/" + key
	return body + "/" + checkLetters(body)
}

// ParseInvitation reads an invitation out of whatever a person pasted: blanks and line breaks inside it, a mail's
// quote marks and text before or after it do no harm. It fails with "invitation.none" when there is no invitation
// in the text and with "invitation.cut" when a part of it is missing or changed.
func ParseInvitation(pasted string) (Invitation, error) {
	text := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`<>"'«»“”`, r) {
			return -1
		}
		return r
	}, pasted)
	cut := desk.Errorf(desk.CodeInvalid, "invitation.cut")
	scheme, web := inviteScheme, "https://"
	at := strings.Index(text, scheme)
	if at < 0 {
		scheme, web = inviteSchemePlain, "http://"
		at = strings.Index(text, scheme)
	}
	if at < 0 {
		return Invitation{}, desk.Errorf(desk.CodeInvalid, "invitation.none")
	}
	parts := strings.SplitN(text[at+len(scheme):], "/", 6)
	if len(parts) < 6 || len(parts[5]) < inviteSum {
		return Invitation{}, cut
	}
	body := scheme + strings.Join(parts[:5], "/")
	if parts[1] != "join" || parts[5][:inviteSum] != checkLetters(body) {
		return Invitation{}, cut
	}
	until, err := time.Parse(inviteTime, parts[3])
	if err != nil {
		return Invitation{}, cut
	}
	inv := Invitation{Address: web + parts[0], Code: parts[2], Until: desk.At(until), Fingerprint: parts[4]}
	if inv.Fingerprint == noKey {
		inv.Fingerprint = ""
	}
	if err := inv.Valid(); err != nil {
		return Invitation{}, err
	}
	return inv, nil
}

// Valid reports whether every part can be what it is meant to be; the error is for people.
func (i Invitation) Valid() error {
	cut := desk.Errorf(desk.CodeInvalid, "invitation.cut")
	if NormalCode(i.Code) == "" || i.Until <= 0 {
		return cut
	}
	if i.Fingerprint != "" && !ValidFingerprint(i.Fingerprint) {
		return cut
	}
	return ValidAddress(i.Address)
}

// ValidAddress refuses, with "address.invalid", everything but https://host[:port], and http://host[:port] on loopback.
func ValidAddress(address string) error {
	bad := desk.Errorf(desk.CodeInvalid, "address.invalid", "address", address)
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return bad
	}
	switch u.Scheme {
	case "https":
		return nil
	case "http":
		if Loopback(u.Hostname()) {
			return nil
		}
		return desk.Errorf(desk.CodeInvalid, "address.plain", "address", address)
	}
	return bad
}

// Loopback reports whether host names this computer itself.
func Loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// ValidFingerprint reports whether s is a SHA-256 in base64url without padding.
func ValidFingerprint(s string) bool {
	sum, err := base64.RawURLEncoding.DecodeString(s)
	return err == nil && len(sum) == sha256.Size
}

// CodeAlphabet is Crockford's base 32: no I, L, O, U. CodeLetters of it are 100 bits.
const (
	CodeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	CodeLetters  = 20
)

// NormalCode is a one-time code as it is compared: upper case, no hyphens, the letters that people mistake for
// digits read as digits. It is empty when code cannot be one.
func NormalCode(code string) string {
	n := strings.NewReplacer("-", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(code))
	if len(n) != CodeLetters || strings.Trim(n, CodeAlphabet) != "" {
		return ""
	}
	return n
}

func checkLetters(body string) string {
	sum := sha256.Sum256([]byte(body))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:5]))[:inviteSum]
}
