#!/usr/bin/env bash
# The quick part of the whole check, for working.
. "$(dirname "$0")/lib.sh"

phase "frontend packages" build/frontend.sh packages
phase "lint" build/lint.sh
phase "frontend tests" npm --prefix frontend run -s test
phase "go test" go test -shuffle=on ./...
