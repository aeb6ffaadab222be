#!/usr/bin/env bash
# Draws build/appicon.png and build/windows/icon.ico from build/appicon.svg. The results are committed, so only somebody
# who changes the drawing needs this (and librsvg2-bin, icoutils).
. "$(dirname "$0")/lib.sh"

for tool in rsvg-convert icotool; do
  command -v "$tool" >/dev/null || die "$tool is missing: apt-get install librsvg2-bin icoutils"
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rsvg-convert -w 1024 -h 1024 build/appicon.svg -o build/appicon.png
images=()
for size in 16 20 24 32 40 48 64 256; do
  rsvg-convert -w "$size" -h "$size" build/appicon.svg -o "$work/$size.png"
  if [ "$size" = 256 ]; then images+=("--raw=$work/$size.png"); else images+=("$work/$size.png"); fi
done
icotool --create --output build/windows/icon.ico "${images[@]}"
