#!/usr/bin/env bash
# frontend.sh [packages|build]: installs the locked npm packages if they changed, and builds frontend/dist.
. "$(dirname "$0")/lib.sh"

packages() {
  local stamp=frontend/node_modules/.lock-of-this-install
  cmp -s frontend/package-lock.json "$stamp" && return
  (cd frontend && npm ci --no-audit --no-fund --loglevel=error)
  cp frontend/package-lock.json "$stamp"
}

packages
[ "${1:-build}" = build ] || exit 0
(cd frontend && npm run -s build)
# Vite empties the folder; the placeholder lets a clean checkout compile before the first build.
touch frontend/dist/.keep
