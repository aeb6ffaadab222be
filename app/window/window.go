// Package window shows the desktop in a native window by Wails. It is a transport: what it shows is app.App.
//
// Wails is linked only into builds with the tag "desktop"; in every other build Run says that there is no window.
// DESIGN.md of package app has the traps that this package steps around.
package window

import (
	"context"
	"io/fs"
	"log/slog"

	"naryad/app"
)

// Options of the window.
type Options struct {
	App     *app.App
	Assets  fs.FS  // the built frontend: index.html at its top
	Title   string // the window's, for the task bar
	DataDir string // where the web view may keep its own files (Windows)
	Icon    []byte // PNG
	Log     *slog.Logger
	// Painted, if not nil, is called once when the page has been loaded.
	Painted func()
}

// Run shows the window and returns when it has been closed or ctx has ended. It must be called on the main goroutine.
// Errors: window.headless in a build without a window, window.no_display when the display cannot be opened.
func Run(ctx context.Context, o Options) error { return run(ctx, o) }
