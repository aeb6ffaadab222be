#!/usr/bin/env bash
# setup.sh run|test: installs the system's packages that are missing for it. As root by apt; otherwise it prints the one
# command that does it and fails with code 3, so that `make run` can go on without a window.
. "$(dirname "$0")/lib.sh"

what=${1:-run}

have() { command -v "$1" >/dev/null 2>&1; }
linux_id() { (. /etc/os-release 2>/dev/null && printf '%s' "${ID:-}") || true; }

check_toolchains() {
  have go || die "Go is missing: install Go $(sed -n 's/^go //p' go.mod) or newer (https://go.dev/dl), then run this again."
  go list -m >/dev/null || die "This Go is too old: go.mod asks for $(sed -n 's/^go //p' go.mod)."
  { have node && have npm; } || die "Node.js is missing: install Node.js 20.19 or newer with npm, then run this again."
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    die "Node.js $(node --version) is too old: 20.19 or newer is needed."
}
missing=()
# need PACKAGE TEST...: the package is missing when the test fails.
need() {
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}

webkit_package() {
  if have apt-cache && ! apt-cache show libwebkit2gtk-4.1-dev >/dev/null 2>&1 && apt-cache show libwebkit2gtk-4.0-dev >/dev/null 2>&1; then
    say libwebkit2gtk-4.0-dev
  else
    say libwebkit2gtk-4.1-dev
  fi
}
list_window() {
  need gcc have gcc
  need libc6-dev test -e /usr/include/stdio.h
  need pkg-config have pkg-config
  need libgtk-3-dev pkg-config --exists gtk+-3.0
  webkit_tags >/dev/null || missing+=("$(webkit_package)")
}
list_test() {
  need shellcheck have shellcheck
  need xvfb have Xvfb
  need xauth have xauth
  need openbox have openbox
  need xdotool have xdotool
  need wmctrl have wmctrl
  need dbus-daemon have dbus-run-session
  need x11-utils have xprop
  need imagemagick have import
  need webkit2gtk-driver have WebKitWebDriver
  # Ubuntu has Chromium as a snap only, which apt cannot give to a container; there the tests say what they left out.
  [ "$(linux_id)" = ubuntu ] || need chromium have chromium
}
install() {
  export DEBIAN_FRONTEND=noninteractive
  local options=(-o DPkg::Lock::Timeout=300 -o Acquire::Retries=3) log
  log=$(mktemp)
  # A fresh image has no package lists; old lists name packages that are gone.
  if ! { apt-get update "${options[@]}" && apt-get install -y --no-install-recommends "${options[@]}" "$@"; } >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    die "apt-get could not install the packages; the whole log is in $log."
  fi
  rm -f "$log"
}
check_toolchains
list_window
[ "$what" = run ] || list_test
[ ${#missing[@]} -gt 0 ] || exit 0

command_line="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
if ! have apt-get; then
  say "Missing: ${missing[*]} (the names are Debian's). Install them with this system's package manager." >&2
  exit 3
fi
if [ "$(id -u)" != 0 ]; then
  say "Some packages are missing. Run this once, then try again:" >&2
  say "  sudo sh -c '$command_line'" >&2
  exit 3
fi
say "Installing ${missing[*]}"
install "${missing[@]}"
