#!/usr/bin/env bash
# Builds bin/headless/naryad: every subcommand, no window, statically linked.
. "$(dirname "$0")/lib.sh"

build/frontend.sh
CGO_ENABLED=0 go build -trimpath -ldflags "$(ldflags)" -o "$BIN/headless/naryad" .
if [ "$(uname -s)" = Linux ] && ldd "$BIN/headless/naryad" >/dev/null 2>&1; then
  die "bin/headless/naryad is not static: $(ldd "$BIN/headless/naryad" | head -n 1)"
fi
