package remote_test

import _ "naryad/internal/server"
