package cli_test

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"naryad/internal/wire"
)

// alone makes a workspace on this computer with one ticket in it.
func alone(t testing.TB) (dir string) {
	t.Helper()
	dir = tempDir(t, "desk")
	must(t, nil, "create", "--company", "Ромашка", "--name", "Зимина Татьяна", "--data", dir)
	must(t, nil, "client", "add", "Квазибетон", "--data", dir)
	must(t, nil, "ticket", "new", "Не сходится ЕНС", "--client", "Квазибетон", "--kind", "error", "--data", dir)
	return dir
}

// TestRefusals proves that what makes no sense gets an exit code and a sentence that says what to do: ST-1, ST-3,
// ST-5, EST-1, TK-1, PL-2.
func TestRefusals(t *testing.T) {
	dir := alone(t)
	for _, c := range []struct {
		name  string
		code  int
		words []string
		args  []string
	}{
		{"ST-3 a move that the status forbids", 4, []string{"New", "Done"}, []string{"ticket", "done", "1", "x"}},
		{"ST-3 the same in Russian", 4, []string{"Новый"}, []string{"ticket", "confirm", "1", "--lang", "ru"}},
		{"EST-1 an estimate off the scale names its neighbours", 2, []string{"4", "6.5"}, []string{"ticket", "estimate", "1", "6"}},
		{"EST-1 the same in Russian", 2, []string{"4", "6,5"}, []string{"ticket", "estimate", "1", "6", "--lang", "ru"}},
		{"EST-1 no number at all", 2, nil, []string{"ticket", "estimate", "1", "много"}},
		{"an unknown ticket", 3, []string{"77"}, []string{"ticket", "show", "77"}},
		{"a ticket number that is none", 3, []string{"abc"}, []string{"ticket", "show", "abc"}},
		{"a blank subject", 2, nil, []string{"ticket", "new", "  "}},
		{"a blank message", 2, nil, []string{"ticket", "say", "1", " \n "}},
		{"an unknown client", 3, []string{"Нет такого"}, []string{"ticket", "new", "x", "--client", "Нет такого"}},
		{"PL-2 a plan that lacks everything", 4, nil, []string{"ticket", "plan", "1"}},
		{"a date that is none", 2, []string{"завтра"}, []string{"ticket", "plan", "1", "--from", "завтра"}},
		{"too few words", 2, []string{"naryad ticket show NUMBER"}, []string{"ticket", "show"}},
		{"an unknown flag", 2, []string{"--frobnicate"}, []string{"ticket", "list", "--frobnicate"}},
		{"an unknown command", 2, []string{"naryad"}, []string{"frobnicate"}},
		{"an unknown status in the filter", 2, nil, []string{"ticket", "list", "--status", "finished"}},
		{"serve without a directory", 2, []string{"--data"}, []string{"serve"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := append([]string{}, c.args...)
			if c.args[0] != "serve" {
				args = append(args, "--data", dir)
			}
			refused(t, c.code, c.words, args...)
		})
	}
	t.Run("ST-5 a blank resolution", func(t *testing.T) {
		must(t, nil, "ticket", "estimate", "1", "0,5", "--data", dir)
		must(t, nil, "ticket", "plan", "1", "--engineer", "Зимина Татьяна", "--from", "2026-11-24T10:00", "--to", "2026-11-24T11:00", "--criteria", "x", "--data", dir)
		must(t, nil, "timer", "start", "1", "--data", dir)
		refused(t, 2, nil, "ticket", "done", "1", "   ", "--data", dir)
		var s shown
		must(t, &s, "ticket", "show", "1", "--data", dir)
		if s.Status != "in_progress" {
			t.Errorf("after the refusal the ticket is %s", s.Status)
		}
	})
	t.Run("a text over the limit", func(t *testing.T) {
		s := run(t, strings.Repeat("ж", 200_000), "ticket", "say", "1", "-", "--data", dir)
		if s.code != 10 && s.code != 2 {
			t.Errorf("exit %d\n%s", s.code, s.err)
		}
	})
	t.Run("an error as JSON keeps code, key and params", func(t *testing.T) {
		s := run(t, "", "ticket", "show", "77", "--json", "--data", dir)
		var e struct {
			Error struct {
				Code, Key, Text string
				Params          map[string]any
			}
		}
		if err := json.Unmarshal([]byte(s.err), &e); err != nil {
			t.Fatalf("%q: %v", s.err, err)
		}
		if e.Error.Code != "not_found" || e.Error.Key != "cli.no_ticket" || e.Error.Text == "" || len(e.Error.Params) == 0 {
			t.Errorf("got %+v", e.Error)
		}
	})
}

