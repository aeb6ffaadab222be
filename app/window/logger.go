//go:build desktop

package window

import "log/slog"

// logger hands what Wails says to the program's log. Its messages below a warning hold calls and are left out.
type logger struct{ log *slog.Logger }

func (l logger) Print(string)          {}
func (l logger) Trace(string)          {}
func (l logger) Debug(string)          {}
func (l logger) Info(string)           {}
func (l logger) Warning(detail string) { l.log.Warn("wails", "detail", detail) }
func (l logger) Error(detail string)   { l.log.Error("wails", "detail", detail) }
func (l logger) Fatal(detail string)   { l.log.Error("wails gave up", "detail", detail) }
