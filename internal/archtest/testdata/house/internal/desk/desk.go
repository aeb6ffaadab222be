package desk

import (
	_ "database/sql" // want "SQL has one home" "is pure and may not import database/sql"
	_ "math/rand/v2" // want "randomness is injected"
	_ "net/http"     // want "is pure and may not import net/http"
	_ "os"           // want "is pure and may not import os"
	t "time"

	_ "naryad/internal/clock" // want "internal/desk may not import internal/clock"
	_ "naryad/internal/text"

	"github.com/google/uuid"
)

var (
	since = t.Since          // want "time.Since only in internal/clock"
	until = t.Until          // want "time.Until only in internal/clock"
	later = t.AfterFunc      // a timer reads no clock
	fresh = uuid.NewString() // want "uuid.NewString only in internal/clock"
	exact = uuid.NewSHA1     // derived, not drawn
)

type hands struct{ Now int }

func shadow(time hands) int { return time.Now }
