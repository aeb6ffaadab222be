#!/usr/bin/env bash
# Everything that reads the code without running it.
. "$(dirname "$0")/lib.sh"

go run "$GOLANGCI" run ./...
# The window's own files need its tags, and Windows' files its system.
if tags=$(webkit_tags); then go vet -tags "$tags" . ./app/...; fi
GOOS=windows CGO_ENABLED=0 go vet -tags desktop,production ./...
(cd frontend && npm run -s check && npm run -s lint)
if command -v shellcheck >/dev/null; then shellcheck -x -P build build/*.sh .ci/run; fi
