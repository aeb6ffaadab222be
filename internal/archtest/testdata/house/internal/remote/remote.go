package remote

import _ "naryad/internal/store" // want "internal/remote may not import internal/store"
