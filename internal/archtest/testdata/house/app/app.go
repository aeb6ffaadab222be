package app // want "app reaches internal/server: app → internal/plan → internal/server"

import (
	"time"

	_ "github.com/wailsapp/wails/v2/pkg/runtime" // want "app may not import github.com/wailsapp/wails/v2/pkg/runtime"
	_ "naryad/internal/plan"
	_ "naryad/internal/store" // want "app may not import internal/store"
)

// Started keeps the function itself, which is as bad as calling it.
var Started = time.Now // want "time.Now only in internal/clock"
