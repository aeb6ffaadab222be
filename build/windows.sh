#!/usr/bin/env bash
# Builds the two Windows programs: naryad.exe has the window and no console, naryad-cli.exe is for terminals (cmd neither
# waits for nor prints from a program of the window kind). Manifest, icon and version come from a .syso that lives only
# as long as the build.
. "$(dirname "$0")/lib.sh"

build/frontend.sh

number=$(base_version).0
syso=naryad_windows_amd64.syso
trap 'rm -f "$ROOT/$syso"' EXIT
go run "$WINRES" make --in build/windows/winres.json --out naryad --arch amd64 --file-version "$number" --product-version "$number"
[ -s "$syso" ] || die "go-winres wrote no $syso."

export GOOS=windows GOARCH=amd64 CGO_ENABLED=0
go build -tags desktop,production -trimpath -ldflags "$(ldflags) -H windowsgui" -o "$BIN/windows/naryad.exe" .
go build -trimpath -ldflags "$(ldflags)" -o "$BIN/windows/naryad-cli.exe" .

# at FILE OFFSET LENGTH: the little-endian number that stands there.
at() { od -An -t "u$3" -j "$2" -N "$3" "$1" | tr -d ' '; }

# look FILE SUBSYSTEM: fails unless the program is of that kind (2 window, 3 console) and carries manifest, icon and version.
look() {
  local file=$BIN/windows/$1 out=$ROOT/.cache/winres header
  header=$(at "$file" 60 4)
  [ "$(at "$file" $((header + 92)) 2)" = "$2" ] || die "$1 is of the wrong subsystem."
  rm -rf "$out"
  (unset GOOS GOARCH CGO_ENABLED && go run "$WINRES" extract --dir "$out" "$file")
  for mark in '"dpi-awareness": "per monitor v2"' '"#3": {' "\"file_version\": \"$number\""; do
    grep -qF "$mark" "$out/winres.json" || die "$1 lacks the resource $mark."
  done
  rm -rf "$out"
}
look naryad.exe 2
look naryad-cli.exe 3
