package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/zalando/go-keyring"
)

const keyringService = "naryad"

// keyringPatience bounds how long a keyring may take: a locked one asks the person and may wait for ever.
const keyringPatience = 3 * time.Second

// SaveToken keeps the device token of the desktop in dir: in the system keyring, or, where there is none, in a file
// with mode 0600. It never stands in both.
func SaveToken(dir, token string) error {
	path := filepath.Join(dir, "token")
	if hasKeyring() {
		if _, err := withPatience(func() (string, error) { return "", keyring.Set(keyringService, dir, token) }); err == nil {
			if got, err := withPatience(func() (string, error) { return keyring.Get(keyringService, dir) }); err == nil && got == token {
				return removeFile(path)
			}
		}
	}
	return writeFile(path, []byte(token+"\n"))
}

// LoadToken returns the device token, or "" when there is none.
func LoadToken(dir string) (string, error) {
	b, err := os.ReadFile(filepath.Join(dir, "token"))
	if err == nil {
		return strings.TrimSpace(string(b)), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read the device token: %w", err)
	}
	if !hasKeyring() {
		return "", nil
	}
	token, err := withPatience(func() (string, error) { return keyring.Get(keyringService, dir) })
	if errors.Is(err, keyring.ErrNotFound) {
		return "", nil
	}
	return token, err
}

// hasKeyring says whether a keyring may be asked at all. On Linux it needs a session bus that already runs:
// asking without one would start a bus of its own.
func hasKeyring() bool {
	if os.Getenv("NARYAD_KEYRING") == "file" {
		return false
	}
	if runtime.GOOS != "linux" {
		return true
	}
	return os.Getenv("DBUS_SESSION_BUS_ADDRESS") != ""
}

var errKeyringSilent = errors.New("the keyring does not answer")

func withPatience(ask func() (string, error)) (string, error) {
	type answer struct {
		s   string
		err error
	}
	done := make(chan answer, 1)
	go func() {
		s, err := ask()
		done <- answer{s, err}
	}()
	timer := time.NewTimer(keyringPatience)
	defer timer.Stop()
	select {
	case a := <-done:
		return a.s, a.err
	case <-timer.C:
		return "", errKeyringSilent
	}
}

func removeFile(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
