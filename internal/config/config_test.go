package config

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/zalando/go-keyring"
)

func TestConfigIsKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	c, err := Load(dir)
	if err != nil || c != (Config{Theme: "system"}) {
		t.Fatalf("a missing file gives %+v, %v", c, err)
	}
	if err := Save(dir, Config{Language: "en", Theme: "dark"}); err != nil {
		t.Fatal(err)
	}
	if c, _ = Load(dir); c != (Config{Language: "en", Theme: "dark"}) {
		t.Fatalf("read back %+v", c)
	}
	if err := os.WriteFile(filepath.Join(dir, "config.json"), []byte(`{"language":"xx","theme":`), 0o600); err != nil {
		t.Fatal(err)
	}
	if c, err = Load(dir); err == nil || c.Theme != "system" {
		t.Fatalf("a cut file gives %+v, %v; it must give the defaults and say why", c, err)
	}
}

func TestSystemLocale(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the system is asked where the environment says nothing")
	}
	for _, c := range []struct{ all, lang, want string }{
		{"", "ru_RU.UTF-8", "ru_RU.UTF-8"}, {"", "C.UTF-8", ""}, {"", "", ""}, {"POSIX", "en_GB", "en_GB"}, {"ru_RU", "en_GB", "ru_RU"},
	} {
		t.Setenv("LC_ALL", c.all)
		t.Setenv("LC_MESSAGES", "")
		t.Setenv("LANG", c.lang)
		if got := SystemLocale(); got != c.want {
			t.Errorf("LC_ALL=%q LANG=%q: got %q, want %q", c.all, c.lang, got, c.want)
		}
	}
}

func TestTokenInAFile(t *testing.T) {
	t.Setenv("NARYAD_KEYRING", "file")
	dir := t.TempDir()
	if got, err := LoadToken(dir); got != "" || err != nil {
		t.Fatalf("no token yet: got %q, %v", got, err)
	}
	if err := SaveToken(dir, "secret"); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, "token"))
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the token's file has mode %o", info.Mode().Perm())
	}
	if got, err := LoadToken(dir); got != "secret" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestTokenInTheKeyring(t *testing.T) {
	keyring.MockInit()
	t.Setenv("NARYAD_KEYRING", "")
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	dir := t.TempDir()
	if err := writeFile(filepath.Join(dir, "token"), []byte("old")); err != nil {
		t.Fatal(err)
	}
	if err := SaveToken(dir, "secret"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "token")); !os.IsNotExist(err) {
		t.Error("the token stands in a file although the keyring took it")
	}
	if got, err := LoadToken(dir); got != "secret" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}
