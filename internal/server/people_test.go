package server_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"naryad/internal/desk"
	"naryad/internal/server"
	"naryad/internal/store"
	"naryad/internal/wire"
)

const address = "https://desk.example:8443"

func (h *house) invite(person desk.ID) wire.Invitation {
	h.t.Helper()
	inv, err := h.Invite(h.t.Context(), person, address, time.Hour)
	if err != nil {
		h.t.Fatal(err)
	}
	return inv
}

func TestJoin(t *testing.T) {
	t.Run("SV-I1 neither codes nor tokens are kept, only their hashes", func(t *testing.T) {
		h := found(t)
		inv := h.invite(h.own.Person)
		reply, err := h.Join(t.Context(), wire.Join{Code: inv.Code, Device: "ноутбук"})
		if err != nil || reply.Person != h.own.Person || reply.Name != "Наряд" || len(reply.Token) != 43 {
			t.Fatalf("%+v, %v", reply, err)
		}
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(h.Dir(), store.AuthorityFile))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(data, []byte("ноутбук")) {
			t.Error("the device is not in the file: the test looks at the wrong one")
		}
		for _, secret := range []string{inv.Code, wire.NormalCode(inv.Code), reply.Token} {
			if bytes.Contains(data, []byte(secret)) {
				t.Error("the file holds a secret")
			}
		}
		h.reopen()
	})
	t.Run("SV-I2 an invitation is used exactly once, however many try at the same moment", func(t *testing.T) {
		h := found(t)
		inv := h.invite(h.own.Person)
		var wg sync.WaitGroup
		errs := make(chan error, 20)
		for range 20 {
			wg.Go(func() {
				_, err := h.Join(t.Context(), wire.Join{Code: inv.Code, Device: "x"})
				errs <- err
			})
		}
		wg.Wait()
		close(errs)
		in := 0
		for err := range errs {
			if err == nil {
				in++
			} else if !errors.Is(err, desk.Errorf(desk.CodeConflict, "join.used")) {
				t.Error(err)
			}
		}
		people, err := h.People(t.Context())
		if err != nil || in != 1 || len(people[0].Devices) != 2 {
			t.Errorf("%d came in, devices %+v, %v", in, people[0].Devices, err)
		}
	})
	t.Run("SV-I2 an invitation that lets nobody in stays unused", func(t *testing.T) {
		h := found(t)
		inv := h.invite(h.own.Person)
		h.hands.forward(2 * time.Hour)
		refused(t, second(h.Join(t.Context(), wire.Join{Code: inv.Code, Device: "x"})), desk.CodeConflict, "join.expired")
		h.hands.forward(-2 * time.Hour)
		if _, err := h.Join(t.Context(), wire.Join{Code: inv.Code, Device: "x"}); err != nil {
			t.Error(err)
		}
	})
	t.Run("SV-I3 each refusal says which it is", func(t *testing.T) {
		h := found(t)
		gone := h.add("Уволен", desk.RoleEngineer)
		used, late, taken := h.invite(h.own.Person), h.invite(h.own.Person), h.invite(gone.Person)
		if _, err := h.Join(t.Context(), wire.Join{Code: used.Code, Device: "x"}); err != nil {
			t.Fatal(err)
		}
		if err := h.RevokePerson(t.Context(), gone.Person); err != nil {
			t.Fatal(err)
		}
		at := desk.At(h.hands.Now())
		h.hands.forward(time.Hour)
		for name, c := range map[string]struct {
			code, key string
			class     desk.Code
			param     string
			value     any
		}{
			"used":    {used.Code, "join.used", desk.CodeConflict, "usedAt", at},
			"expired": {late.Code, "join.expired", desk.CodeConflict, "untilAt", late.Until},
			"revoked": {taken.Code, "join.revoked", desk.CodeForbidden, "", nil},
			"forged":  {"AAAAA-BBBBB-CCCCC-DDDDD", "join.unknown", desk.CodeForbidden, "", nil},
			"cut":     {used.Code[:8], "join.unknown", desk.CodeForbidden, "", nil},
			"empty":   {"", "join.unknown", desk.CodeForbidden, "", nil},
			"a lot":   {strings.Repeat("A", 1<<20), "join.unknown", desk.CodeForbidden, "", nil},
		} {
			_, err := h.Join(t.Context(), wire.Join{Code: c.code, Device: "x"})
			e := refused(t, err, c.class, c.key)
			if c.param != "" && e.Params[c.param] != c.value {
				t.Errorf("%s: %v", name, e)
			}
		}
	})
	t.Run("a code is read as people type it", func(t *testing.T) {
		h := found(t)
		inv := h.invite(h.own.Person)
		typed := strings.ToLower(strings.ReplaceAll(inv.Code, "-", ""))
		if _, err := h.Join(t.Context(), wire.Join{Code: typed, Device: "x"}); err != nil {
			t.Error(err)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestInvite(t *testing.T) {
	h := found(t)
	gone := h.add("Уволен", desk.RoleEngineer)
	if err := h.RevokePerson(t.Context(), gone.Person); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		person, address string
		ttl             time.Duration
		code            desk.Code
		key             string
	}{
		"nobody":        {h.id(), address, 0, desk.CodeNotFound, "server.no_such_person"},
		"a former one":  {gone.Person, address, 0, desk.CodeConflict, "server.invite_revoked"},
		"no address":    {h.own.Person, "desk", 0, desk.CodeInvalid, "address.invalid"},
		"not encrypted": {h.own.Person, "http://desk.example", 0, desk.CodeInvalid, "address.plain"},
		"too long":      {h.own.Person, address, server.MaxInvite + 1, desk.CodeInvalid, "server.invite_ttl"},
		"too short":     {h.own.Person, address, time.Second, desk.CodeInvalid, "server.invite_ttl"},
	} {
		_, err := h.Invite(t.Context(), c.person, c.address, c.ttl)
		if e := desk.AsError(err); e == nil || e.Code != c.code || e.Key != c.key {
			t.Errorf("%s: %v", name, err)
		}
	}
	inv, err := h.Invite(t.Context(), h.own.Person, address+"/", 0)
	if err != nil {
		t.Fatal(err)
	}
	back, err := wire.ParseInvitation(inv.String())
	if err != nil || back != inv || inv.Until != desk.At(h.hands.Now().Add(server.DefaultInvite)) {
		t.Errorf("%+v, %+v, %v", inv, back, err)
	}
	if own, err := h.Fingerprint(); err != nil || own != inv.Fingerprint {
		t.Errorf("fingerprint %q, %q, %v", own, inv.Fingerprint, err)
	}
}

func TestRevoke(t *testing.T) {
	t.Run("SV-I4 a revoked device is signed out of everything, other devices are not", func(t *testing.T) {
		h := found(t)
		d := h.add("Вера", desk.RoleEngineer)
		other, err := h.NewLocalDevice(t.Context(), d.Person, "другой")
		if err != nil {
			t.Fatal(err)
		}
		r := h.replica(d)
		r.start(h)
		w := r.command(h.client("x"))
		meta, _ := h.Meta(t.Context())
		if err := h.RevokeDevice(t.Context(), d.ID); err != nil {
			t.Fatal(err)
		}
		check := func() {
			t.Helper()
			x := h.Session(d)
			_, err := x.Hello(t.Context(), wire.Hello{Protocol: 1, Schema: 1, ClientID: r.client, NextSeq: 1})
			refused(t, err, desk.CodeSignedOut, "server.not_signed_in")
			_, err = x.Push(t.Context(), wire.Push{ClientID: r.client, Epoch: meta.Epoch, Commands: []wire.Command{w}})
			refused(t, err, desk.CodeSignedOut, "server.not_signed_in")
			_, err = x.Pull(t.Context(), wire.Pull{ClientID: r.client, Schema: 1, Cursor: r.cursor, Limit: 1})
			refused(t, err, desk.CodeSignedOut, "server.not_signed_in")
			_, _, err = x.Snapshot(t.Context(), r.client)
			refused(t, err, desk.CodeSignedOut, "server.not_signed_in")
			h.replica(other).hello()
		}
		check()
		h.reopen()
		check()
		refused(t, h.RevokeDevice(t.Context(), d.ID), desk.CodeNotFound, "server.no_such_device")
	})
	t.Run("SV-I4 a revoked person has no devices, no invitations and gives no commands", func(t *testing.T) {
		h := found(t)
		d := h.add("Вера", desk.RoleEngineer)
		x := h.Session(d)
		if err := h.RevokePerson(t.Context(), d.Person); err != nil {
			t.Fatal(err)
		}
		_, err := x.Hello(t.Context(), wire.Hello{Protocol: 1, Schema: 1, ClientID: h.id(), NextSeq: 1})
		refused(t, err, desk.CodeSignedOut, "server.not_signed_in")
		if err := h.RevokePerson(t.Context(), d.Person); err != nil {
			t.Errorf("again: %v", err)
		}
		people, err := h.People(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range people {
			if p.ID == d.Person && (p.Active || p.Devices[0].RevokedAt == 0 || p.InvitedUntil != 0) {
				t.Errorf("%+v", p)
			}
		}
	})
	t.Run("SV-I5 somebody who was deactivated by a command keeps the outbox: signed out, nothing refused", func(t *testing.T) {
		h := found(t)
		d := h.add("Вера", desk.RoleEngineer)
		r := h.replica(d)
		w := r.command(h.client("x"))
		meta, _ := h.Meta(t.Context())
		if _, err := h.Do(t.Context(), "admin", &desk.DeactivatePerson{PersonID: d.Person}); err != nil {
			t.Fatal(err)
		}
		_, err := r.Push(t.Context(), wire.Push{ClientID: r.client, Epoch: meta.Epoch, Commands: []wire.Command{w}})
		refused(t, err, desk.CodeSignedOut, "server.person_revoked")
		if h.lastSeq(r.client) != 0 {
			t.Error("a command was answered")
		}
	})
}

func TestPeople(t *testing.T) {
	h := found(t)
	h.add("Борис", desk.RoleEngineer)
	h.add("Борис", desk.RoleManager)
	one := h.invite(h.own.Person)
	people, err := h.People(t.Context())
	if err != nil || len(people) != 3 || people[0].Name != "Анна Лебедева" || people[0].InvitedUntil != one.Until {
		t.Errorf("%+v, %v", people, err)
	}
	if p, err := h.FindPerson(t.Context(), " ANNA@desk.example "); err != nil || p.ID != h.own.Person {
		t.Errorf("by e-mail: %+v, %v", p, err)
	}
	if p, err := h.FindPerson(t.Context(), people[1].ID); err != nil || p.ID != people[1].ID {
		t.Errorf("by id: %+v, %v", p, err)
	}
	_, err = h.FindPerson(t.Context(), "борис")
	refused(t, err, desk.CodeConflict, "server.several_people")
	_, err = h.FindPerson(t.Context(), "")
	refused(t, err, desk.CodeNotFound, "server.no_such_person")
}

func TestCreate(t *testing.T) {
	h := found(t)
	_, err := server.Create(t.Context(), h.o, "Ещё")
	refused(t, err, desk.CodeConflict, "server.exists")
	fresh := h.o
	fresh.Dir = filepath.Join(t.TempDir(), "a", "b")
	_, err = server.Open(t.Context(), fresh)
	refused(t, err, desk.CodeNotFound, "server.none")
	_, err = server.Create(t.Context(), fresh, "  ")
	refused(t, err, desk.CodeInvalid, "server.name_blank")
	_, err = server.Create(t.Context(), fresh, "Наряд", server.First{Name: " "})
	refused(t, err, desk.CodeInvalid, "person.name_blank")
	if _, err := os.Stat(filepath.Join(fresh.Dir, store.AuthorityFile)); err == nil {
		t.Error("a founding that failed left an authority")
	}
	s, err := server.Create(t.Context(), fresh, "Наряд")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	_, err = s.LocalDevice(t.Context())
	refused(t, err, desk.CodeSignedOut, "server.no_own_device")
}

func TestAloneBecomesATeam(t *testing.T) {
	h := found(t)
	r := h.replica(h.own)
	r.do(h.client("Ромашка"))
	inv := h.invite(h.own.Person)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	moved := filepath.Join(t.TempDir(), "server")
	if err := os.Rename(h.o.Dir, moved); err != nil {
		t.Fatal(err)
	}
	h.o.Dir = moved
	h.reopen()
	if reply := func() wire.HelloReply { r.caller = h.Session(h.own); return r.hello() }(); reply.LastSeq != 1 {
		t.Errorf("%+v", reply)
	}
	if own, err := h.Fingerprint(); err != nil || own != inv.Fingerprint {
		t.Errorf("the key did not move along: %v", err)
	}
	if _, err := h.Join(t.Context(), wire.Join{Code: inv.Code, Device: "x"}); err != nil {
		t.Errorf("an invitation from before: %v", err)
	}
}

func TestBackupAndRestore(t *testing.T) {
	t.Run("SV-B1 a backup is whole while commands arrive, and hello tells how far it reaches", func(t *testing.T) {
		h := found(t)
		r := h.replica(h.own)
		r.do(h.client("до"))
		stop, done := make(chan struct{}), make(chan error, 1)
		go func() {
			w := newReplica(t, h.hands, h.Session(h.own))
			for {
				select {
				case <-stop:
					done <- nil
					return
				default:
				}
				if _, err := w.send(w.command(h.client("во время"))); err != nil {
					done <- err
					return
				}
			}
		}()
		dst := filepath.Join(t.TempDir(), "backup")
		err := h.Backup(t.Context(), dst)
		close(stop)
		if err := errors.Join(err, <-done); err != nil {
			t.Fatal(err)
		}
		if got := r.hello(); got.BackupRev == 0 || got.BackupRev > got.Head {
			t.Errorf("%+v", got)
		}
		refused(t, h.Backup(t.Context(), dst), desk.CodeConflict, "server.dir_not_empty")
		file := filepath.Join(t.TempDir(), "copy.db")
		if err := h.Backup(t.Context(), file); err != nil {
			t.Fatal(err)
		}
		refused(t, h.Backup(t.Context(), file), desk.CodeConflict, "store.file_exists")
	})
	t.Run("SV-B3 a restored authority has a new epoch, the same key, and its devices", func(t *testing.T) {
		h := found(t)
		blob := filepath.Join(h.Dir(), "blobs", "ab", "abcd")
		if err := errors.Join(os.MkdirAll(filepath.Dir(blob), 0o700), os.WriteFile(blob, []byte("файл"), 0o600)); err != nil {
			t.Fatal(err)
		}
		inv := h.invite(h.own.Person)
		reply, err := h.Join(t.Context(), wire.Join{Code: inv.Code, Device: "ноутбук"})
		if err != nil {
			t.Fatal(err)
		}
		r := h.replica(h.own)
		r.do(h.client("до"))
		dst := filepath.Join(t.TempDir(), "backup")
		if err := h.Backup(t.Context(), dst); err != nil {
			t.Fatal(err)
		}
		r.do(h.client("после"))
		r.start(h)
		o := h.o
		o.Dir = filepath.Join(t.TempDir(), "restored")
		if err := server.Restore(t.Context(), dst, o); err != nil {
			t.Fatal(err)
		}
		refused(t, server.Restore(t.Context(), dst, o), desk.CodeConflict, "server.dir_not_empty") // SV-B2
		h.o = o
		h.reopen()
		r.caller = h.Session(h.own)
		if got, err := r.pull(10); err != nil || got.Gone != wire.GoneEpoch {
			t.Errorf("%+v, %v", got, err)
		}
		hello := r.hello()
		if hello.LastSeq != 1 || hello.BackupRev != hello.Head {
			t.Errorf("%+v", hello)
		}
		if own, err := h.Fingerprint(); err != nil || own != inv.Fingerprint {
			t.Errorf("another key: %v", err)
		}
		if data, err := os.ReadFile(filepath.Join(o.Dir, "blobs", "ab", "abcd")); err != nil || string(data) != "файл" {
			t.Errorf("attachment: %q, %v", data, err)
		}
		srv := serve(t, h)
		replica := newReplica(t, h.hands, srv.client(reply.Token))
		replica.hello()
	})
	t.Run("SV-B2 what is no sound backup is refused, and nothing is put in place", func(t *testing.T) {
		h := found(t)
		h.replica(h.own).do(h.client("до"))
		file := filepath.Join(t.TempDir(), "copy.db")
		if err := h.Backup(t.Context(), file); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		cut, noise := filepath.Join(t.TempDir(), "cut.db"), filepath.Join(t.TempDir(), "noise.db")
		spoilt := bytes.Clone(data)
		for i := len(spoilt) / 2; i < len(spoilt)/2+20000 && i < len(spoilt); i++ {
			spoilt[i] ^= 0x5a
		}
		if err := errors.Join(os.WriteFile(cut, data[:len(data)/2], 0o600), os.WriteFile(noise, spoilt, 0o600)); err != nil {
			t.Fatal(err)
		}
		for name, from := range map[string]string{"cut": cut, "noise": noise, "nothing": filepath.Join(t.TempDir(), "no"), "an empty directory": t.TempDir()} {
			o := h.o
			o.Dir = filepath.Join(t.TempDir(), "restored")
			err := server.Restore(t.Context(), from, o)
			if e := desk.AsError(err); e == nil || (e.Code != desk.CodeDamaged && e.Code != desk.CodeNotFound) {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := server.Open(t.Context(), o); !errors.Is(err, desk.Errorf(desk.CodeNotFound, "server.none")) {
				t.Errorf("%s: something is in place: %v", name, err)
			}
		}
	})
}
