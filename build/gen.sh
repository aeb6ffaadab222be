#!/usr/bin/env bash
# gen.sh [--check]: writes the generated files anew: what `go generate` makes and the TypeScript side of the bound methods.
# With --check it fails when that changes anything: somebody forgot to run it.
. "$(dirname "$0")/lib.sh"

sums() { git ls-files -z --cached --others --exclude-standard -- '*.go' frontend | sort -z | xargs -0 sha256sum 2>/dev/null || true; }

generate() {
  go generate ./...
  CGO_ENABLED=0 go run -tags bindings ./app/window/bindgen >/dev/null
}

before=$(sums)
generate
[ "${1:-}" = --check ] || exit 0
after=$(sums)
if [ "$before" != "$after" ]; then
  diff <(printf '%s\n' "$before") <(printf '%s\n' "$after") | sed -n 's/^> [0-9a-f]*  /stale: /p' >&2
  die "Generated files were not fresh. They are now: look at them and commit them (make gen does the same)."
fi
