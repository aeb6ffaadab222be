#!/usr/bin/env bash
# The simulator: SEEDS of them from 1 (default 5,000) and each invariant broken on purpose, or only SEED with its trace.
# SIM_FOR=10m plays new seeds for that long, SIM_FROM says where to begin.
. "$(dirname "$0")/lib.sh"

sim() { go test ./internal/simtest -count=1 -v "$@"; }

if [ -n "${SEED:-}" ]; then
  SIM_SEED=$SEED sim -run TestSeeds
elif [ -n "${SIM_FOR:-}" ]; then
  sim -run TestSeeds -timeout 0
else
  SIM_SEEDS=${SEEDS:-5000} sim -timeout 60m
fi