// TestInvitations proves that a bad invitation is told apart and changes nothing.
func TestInvitations(t *testing.T) {
	x := newTeam(t)
	text := x.invite("lebedev@example.org")
	inv, err := wire.ParseInvitation(text)
	if err != nil {
		t.Fatal(err)
	}
	fresh := tempDir(t, "fresh")
	forged, other := inv, inv
	forged.Code = "00000-00000-00000-00000"
	other.Fingerprint = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	refused(t, 2, []string{"invitation"}, "join", "hello", "--data", fresh)
	refused(t, 2, []string{"invitation"}, "join", text[:len(text)-5], "--data", fresh)
	refused(t, 5, []string{"invitation"}, "join", forged.String(), "--data", fresh)
	refused(t, 5, []string{"key"}, "join", other.String(), "--data", fresh)
	must(t, nil, "join", text, "--data", fresh)
	refused(t, 4, []string{"used"}, "join", text, "--data", tempDir(t, "second")) // used
	if s := run(t, "", "ticket", "list", "--data", fresh); s.code != 0 {
		t.Errorf("the replica that joined: exit %d %s", s.code, s.err)
	}
	refused(t, 4, []string{"Ромашка"}, "join", x.invite("zimina@example.org"), "--data", fresh) // another person's
}

// TestRevoked proves that a revoked person's desk keeps what was typed, says why it does not send, and goes on with a
// new invitation of the same person.
func TestRevoked(t *testing.T) {
	x := newTeam(t)
	var people []struct {
		Name    string
		Devices []struct{ ID string }
	}
	must(t, &people, "user", "list", "--data", x.base)
	for _, p := range people {
		if p.Name == x.engineer {
			must(t, nil, "user", "revoke", p.Devices[0].ID, "--data", x.base)
		}
	}
	state := func() (s struct {
		State   string
		Pending int
	}) {
		must(t, &s, "sync", "--data", x.levDir)
		return s
	}
	eventually(t, "the desk says that it is signed out", func() bool { return state().State == "signedOut" })
	must(t, nil, "ticket", "new", "Набрано без доступа", "--data", x.levDir)
	if s := state(); s.Pending != 1 {
		t.Errorf("%d commands are kept, want 1", s.Pending)
	}
	must(t, nil, "join", x.invite("lebedev@example.org"), "--data", x.levDir)
	eventually(t, "the desk sends what was kept", func() bool { return state().Pending == 0 })
	x.equal()
	must(t, nil, "user", "revoke", x.engineer, "--data", x.base)
	refused(t, 3, nil, "user", "revoke", "Никто", "--data", x.base)
	eventually(t, "the person's desk is signed out", func() bool { return state().State == "signedOut" })
}

