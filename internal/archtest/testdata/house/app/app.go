package app // want "app reaches internal/server: app → internal/plan → internal/server"

import (
	"time"

	_ "github.com/wailsapp/wails/v2/pkg/runtime" // want "app may not import github.com/wailsapp/wails/v2/pkg/runtime"
	_ "naryad/internal/plan"
	"naryad/internal/store"
	_ "naryad/internal/store/storetest" // want "app may not import internal/store/storetest"
)

// Started keeps the function itself, which is as bad as calling it.
var Started = time.Now // want "time.Now only in internal/clock"

func read(r *store.Reader) { store.Open() } // want "app may not use store.Open"
