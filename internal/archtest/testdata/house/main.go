package main

import (
	_ "github.com/wailsapp/wails/v2"
	_ "naryad/app/window"
	_ "naryad/internal/server"
)
