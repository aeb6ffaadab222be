//go:build desktop && !(linux && cgo)

package window

func resetSignals() {}
