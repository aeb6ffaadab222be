package remote_test

import _ "naryad/internal/server" // want "internal/remote may not import internal/server"
