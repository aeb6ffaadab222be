//go:build bindings

// Command bindgen writes frontend/wailsjs from the bound struct, without the Wails CLI and without GTK. Run it at the
// top of the project: CGO_ENABLED=0 go run -tags bindings ./app/window/bindgen
package main

import (
	"fmt"
	"os"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"

	"naryad/app"
)

func main() {
	if err := wails.Run(&options.App{Bind: []any{&app.Desk{}}}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
