package app

import (
	_ "naryad/internal/server" // want "app may not import internal/server"
	"naryad/internal/store"
	_ "naryad/internal/store/storetest"
)

var _ = store.Open
