#!/usr/bin/env bash
# Runs every fuzz target for FUZZTIME (20 s). In `make test` their corpora run as ordinary tests.
. "$(dirname "$0")/lib.sh"

git ls-files --cached --others --exclude-standard '*_test.go' | while read -r file; do
  sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file" | while read -r target; do
    package=./$(dirname "$file")
    phase "$package $target" go test "$package" -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-20s}" </dev/null
  done
done
