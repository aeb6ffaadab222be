# Sourced by the scripts beside it. Paths, versions of the tools that are not in go.mod, and how a script speaks.
# shellcheck shell=bash disable=SC2034 # the variables are read by the scripts that source this file
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"
BIN=$ROOT/bin

GOLANGCI=github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
WINRES=github.com/tc-hib/go-winres@v0.3.3

# The version is passed by -X below; stamping from git as well would fail in a checkout of another owner.
export GOFLAGS="${GOFLAGS:+$GOFLAGS }-buildvcs=false"

say() { printf '%s\n' "$*"; }
die() {
  printf '%s\n' "$*" >&2
  exit 1
}

# phase NAME COMMAND...: runs the command and prints how long it took.
phase() {
  local name=$1 started=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  if "$@"; then
    printf -- '\n-- %s: %d s\n' "$name" $((SECONDS - started))
    PHASES+="$(printf '%6d s  %s' $((SECONDS - started)) "$name")"$'\n'
  else
    local code=$?
    printf -- '\n-- %s: FAILED after %d s\n' "$name" $((SECONDS - started)) >&2
    exit "$code"
  fi
}
PHASES=""

# version prints what the program calls itself: the tag, or the version being worked on with its commit.
version() {
  local tagged
  if tagged=$(git describe --tags --exact-match 2>/dev/null); then
    say "${tagged#v}"
  else
    say "$(base_version)-dev+$(git rev-parse --short=10 HEAD 2>/dev/null || echo unknown)"
  fi
}

# base_version prints the newest x.y.z that CHANGELOG.md speaks of.
base_version() { sed -n 's/^## \[*\([0-9][0-9]*\.[0-9]*\.[0-9]*\).*/\1/p' CHANGELOG.md | head -n 1; }

ldflags() { say "-s -w -X main.version=$(version)"; }

# webkit_tags prints the build tags of the window for the WebKitGTK that is installed, or fails if there is none.
webkit_tags() {
  pkg-config --exists gtk+-3.0 2>/dev/null || return 1
  if pkg-config --exists webkit2gtk-4.1 2>/dev/null; then
    say desktop,production,webkit2_41
  elif pkg-config --exists webkit2gtk-4.0 2>/dev/null; then
    say desktop,production
  else
    return 1
  fi
}
