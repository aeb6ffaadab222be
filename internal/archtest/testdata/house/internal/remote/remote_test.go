package remote_test

import (
	_ "naryad/internal/cli" // want "internal/remote may not import internal/cli"
	_ "naryad/internal/server"
)
