//go:build desktop && linux && cgo

package window

import wails2 "github.com/wailsapp/wails/v2/pkg/runtime"

// resetSignals gives the handlers of faults back to Go: WebKit replaces them, and then a nil dereference ends the
// program in spite of recover.
func resetSignals() { wails2.ResetSignalHandlers() }
