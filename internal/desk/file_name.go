package desk

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a file's name: characters, bytes (a file system's 255 less what a program adds), and its extension.
const (
	maxFileName      = 120
	maxFileNameBytes = 200
	maxExtension     = 16
)

// SafeFileName makes of a name that somebody else gave one that every system can write and nobody is deceived by: the last
// part of a path, without control characters and what turns the direction of reading, without what a file system forbids,
// not a device of Windows, and not longer than 120 characters. A safe name stays as it is.
func SafeFileName(name string) string {
	for range 8 { // each rule can make work for the one before
		next := safeStep(name)
		if next == name {
			break
		}
		name = next
	}
	return name
}

func safeStep(name string) string {
	name = strings.ToValidUTF8(name, "")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Join(strings.Fields(strings.Map(nameRune, name)), " ")
	name = strings.TrimLeft(name, ". ")
	name = cutName(strings.TrimRight(name, ". "))
	if name == "" {
		return "file"
	}
	if reserved(name) {
		return "_" + name
	}
	return name
}

// nameRune drops what is not seen and replaces what Windows forbids.
func nameRune(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case !unicode.IsPrint(r): // control, format (RTL overrides, zero widths), private and unassigned characters
		return -1
	case strings.ContainsRune(`<>:"|?*`, r):
		return '_'
	}
	return r
}

// cutName shortens a name and keeps its extension, which says what the file is.
func cutName(name string) string {
	if utf8.RuneCountInString(name) <= maxFileName && len(name) <= maxFileNameBytes {
		return name
	}
	stem, ext := name, Extension(name)
	if utf8.RuneCountInString(ext) > maxExtension {
		ext = ""
	}
	stem = strings.TrimSuffix(stem, ext)
	chars, bytes := maxFileName-utf8.RuneCountInString(ext), maxFileNameBytes-len(ext)
	for i, r := range stem {
		if chars == 0 || i+utf8.RuneLen(r) > bytes {
			stem = stem[:i]
			break
		}
		chars--
	}
	return strings.TrimRight(stem, ". ") + ext
}

// Extension is the end of a name from its last dot on; "" where there is none.
func Extension(name string) string {
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		return name[i:]
	}
	return ""
}

// reserved says whether Windows takes the name for a device, whatever its extension.
func reserved(name string) bool {
	stem, _, _ := strings.Cut(name, ".")
	stem = strings.ToUpper(strings.TrimSpace(stem))
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$":
		return true
	}
	if n := utf8.RuneCountInString(stem); n != 4 || (!strings.HasPrefix(stem, "COM") && !strings.HasPrefix(stem, "LPT")) {
		return false
	}
	return strings.Contains("0123456789¹²³", stem[3:])
}

// runnable are the extensions of what Windows, or 1C, runs when it is opened.
var runnable = map[string]bool{}

func init() {
	for _, ext := range strings.Fields(`.exe .com .scr .pif .cpl .msi .msp .msix .appx .bat .cmd .ps1 .psm1 .vbs .vbe .js .jse
		.wsf .wsh .hta .jar .lnk .url .reg .dll .sys .ocx .inf .chm .gadget .application .scf .iso .img .vhd .vhdx .sh .run .appimage
		.desktop .apk .dmg .pkg .docm .dotm .xlsm .xltm .xlam .pptm .epf .erf .cfe`) {
		runnable[ext] = true
	}
}

// Runnable says that a file would run something when it is opened: it is only saved, never opened.
func Runnable(name, mediaType string) bool {
	switch mediaType {
	case "application/x-msdownload", "application/vnd.microsoft.portable-executable", "application/x-executable", "application/x-elf":
		return true
	}
	return runnable[strings.ToLower(Extension(name))]
}
