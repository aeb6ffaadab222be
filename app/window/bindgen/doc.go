//go:build !bindings

// Command bindgen writes frontend/wailsjs when it is built with the tag "bindings"; see main.go.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "build me with -tags bindings: make gen")
	os.Exit(2)
}
