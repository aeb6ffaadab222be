package blob

import (
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// sniffed is how many bytes of a file's beginning say what it is.
const sniffed = 3072

// Sniff says of what media type bytes are, by looking at their beginning: names lie.
func Sniff(beginning []byte) string {
	kind, _, _ := strings.Cut(mimetype.Detect(beginning[:min(len(beginning), sniffed)]).String(), ";")
	return strings.ToLower(strings.TrimSpace(kind))
}

// head keeps the beginning of what is written to it.
type head struct{ bytes []byte }

func (h *head) Write(p []byte) (int, error) {
	if room := sniffed - len(h.bytes); room > 0 {
		h.bytes = append(h.bytes, p[:min(room, len(p))]...)
	}
	return len(p), nil
}
