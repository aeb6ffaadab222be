//go:build desktop

package window

import (
	"context"
	"fmt"
	"os"
	"runtime"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/options/windows"
	wails2 "github.com/wailsapp/wails/v2/pkg/runtime"

	"naryad/app"
	"naryad/internal/desk"
)

// HasDisplay says whether there is a display to show a window on. GTK panics without one, so it is asked first.
func HasDisplay() bool {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return true
	}
	return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}

// shown is one window on its way from start to end.
type shown struct {
	Options
	ended  context.Context // the caller's
	cancel func()          // ends the delivery of events
}

func run(ctx context.Context, o Options) (err error) {
	defer func() {
		if p := recover(); p != nil { // GTK could not open the display, or the web view could not be made
			o.Log.Error("window was not shown", "panic", fmt.Sprint(p))
			err = desk.Errorf(desk.CodeUnavailable, "window.no_display")
		}
	}()
	s := &shown{Options: o, ended: ctx}
	return wails.Run(s.options())
}

func (s *shown) options() *options.App {
	settings := s.App.Settings()
	return &options.App{
		Title: s.Title, Width: 1280, Height: 800, MinWidth: 900, MinHeight: 600,
		BackgroundColour: background(settings.Theme),
		AssetServer:      &assetserver.Options{Assets: s.Assets},
		Bind:             []any{s.App.Desk()},
		ErrorFormatter:   func(err error) any { return s.App.Problem(err) },
		OnStartup:        s.started,
		OnDomReady:       s.loaded,
		OnShutdown:       s.closed,
		Logger:           logger{s.Log},
		Linux:            &linux.Options{Icon: s.Icon, ProgramName: "naryad", WebviewGpuPolicy: linux.WebviewGpuPolicyNever},
		Windows:          &windows.Options{WebviewUserDataPath: s.DataDir, Theme: windowsTheme(settings.Theme), DisablePinchZoom: true},
	}
}

// started quits when the caller's context ends, and hands events to the page from then on.
func (s *shown) started(ctx context.Context) {
	go func() {
		select {
		case <-s.ended.Done():
			wails2.Quit(ctx)
		case <-ctx.Done():
		}
	}()
	s.cancel = s.App.Subscribe(func(e app.Event) {
		if e.Name == "show" { // somebody started the program again
			wails2.WindowUnminimise(ctx)
			wails2.WindowShow(ctx)
		}
		wails2.EventsEmit(ctx, app.EventName, e)
	})
}

// loaded runs each time the page has been loaded.
func (s *shown) loaded(context.Context) {
	resetSignals()
	if s.Painted != nil {
		s.Painted()
		s.Painted = nil
	}
}

func (s *shown) closed(context.Context) {
	if s.cancel != nil {
		s.cancel()
	}
}

// background is the colour of the empty window, the same as the page's own, so that nothing flashes at the start.
func background(theme string) *options.RGBA {
	if theme == "dark" {
		return options.NewRGB(0x14, 0x15, 0x19)
	}
	return options.NewRGB(0xff, 0xff, 0xff)
}

func windowsTheme(theme string) windows.Theme {
	switch theme {
	case "dark":
		return windows.Dark
	case "light":
		return windows.Light
	}
	return windows.SystemDefault
}
