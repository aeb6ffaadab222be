//go:build desktop && !production

package app

import _ "naryad/internal/wire" // want "app may not import internal/wire"
