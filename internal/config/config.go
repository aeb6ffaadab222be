// Package config knows where Naryad keeps its files on this computer and holds the person's own settings and secrets there.
//
// A desktop's directory holds
//
//	config.json     language and theme
//	server.json     the server this desktop has joined (address, fingerprint of its key, ids); absent when it is alone
//	token           the device token, mode 0600, only where there is no system keyring
//	lock, control   who owns the directory and how to talk to the owner (internal/control)
//	replica/        the person's replica (internal/workspace)
//	authority/      the company's data, when this desktop hosts it; this directory can be moved to a server
package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Config is what a person has chosen on this computer.
type Config struct {
	Language string `json:"language"` // ru or en; empty: by the system
	Theme    string `json:"theme"`    // system, light or dark
}

// Server says which server a desktop has joined.
type Server struct {
	Address     string `json:"address"` // host:port
	Fingerprint string `json:"fingerprint"`
	Workspace   string `json:"workspace"`
	Name        string `json:"name"` // of the company
	Person      string `json:"person"`
	ClientID    string `json:"clientId"`
}

// DefaultDir returns the desktop's directory: $NARYAD_DATA, or the system's place for a program's local data.
func DefaultDir() (string, error) {
	if dir := os.Getenv("NARYAD_DATA"); dir != "" {
		return filepath.Abs(dir)
	}
	if runtime.GOOS == "windows" {
		if dir := os.Getenv("LOCALAPPDATA"); dir != "" {
			return filepath.Join(dir, "Naryad"), nil
		}
	}
	if runtime.GOOS == "darwin" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return "", fmt.Errorf("find the directory for local data: %w", err)
		}
		return filepath.Join(dir, "Naryad"), nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "naryad"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("find the home directory: %w", err)
	}
	return filepath.Join(home, ".local", "share", "naryad"), nil
}

// Network reports whether dir is a network path, where file locks and shared memory of a database cannot be trusted.
func Network(dir string) bool {
	return runtime.GOOS == "windows" && strings.HasPrefix(filepath.ToSlash(dir), "//")
}

// ReplicaDir and AuthorityDir are the two databases' places in a desktop's directory.
func ReplicaDir(dir string) string   { return filepath.Join(dir, "replica") }
func AuthorityDir(dir string) string { return filepath.Join(dir, "authority") }

// Load reads a desktop's settings; a missing or unreadable file gives the defaults.
func Load(dir string) (Config, error) {
	c := Config{Theme: "system"}
	err := readJSON(filepath.Join(dir, "config.json"), &c)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if c.Theme != "light" && c.Theme != "dark" {
		c.Theme = "system"
	}
	return c, err
}

// Save writes a desktop's settings.
func Save(dir string, c Config) error { return writeJSON(filepath.Join(dir, "config.json"), c) }

// LoadServer reads which server was joined and reports whether any was.
func LoadServer(dir string) (Server, bool, error) {
	var s Server
	err := readJSON(filepath.Join(dir, "server.json"), &s)
	if errors.Is(err, fs.ErrNotExist) {
		return s, false, nil
	}
	return s, err == nil, err
}

// SaveServer writes which server was joined.
func SaveServer(dir string, s Server) error { return writeJSON(filepath.Join(dir, "server.json"), s) }

// SystemLocale is the name of the locale that the system asks for, such as "ru_RU.UTF-8", or "" where it asks for none.
func SystemLocale() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		v := os.Getenv(name)
		if bare, _, _ := strings.Cut(v, "."); v != "" && bare != "C" && bare != "POSIX" {
			return v
		}
	}
	return systemLocale()
}

func readJSON(path string, v any) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("read %s: %w", filepath.Base(path), err)
	}
	return nil
}

// writeJSON replaces a file as a whole: a crash leaves the old one or the new one.
func writeJSON(path string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return writeFile(path, append(b, '\n'))
}

func writeFile(path string, b []byte) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make %s: %w", filepath.Dir(path), err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if _, err = f.Write(b); err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return os.Rename(f.Name(), path)
}
