#!/usr/bin/env bash
# Installs what is missing, builds and starts the desk. Without the window's libraries it goes on in the browser.
. "$(dirname "$0")/lib.sh"

if build/setup.sh run; then
  build/desktop.sh
  exec "$BIN/naryad" "$@"
elif [ $? -ne 3 ]; then
  exit 1
fi
say "Until then the desk opens in the browser."
build/headless.sh
exec "$BIN/headless/naryad" --browser "$@"
