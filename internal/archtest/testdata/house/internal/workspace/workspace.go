package workspace // want "internal/workspace reaches internal/server: internal/workspace → internal/plan → internal/server"

import (
	_ "naryad/internal/plan"
	_ "naryad/internal/server" // want "internal/workspace may not import internal/server"
)
