package wire

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"naryad/internal/desk"
)

// MaxReply limits what a replica reads of one answer, in bytes: a rev is never split, so an answer may be larger
// than MaxBody. It is also the limit of a snapshot's head line.
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

// Encode writes v as one line of JSON.
func Encode(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("encode message: %w", err)
	}
	return nil
}

// DecodeHead reads a snapshot's first line; r then stands at the first byte of the compressed file.
func DecodeHead(r *bufio.Reader) (SnapshotHead, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		if len(line) > MaxReply {
			return SnapshotHead{}, desk.Errorf(desk.CodeTooLarge, "wire.too_large", "limitBytes", MaxReply)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			return SnapshotHead{}, fmt.Errorf("read snapshot head: %w", err)
		}
		break
	}
	var h SnapshotHead
	err := DecodeReply(bytes.NewReader(line), &h)
	return h, err
}
