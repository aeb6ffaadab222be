package server

import (
	_ "crypto/rand"               // want "randomness is injected"
	_ "modernc.org/sqlite"        // want "SQL has one home"
	_ "naryad/internal/workspace" // want "internal/server may not import internal/workspace"
)
