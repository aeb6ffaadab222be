package window

import (
	_ "github.com/wailsapp/wails/v2/pkg/options"
	_ "naryad/app"
)
