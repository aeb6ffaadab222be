#!/usr/bin/env bash
# frontend.sh [packages|build]: installs the locked npm packages if they changed, and builds frontend/dist if its sources did.
. "$(dirname "$0")/lib.sh"

cd frontend
stamp=node_modules/.lock-of-this-install
if ! cmp -s package-lock.json "$stamp"; then
  npm ci --no-audit --no-fund --loglevel=error
  cp package-lock.json "$stamp"
fi
[ "${1:-build}" = build ] || exit 0

built=dist/index.html
sources=(src public messages project.inlang wailsjs index.html vite.config.ts svelte.config.js tsconfig.json package-lock.json)
if [ -e "$built" ] && [ -z "$(find "${sources[@]}" -path src/lib/paraglide -prune -o -newer "$built" -print -quit)" ]; then
  exit 0
fi
npm run -s build
# Vite empties the folder; the placeholder lets a clean checkout compile before the first build.
touch dist/.keep
