#!/usr/bin/env bash
# The simulator: SEEDS of them from 1 (default 5,000) and each invariant broken on purpose, or only SEED with its trace.
# SIM_FOR=10m plays new seeds for that long, SIM_FROM says where to begin. The seeds are shared out among processes, one for
# each core: within one process the simulations wait for each other in SQLite's allocator.
. "$(dirname "$0")/lib.sh"

sim() { go test ./internal/simtest -count=1 -v "$@"; }

shared() {
  local seeds=${SEEDS:-5000} cores share pids=() pid failed=0 i
  cores=$(nproc)
  share=$(((seeds + cores - 1) / cores))
  go test -c -o "$BIN/simtest" ./internal/simtest
  cd internal/simtest
  for ((i = 0; i < cores; i++)); do
    GOMAXPROCS=1 SIM_FROM=$((1 + i * share)) SIM_SEEDS=$share "$BIN/simtest" -test.run TestSeeds -test.v -test.timeout 60m & pids+=($!)
  done
  for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
  "$BIN/simtest" -test.skip TestSeeds -test.v -test.timeout 20m || failed=1
  return "$failed"
}

if [ -n "${SEED:-}" ]; then
  SIM_SEED=$SEED sim -run TestSeeds
elif [ -n "${SIM_FOR:-}" ]; then
  sim -run TestSeeds -timeout 0
else
  shared
fi
