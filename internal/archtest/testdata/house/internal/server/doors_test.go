package server_test

import _ "naryad/internal/remote"