// TestStarts proves what a second start, a port in use and a foreign directory lead to.
func TestStarts(t *testing.T) {
	dir := alone(t)
	first := start(t, "--browser", "--data", dir)
	var again struct{ Address string }
	must(t, &again, "--data", dir) // a second start asks the first to show itself
	if again.Address == first.Address || strings.Split(again.Address, "#")[0] != strings.Split(first.Address, "#")[0] {
		t.Errorf("the second start prints %q after %q", again.Address, first.Address)
	}
	refused(t, 4, []string{"Another process"}, "serve", "--data", filepath.Join(dir, "authority"), "--listen", "127.0.0.1:0")
	refused(t, 4, []string{"desk"}, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	if code := first.end(); code != 0 {
		t.Errorf("asked to end, the desk exits with %d\n%s", code, first.errs)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	refused(t, 6, []string{l.Addr().String()}, "serve", "--data", tempDir(t, "s"), "--listen", l.Addr().String())
	refused(t, 4, nil, "open", "--data", dir)
	refused(t, 3, []string{"serve"}, "backup", "x", "--data", tempDir(t, "none"))
}

// TestMove proves that a workspace begun alone becomes the team's by moving its directory, that the desk it came from
// goes on with what it had not sent, and that a backup can be taken while the server works and restored.
func TestMove(t *testing.T) {
	dir := alone(t)
	before := struct{ Checksum string }{}
	must(t, &before, "check", "--data", dir)
	base := tempDir(t, "server")
	if err := os.Rename(filepath.Join(dir, "authority"), base); err != nil {
		t.Fatal(err)
	}
	must(t, nil, "ticket", "new", "Пока без сервера", "--data", dir)
	server := start(t, "serve", "--data", base, "--listen", "127.0.0.1:0")
	var inv struct{ Invitation string }
	must(t, &inv, "user", "invite", "Зимина Татьяна", "--data", base)
	must(t, nil, "join", inv.Invitation, "--data", dir)
	eventually(t, "the old desk has sent what it made meanwhile", func() bool {
		var s struct{ Pending int }
		must(t, &s, "sync", "--data", dir)
		return s.Pending == 0
	})
	var s shown
	must(t, &s, "ticket", "show", "2", "--data", dir)
	if s.Subject != "Пока без сервера" {
		t.Errorf("ticket 2 is %q", s.Subject)
	}

	backup, restored := tempDir(t, "backup"), tempDir(t, "restored")
	must(t, nil, "backup", backup, "--data", base)
	must(t, nil, "ticket", "say", "2", "после копии", "--data", dir)
	refused(t, 4, nil, "restore", backup, "--data", base)
	server.kill()
	must(t, nil, "restore", backup, "--data", restored)
	listen := strings.TrimPrefix(server.Address, "https://")
	start(t, "serve", "--data", restored, "--listen", listen)
	var old, desk checked
	eventually(t, "the desk follows the restored server", func() bool {
		must(t, nil, "sync", "--data", dir)
		must(t, &old, "check", "--data", restored)
		must(t, &desk, "check", "--data", dir)
		return desk.Pending == 0 && desk.Checksum == old.Checksum
	})
	refused(t, 3, nil, "restore", filepath.Join(dir, "config.json"), "--data", tempDir(t, "r2"))
}

// TestDamage proves that a damaged database is said in words, by the command line and by the desk, and left as it is.
func TestDamage(t *testing.T) {
	dir := alone(t)
	path := filepath.Join(dir, "replica", "replica.db")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	broken := append([]byte("not a database at all..............."), whole[36:]...)
	if err := os.WriteFile(path, broken, 0o600); err != nil {
		t.Fatal(err)
	}
	os.Remove(path + "-wal")
	refused(t, 9, []string{"damaged"}, "ticket", "list", "--data", dir)
	refused(t, 9, []string{"поврежд"}, "check", "--lang", "ru", "--data", dir)
	kept, err := os.ReadFile(path)
	if err != nil || string(kept) != string(broken) {
		t.Errorf("the damaged file was touched: %v", err)
	}
}

// TestFullDisk proves on a small tmpfs that a full disk is said in words, loses nothing and is over when there is room.
func TestFullDisk(t *testing.T) {
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		t.Skip("needs root, to mount a small tmpfs")
	}
	disk := tempDir(t, "disk")
	if err := os.Mkdir(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk).CombinedOutput(); err != nil {
		t.Skipf("no tmpfs here: %s", out)
	}
	t.Cleanup(func() { exec.Command("umount", "-l", disk).Run() })
	dir := filepath.Join(disk, "desk")
	must(t, nil, "create", "--company", "Ромашка", "--name", "Зимина Татьяна", "--data", dir)
	must(t, nil, "ticket", "new", "первая", "--data", dir)
	ballast := filepath.Join(disk, "ballast")
	fill(t, ballast)
	var failed said
	made := 1
	for i := range 200 {
		if failed = run(t, "", "ticket", "new", fmt.Sprintf("заявка %d %s", i, strings.Repeat("ш", 100)), "--data", dir); failed.code != 0 {
			break
		}
		made++
	}
	if failed.code != 6 || !strings.Contains(failed.err, "disk") {
		t.Fatalf("on a full disk: exit %d %s", failed.code, failed.err)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	must(t, nil, "ticket", "new", "последняя", "--data", dir)
	var page struct{ Total int }
	must(t, &page, "ticket", "list", "--data", dir)
	if page.Total != made+1 {
		t.Errorf("%d tickets are there, %d were acknowledged", page.Total, made+1)
	}
	var c checked
	must(t, &c, "check", "--data", dir)
}

// fill writes until the disk is full.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, size := range []int{1 << 16, 1 << 12} {
		for b := make([]byte, size); ; {
			if _, err := f.Write(b); err != nil {
				break
			}
		}
	}
}
