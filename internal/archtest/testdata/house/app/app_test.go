package app

import (
	_ "naryad/internal/remote" // want "app may not import internal/remote"
	"naryad/internal/store"
	_ "naryad/internal/store/storetest"
)

var _ = store.Open
