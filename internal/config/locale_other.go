//go:build !windows

package config

// systemLocale has nothing to add to the environment here.
func systemLocale() string { return "" }
