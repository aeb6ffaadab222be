package desk

import (
	"regexp"
	"slices"
)

// The verbs of files. A file is added by ticket.attach; its bytes travel apart from the log (FL-3).
var (
	ticketAttach         = ticketVerb("ticket.attach", func() Command { return &AttachFile{} })
	attachmentRemove     = register(&Spec{Name: "attachment.remove", Version: 1, New: func() Command { return &RemoveFile{} }, Group: "ticket"})
	attachmentMarkStored = register(&Spec{
		Name: "attachment.mark_stored", Version: 1, New: func() Command { return &MarkStored{} },
		System: true, Only: AuthoritySide, Group: "ticket",
	})
)

// Limits of files.
const (
	MaxFile         = 200 << 20 // bytes of one file
	MaxMessageFiles = 50        // files of one message
	maxMediaType    = 100
)

var (
	sha256Hex = regexp.MustCompile(`^[0-9a-f]{64}$`)
	mediaType = regexp.MustCompile(`^[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*$`)
)

// CheckFileSize refuses a file that is empty or too large, before anybody reads it.
func CheckFileSize(name string, size int64) error {
	if size <= 0 { // FL-1
		return Errorf(CodeInvalid, "attachment.empty", "name", SafeFileName(name))
	}
	if size > MaxFile { // FL-1
		return Errorf(CodeTooLarge, "attachment.too_large", "name", SafeFileName(name), "fileBytes", size, "limitBytes", int64(MaxFile))
	}
	return nil
}

// ValidSHA256 reports whether a text is a hash as files are known by.
func ValidSHA256(text string) bool { return sha256Hex.MatchString(text) }

// sameBytes are the files that have these bytes.
func sameBytes(tx Getter, sha256 string, size int64) ([]*Attachment, error) {
	files, err := find[Attachment](tx, "sha256", sha256)
	return slices.DeleteFunc(files, func(f *Attachment) bool { return f.Size != size }), err
}
