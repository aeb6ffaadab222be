#!/usr/bin/env bash
# e2e.sh [--built]: drives the program as a person does: the browser mode in Chromium and in WebKit, and the window itself.
# Pictures of every screen end in bin/shots. With --built it takes what bin/ has.
. "$(dirname "$0")/lib.sh"

if [ "${1:-}" != --built ]; then
  build/setup.sh test
  build/headless.sh
  build/desktop.sh
fi
cd frontend/e2e
exec node --test --test-concurrency=1 --test-reporter=spec ./*.e2e.mjs
