//go:build race

package simtest

// Under the race detector SQLite is many times slower.
const (
	few       = 10
	calmSteps = 20
)
