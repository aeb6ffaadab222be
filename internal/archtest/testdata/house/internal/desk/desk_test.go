package desk_test

import (
	"math/rand/v2"
	"os"
	"time"

	_ "naryad/internal/server" // want "internal/desk may not import internal/server"
	_ "naryad/internal/store"
)

var (
	_      = os.Args
	drawn  = rand.IntN(3) // want "rand.IntN has no seed of its own"
	seeded = rand.New(rand.NewPCG(1, 2))
	now    = time.Now() // want "time.Now only in internal/clock"
)
