package plan

import _ "naryad/internal/server" // want "internal/plan may not import internal/server"
