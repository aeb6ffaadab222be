package desk

import (
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"
)

// Code is the class of an error: what a door makes of it (an HTTP status, an exit code, a colour).
type Code string

const (
	CodeInvalid     Code = "invalid"     // what was asked makes no sense; asking again changes nothing
	CodeForbidden   Code = "forbidden"   // the actor's role does not allow it (PR-1, PR-3)
	CodeNotFound    Code = "not_found"   // there is no such thing
	CodeConflict    Code = "conflict"    // it made sense, but the state has moved on or does not allow it
	CodeTooLarge    Code = "too_large"   // over a size limit
	CodeTooMany     Code = "too_many"    // over a rate limit
	CodeSignedOut   Code = "signed_out"  // no token, a revoked one, or one of another person
	CodeUnavailable Code = "unavailable" // not now: disk full, shutting down, no connection; try again
	CodeTooOld      Code = "too_old"     // this program is older than the server supports
	CodeDamaged     Code = "damaged"     // the database fails its own checks
	CodeInternal    Code = "internal"    // our mistake; details are in the log, never in the message
)

// Error is the one error for people. Key names a sentence in the catalogues (internal/i18n, "error." + Key);
// Params fill it. Anything that is not an *Error is internal: it is logged and never shown.
type Error struct {
	Code   Code           `json:"code"`
	Key    string         `json:"key"`
	Params map[string]any `json:"params,omitempty"`
}

func (e *Error) Error() string {
	names := make([]string, 0, len(e.Params))
	for n := range e.Params {
		names = append(names, n)
	}
	sort.Strings(names)
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Code, e.Key)
	for _, n := range names {
		fmt.Fprintf(&b, " %s=%v", n, e.Params[n])
	}
	return b.String()
}

// UnmarshalJSON keeps whole numbers whole: JSON alone would make floats of n/h, moments and counts.
func (e *Error) UnmarshalJSON(data []byte) error {
	type plain Error
	if err := json.Unmarshal(data, (*plain)(e)); err != nil {
		return err
	}
	for name, v := range e.Params {
		if f, ok := v.(float64); ok && f == float64(int64(f)) {
			e.Params[name] = int64(f)
		}
	}
	return nil
}

// Is makes errors.Is compare codes and keys, so that a test can name the refusal it expects.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code && t.Key == e.Key
}

// Errorf builds an Error; params alternate names and values. Values are strings, booleans, whole numbers,
// Status, NH or Instant: things the catalogues know how to print.
func Errorf(code Code, key string, params ...any) *Error {
	e := &Error{Code: code, Key: key}
	for i := 0; i+1 < len(params); i += 2 {
		if e.Params == nil {
			e.Params = map[string]any{}
		}
		e.Params[params[i].(string)] = params[i+1]
	}
	return e
}

// AsError returns the Error inside err, or nil when err is internal.
func AsError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}
