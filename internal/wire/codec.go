package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"naryad/internal/desk"
)

// MaxReply limits what a replica reads of one answer, in bytes: a rev is never split, so an answer may be larger
// than MaxBody.
const MaxReply = 64 << 20

// Decode reads one request from r into v, strictly (WI-1): unknown fields, anything after the document and bodies over
// MaxBody, or over the limit of an http.MaxBytesReader, are refused with a *desk.Error. An error of r is passed on.
func Decode(r io.Reader, v any) error { return decode(r, v, MaxBody, true) }

// DecodeReply reads one answer of the authority, of at most MaxReply. Fields that a newer authority has added are passed
// over: the protocol only ever grows (expand, then contract).
func DecodeReply(r io.Reader, v any) error { return decode(r, v, MaxReply, false) }

func decode(r io.Reader, v any, limit int64, strict bool) error {
	body, err := io.ReadAll(io.LimitReader(r, limit+1))
	var cut *http.MaxBytesError
	switch {
	case errors.As(err, &cut):
		return desk.Errorf(desk.CodeTooLarge, "wire.too_large", "limitBytes", cut.Limit)
	case err != nil:
		return fmt.Errorf("read message: %w", err)
	case int64(len(body)) > limit:
		return desk.Errorf(desk.CodeTooLarge, "wire.too_large", "limitBytes", limit)
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	if strict {
		dec.DisallowUnknownFields()
	}
	if err := dec.Decode(v); err != nil {
		return malformed()
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return malformed()
	}
	return nil
}
