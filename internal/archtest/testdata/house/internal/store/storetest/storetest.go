package storetest

import (
	_ "naryad/internal/server" // want "internal/store/storetest may not import internal/server"
	_ "naryad/internal/store"
)
