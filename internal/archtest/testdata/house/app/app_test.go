package app

import (
	_ "naryad/internal/server" // want "app may not import internal/server"
	_ "naryad/internal/store"
)
