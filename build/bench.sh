#!/usr/bin/env bash
# Prints the figures. They are for reading: nothing fails because of them.
. "$(dirname "$0")/lib.sh"

benchmarks=$(git grep -l --untracked '^func Benchmark' -- '*_test.go' | xargs -r -n1 dirname | sort -u | sed 's,^,./,')
build/setup.sh test
build/headless.sh
build/desktop.sh
# shellcheck disable=SC2086 # package paths hold no blanks
[ -z "$benchmarks" ] || phase "benchmarks" go test -run '^$' -bench . -benchtime "${BENCHTIME:-1s}" $benchmarks
phase "size of the initial JavaScript" npm --prefix frontend run -s size
phase "the program" node frontend/e2e/bench.mjs
