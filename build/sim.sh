#!/usr/bin/env bash
# The simulator: SEEDS of them from 1 (default 5,000) and each invariant broken on purpose, or only SEED with its trace. SIM_FOR=10m goes on for that long, SIM_FROM says where to begin.
. "$(dirname "$0")/lib.sh"

limit=30m
[ -z "${SIM_FOR:-}" ] || limit=0 # it ends by itself
if [ -n "${SEED:-}" ]; then
  SIM_SEED=$SEED go test ./internal/simtest -run TestSeeds -count=1 -v
else
  SIM_SEEDS=${SEEDS:-5000} go test ./internal/simtest -run TestSeeds -count=1 -v -timeout "$limit"
fi
