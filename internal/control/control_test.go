package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func take(t *testing.T, dir string) *Owner {
	t.Helper()
	o, err := Take(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.Close() })
	return o
}

func TestOneOwner(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "новая папка")
	o := take(t, dir)
	if _, err := Take(dir); !errors.Is(err, ErrOwned) {
		t.Fatalf("a second Take gives %v", err)
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	take(t, dir)
}

func TestCallRunsInTheOwner(t *testing.T) {
	dir := t.TempDir()
	o := take(t, dir)
	if _, err := Call(context.Background(), dir, Request{}, io.Discard, io.Discard); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no channel yet: got %v", err)
	}
	err := o.Listen("secret", func(_ context.Context, r Request, out, errw io.Writer) int {
		fmt.Fprintf(out, "args %q in %s", r.Args, r.Stdin)
		fmt.Fprint(errw, "слово")
		return 7
	})
	if err != nil {
		t.Fatal(err)
	}
	var out, errw bytes.Buffer
	code, err := Call(context.Background(), dir, Request{Args: []string{"ticket", "list"}, Stdin: []byte("piped")}, &out, &errw)
	if err != nil || code != 7 || out.String() != `args ["ticket" "list"] in piped` || errw.String() != "слово" {
		t.Errorf("got %d %v, out %q, err %q", code, err, &out, &errw)
	}
	info, err := os.Stat(filepath.Join(dir, "control"))
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the control file has mode %o", info.Mode().Perm())
	}
}

func TestStrangersAreRefused(t *testing.T) {
	dir := t.TempDir()
	o := take(t, dir)
	ran := false
	if err := o.Listen("secret", func(context.Context, Request, io.Writer, io.Writer) int { ran = true; return 0 }); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "control"))
	if err != nil {
		t.Fatal(err)
	}
	var a address
	if err := json.Unmarshal(b, &a); err != nil {
		t.Fatal(err)
	}
	for name, header := range map[string]http.Header{
		"no secret":           {},
		"a wrong secret":      {"Naryad-Secret": {"x"}},
		"a page in a browser": {"Naryad-Secret": {"secret"}, "Origin": {"http://evil.example"}},
	} {
		req, err := http.NewRequest(http.MethodPost, "http://"+a.Address+"/run", strings.NewReader(`{"args":["x"]}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header = header
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusForbidden || ran {
			t.Errorf("%s: status %d, ran %v", name, resp.StatusCode, ran)
		}
	}
}

func TestKilledOwnerLeavesNothingInTheWay(t *testing.T) {
	dir := t.TempDir()
	stale, err := json.Marshal(address{Address: "127.0.0.1:1", Secret: "x"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "control"), stale, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Call(context.Background(), dir, Request{}, io.Discard, io.Discard); !errors.Is(err, ErrSilent) {
		t.Errorf("a dead owner: got %v", err)
	}
	take(t, dir)
	if _, err := os.Stat(filepath.Join(dir, "control")); !os.IsNotExist(err) {
		t.Error("the dead owner's control file is still there")
	}
}
