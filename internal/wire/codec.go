package wire

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"naryad/internal/desk"
)

// Decode reads one message of a replica: unknown fields, trailing data and anything that is not the message are
// refused with "wire.malformed", a body over the reader's limit with "wire.too_large".
func Decode(r io.Reader, into any) error {
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	return decode(dec, into)
}

// DecodeReply reads one message of the authority. Fields that a newer authority has added are passed over:
// the protocol only ever grows (expand, then contract).
func DecodeReply(r io.Reader, into any) error {
	return decode(json.NewDecoder(r), into)
}

func decode(dec *json.Decoder, into any) error {
	err := dec.Decode(into)
	if err == nil {
		_, err = dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
	}
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return desk.Errorf(desk.CodeTooLarge, "wire.too_large", "limitBytes", big.Limit)
	}
	return desk.Errorf(desk.CodeInvalid, "wire.malformed")
}
