package store

import (
	_ "database/sql"
	_ "modernc.org/sqlite"
	_ "naryad/internal/desk"
	_ "naryad/internal/i18n" // want "internal/store may not import internal/i18n"
)
