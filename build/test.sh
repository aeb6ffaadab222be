#!/usr/bin/env bash
# Everything that CI checks, cheapest first, each part with its seconds. Needs about 15 minutes on two cores from nothing,
# less with a warm Go cache.
. "$(dirname "$0")/lib.sh"

downloads() {
  local pids=() pid
  go mod download & pids+=($!)
  build/frontend.sh packages & pids+=($!)
  go run "$GOLANGCI" version & pids+=($!)
  for pid in "${pids[@]}"; do wait "$pid" || return 1; done
}
# A simulation is one goroutine: the race detector has nothing to find in it and makes it ten times slower.
raced() { go list ./... | grep -v '/internal/simtest$' | xargs go test -race -shuffle=on -timeout 20m; }
simulate() { SEEDS=${SIM_SEEDS:-5000} build/sim.sh; }

phase "system packages" build/setup.sh test
phase "downloads" downloads
phase "frontend build" build/frontend.sh build
phase "generated files are fresh" build/gen.sh --check
phase "lint" build/lint.sh
phase "frontend tests" npm --prefix frontend run -s test
phase "go test -race" raced
phase "simulator" simulate
phase "mutants" build/mutants.sh
phase "headless build" build/headless.sh
phase "Windows builds" build/windows.sh
phase "desktop build" build/desktop.sh
phase "end to end" build/e2e.sh --built

printf '\n%s%6d s  in all\n' "$PHASES" "$SECONDS"
