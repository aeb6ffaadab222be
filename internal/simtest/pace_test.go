//go:build !race

package simtest

// How much the ordinary suite plays; CI and `make sim` ask for more by SIM_SEEDS.
const (
	few       = 100
	calmSteps = 60
)
