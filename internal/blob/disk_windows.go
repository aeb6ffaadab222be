package blob

import (
	"errors"
	"syscall"
)

// What Windows answers when a disk has no room.
const (
	errorDiskFull       = syscall.Errno(112)
	errorHandleDiskFull = syscall.Errno(39)
)

func isFull(err error) bool {
	return errors.Is(err, errorDiskFull) || errors.Is(err, errorHandleDiskFull)
}

// syncDir: Windows journals a rename by itself.
func syncDir(string) error { return nil }
