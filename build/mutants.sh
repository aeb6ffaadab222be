#!/usr/bin/env bash
# Negates the guard at each line that cites a rule; a mutant that no test kills fails the run.
. "$(dirname "$0")/lib.sh"

exec go run ./internal/tools/mutants "$@"
