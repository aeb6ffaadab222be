#!/usr/bin/env bash
# Builds bin/naryad, the program with the window.
. "$(dirname "$0")/lib.sh"

tags=$(webkit_tags) || die "GTK 3 and WebKitGTK are needed to build the window: run build/setup.sh run."
build/frontend.sh
go build -tags "$tags" -trimpath -ldflags "$(ldflags)" -o "$BIN/naryad" .
