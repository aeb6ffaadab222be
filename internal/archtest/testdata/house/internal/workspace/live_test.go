package workspace

import _ "naryad/internal/server" // want "internal/workspace may not import internal/server"
