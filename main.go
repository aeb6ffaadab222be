// Naryad is the desk of a company that supports 1C: a desktop program, a server and their command line, in one.
package main

import (
	"context"
	"embed"
	"io/fs"
	"os"
	"os/signal"
	"syscall"

	"naryad/internal/cli"
	"naryad/internal/clock"
)

//go:embed all:frontend/dist
var frontend embed.FS

//go:embed build/appicon.png
var icon []byte

// version is set by the build.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	dist, err := fs.Sub(frontend, "frontend/dist")
	if err != nil {
		panic(err) // the directory is embedded by the line above
	}
	code := cli.Main(ctx, cli.Env{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Clock: clock.System(), Version: version, Frontend: dist, Icon: icon,
	}, os.Args[1:])
	stop()
	os.Exit(code)
}
