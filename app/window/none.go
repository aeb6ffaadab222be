//go:build !desktop

package window

import (
	"context"

	"naryad/internal/desk"
)

// HasDisplay says whether a window can be shown: never in this build.
func HasDisplay() bool { return false }

func run(context.Context, Options) error {
	return desk.Errorf(desk.CodeUnavailable, "window.headless")
}
