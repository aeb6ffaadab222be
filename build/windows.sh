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

for program in naryad.exe naryad-cli.exe; do
  (unset GOOS GOARCH && go run "$WINRES" extract --dir "$ROOT/.cache/winres" "$BIN/windows/$program" >/dev/null)
  grep -qs 'PerMonitorV2\|per monitor v2' -i -r "$ROOT/.cache/winres" || die "$program lacks the per-monitor manifest."
  rm -rf "$ROOT/.cache/winres"
done
