package app

import _ "naryad/internal/remote" // want "app may not import internal/remote"
