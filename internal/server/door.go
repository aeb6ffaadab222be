package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"naryad/internal/clock"
	"naryad/internal/desk"
	"naryad/internal/wire"
)

// writeTime is how long one answer, or one piece of a stream, may take to be written.
const writeTime = 30 * time.Second

// soon is when the piece being written must be out: real time, whatever the authority's clock is in a test.
func soon() time.Time { return clock.System().Now().Add(writeTime) }

// status is what HTTP makes of a code (SV-D1).
var status = map[desk.Code]int{
	desk.CodeInvalid:     http.StatusBadRequest,
	desk.CodeSignedOut:   http.StatusUnauthorized,
	desk.CodeForbidden:   http.StatusForbidden,
	desk.CodeNotFound:    http.StatusNotFound,
	desk.CodeConflict:    http.StatusConflict,
	desk.CodeTooLarge:    http.StatusRequestEntityTooLarge,
	desk.CodeTooOld:      http.StatusUpgradeRequired,
	desk.CodeTooMany:     http.StatusTooManyRequests,
	desk.CodeInternal:    http.StatusInternalServerError,
	desk.CodeDamaged:     http.StatusServiceUnavailable,
	desk.CodeUnavailable: http.StatusServiceUnavailable,
}

type entrance bool

const (
	open     entrance = false
	signedIn entrance = true
)

// visit is one request that was let in.
type visit struct {
	w       http.ResponseWriter
	r       *http.Request
	ctl     *http.ResponseController
	address string // the bucket of the IP address
	device  Device // with signedIn
}

// door checks what every request must pass, in this order: the address's rate, the method, the size, who it is, the
// device's rate. Whatever goes wrong is answered in one way.
func (s *Server) door(method string, who entrance, serve func(visit) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secure(w.Header())
		v := visit{w: w, r: r, ctl: http.NewResponseController(w), address: addressKey(r.RemoteAddr)}
		r.Body = http.MaxBytesReader(w, r.Body, wire.MaxBody)
		if err := v.ctl.SetWriteDeadline(soon()); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return
		}
		err := s.enter(&v, method, who)
		if err == nil {
			err = serve(v)
		}
		if err != nil {
			s.fail(v, err)
		}
	})
}

func (s *Server) enter(v *visit, method string, who entrance) error {
	now := s.clock.Now()
	if err := s.addresses.take(v.address, now); err != nil {
		return err
	}
	if method != "" && v.r.Method != method {
		v.w.Header().Set("Allow", method)
		return desk.Errorf(desk.CodeInvalid, "server.method", "method", method)
	}
	if who == open {
		return nil
	}
	token, ok := strings.CutPrefix(v.r.Header.Get("Authorization"), "Bearer ")
	if !ok || token == "" {
		return notSignedIn()
	}
	device, err := s.signIn(token)
	if err != nil {
		if errors.Is(err, notSignedIn()) { // a token that nobody has: a guess (SV-D4)
			if slow := s.guesses.take(v.address, now); slow != nil {
				return slow
			}
		}
		return err
	}
	v.device = device
	return s.devices.take(device.ID, now)
}

func notSignedIn() error { return desk.Errorf(desk.CodeSignedOut, "server.not_signed_in") }

// secure says to browsers, which have no business here, that there is nothing to show, keep or embed.
func secure(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
}

// read decodes the request's message.
func (v visit) read(into any) error {
	kind, _, err := mime.ParseMediaType(v.r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return desk.Errorf(desk.CodeInvalid, "server.content_type")
	}
	return wire.Decode(v.r.Body, into)
}

// reply writes a message.
func (v visit) reply(m any) error {
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json")
	v.w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	_, _ = v.w.Write(data) // the other side has gone: it asks again
	return nil
}

// message serves one call of a session.
func message[Q, A any](call func(context.Context, Device, Q) (A, error)) func(visit) error {
	return func(v visit) error {
		var q Q
		if err := v.read(&q); err != nil {
			return err
		}
		a, err := call(v.r.Context(), v.device, q)
		if err != nil {
			return err
		}
		return v.reply(a)
	}
}

// fail answers with an error for people; what is internal goes to the log only (SV-D2).
func (s *Server) fail(v visit, err error) {
	if v.r.Context().Err() != nil && desk.AsError(err) == nil {
		return // nobody is listening
	}
	e := s.shown(err, v.r.URL.Path)
	code := status[e.Code]
	switch {
	case code == 0:
		code = http.StatusInternalServerError
	case e.Key == "server.method":
		code = http.StatusMethodNotAllowed
	case e.Key == "server.content_type":
		code = http.StatusUnsupportedMediaType
	}
	if seconds, ok := e.Params["seconds"].(int64); ok && e.Code == desk.CodeTooMany {
		v.w.Header().Set("Retry-After", strconv.FormatInt(seconds, 10))
	}
	if e.Code == desk.CodeSignedOut {
		v.w.Header().Set("WWW-Authenticate", "Bearer")
	}
	data, err := json.Marshal(wire.Failure{Error: e})
	if err != nil {
		code, data = http.StatusInternalServerError, []byte(`{"error":{"code":"internal","key":"server.internal"}}`)
	}
	v.w.Header().Set("Content-Type", "application/json")
	v.w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	v.w.WriteHeader(code)
	_, _ = v.w.Write(data)
}

// shown is err for people. What is not meant for them is logged: doing says where, no text of theirs is in it.
func (s *Server) shown(err error, doing string) *desk.Error {
	if e := desk.AsError(err); e != nil && e.Code != desk.CodeInternal {
		return e
	}
	s.log.Error("request failed", "doing", doing, "cause", err)
	return desk.Errorf(desk.CodeInternal, "server.internal")
}

// hashed is how tokens and codes are kept: they are random and long, so one SHA-256 is enough (SV-I1).
func hashed(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
