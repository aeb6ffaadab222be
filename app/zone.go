package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// zoneName is the IANA name of a location as the frontend's Intl understands it. Go calls the machine's zone "Local":
// its name is looked up where systems keep it. Where it is nowhere, a name for the present offset is given.
func zoneName(where *time.Location, now time.Time) string {
	if name := where.String(); name != "Local" {
		return name
	}
	for _, name := range machineZone() {
		if l, err := time.LoadLocation(name); err == nil && name != "" && sameOffset(l, where, now) {
			return name
		}
	}
	_, offset := now.In(where).Zone()
	return offsetName(offset)
}

func machineZone() []string {
	names := []string{strings.TrimPrefix(os.Getenv("TZ"), ":")}
	if link, err := filepath.EvalSymlinks("/etc/localtime"); err == nil {
		if _, name, ok := strings.Cut(filepath.ToSlash(link), "zoneinfo/"); ok {
			names = append(names, strings.TrimPrefix(name, "posix/"))
		}
	}
	if b, err := os.ReadFile("/etc/timezone"); err == nil {
		names = append(names, strings.TrimSpace(string(b)))
	}
	return names
}

func sameOffset(a, b *time.Location, now time.Time) bool {
	_, x := now.In(a).Zone()
	_, y := now.In(b).Zone()
	return x == y
}

// offsetName names a fixed offset in seconds east of UTC. The signs of Etc/GMT… are the other way round.
func offsetName(offset int) string {
	switch {
	case offset == 0:
		return "UTC"
	case offset%3600 == 0:
		return fmt.Sprintf("Etc/GMT%+d", -offset/3600)
	case offset < 0:
		return fmt.Sprintf("-%02d:%02d", -offset/3600, -offset%3600/60)
	}
	return fmt.Sprintf("+%02d:%02d", offset/3600, offset%3600/60)
}
