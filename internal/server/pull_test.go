package server_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"naryad/internal/desk"
	"naryad/internal/server"
	"naryad/internal/store"
	"naryad/internal/wire"
)

// logRows collapses the log by hand: batch after batch above since, up to a rev.
func (h *house) logRows(since, upTo int64) map[string]string {
	h.t.Helper()
	rows := map[string]string{}
	err := h.Store().Read(h.t.Context(), func(r *store.Reader) error {
		for rev := since; rev < upTo; rev++ {
			_, batch, err := r.ChangesSince(rev, []desk.Scope{desk.ScopeAll, desk.ScopeMoney}, 1)
			if err != nil {
				return err
			}
			for _, c := range batch {
				rows[c.Table+"/"+c.Key] = string(c.Cols)
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return rows
}

// rated adds a contract with a rate, which is money.
func (h *house) rated(r *replica) desk.ID {
	h.t.Helper()
	c := h.client("Ромашка")
	entity, contract, rate := h.id(), h.id(), h.id()
	for _, res := range r.do(c,
		&desk.AddLegalEntity{ID: entity, ClientID: c.ID, Name: "ООО «Ромашка»"},
		&desk.SetContract{ID: contract, ClientID: c.ID, LegalEntityID: entity, Number: "7"},
		&desk.SetRate{ID: rate, ContractID: contract, From: "2026-01-01", Kopecks: 350000}) {
		if res.Status != wire.Applied {
			h.t.Fatalf("%+v: %v", res, res.Error)
		}
	}
	return rate
}

func TestPull(t *testing.T) {
	t.Run("SV-R2 pages never split a rev, and each shows the rows as they stood at its end", func(t *testing.T) {
		h := found(t)
		w, reader := h.replica(h.own), h.replica(h.own)
		reader.start(h)
		start := reader.cursor.Rev
		one := desk.SetSetting{Name: "estimate.scale", Value: json.RawMessage("[1,2]")}
		w.do(&one, h.client("б"), h.client("в"))
		w.do(&desk.SetSetting{Name: one.Name, Value: json.RawMessage("[1,3]")})
		w.do(&desk.SetSetting{Name: one.Name, Value: json.RawMessage("[1,4]")}, h.client("г"))
		for {
			reply, err := reader.pull(1)
			if err != nil || reply.Gone != "" {
				t.Fatalf("%+v, %v", reply, err)
			}
			if then := h.logRows(start, reply.To.Rev); !maps.Equal(reader.rows, then) {
				t.Fatalf("at rev %d: %v, the log has %v", reply.To.Rev, reader.rows, then)
			}
			if reply.To.Rev == reply.Head {
				break
			}
		}
		if reader.cursor.Rev != start+3 {
			t.Errorf("ended at %d", reader.cursor.Rev)
		}
	})
	t.Run("SV-R3 results and last_seq are those of the page's end, not of the head", func(t *testing.T) {
		h := found(t)
		r := h.replica(h.own)
		r.start(h)
		r.do(h.client("а"))
		r.do(h.client("б"), &desk.AddClient{ID: h.id()})
		for want := int64(1); want <= 3; want += 2 {
			reply, err := r.pull(1)
			if err != nil {
				t.Fatal(err)
			}
			if reply.LastSeq != want || len(reply.Results) != int(want) || reply.Results[want-1].Seq != want {
				t.Errorf("up to rev %d of %d: last seq %d, %+v", reply.To.Rev, reply.Head, reply.LastSeq, reply.Results)
			}
		}
	})
	t.Run("SV-R1 a page's hash is the chain's at its end", func(t *testing.T) {
		h := found(t)
		r := h.replica(h.own)
		r.start(h)
		r.do(h.client("а"))
		r.catchUp(100)
		meta, _ := h.Meta(t.Context())
		if r.cursor.Hash != meta.Hash || r.cursor.Rev != meta.Head {
			t.Errorf("cursor %+v, the log is at %+v", r.cursor, meta)
		}
	})
	for name, c := range map[string]struct {
		spoil func(*wire.Cursor)
		want  wire.Gone
	}{
		"SV-R4 another epoch is gone":            {func(c *wire.Cursor) { c.Epoch = "other" }, wire.GoneEpoch},
		"SV-R4 no epoch yet is gone":             {func(c *wire.Cursor) { *c = wire.Cursor{} }, wire.GoneEpoch},
		"SV-R4 another hash at that rev is gone": {func(c *wire.Cursor) { c.Hash = hex.EncodeToString(make([]byte, 32)) }, wire.GoneDiverged},
		"SV-R4 a rev beyond the head is gone":    {func(c *wire.Cursor) { c.Rev += 10 }, wire.GoneDiverged},
	} {
		t.Run(name, func(t *testing.T) {
			h := found(t)
			r := h.replica(h.own)
			r.start(h)
			c.spoil(&r.cursor)
			reply, err := r.pull(10)
			if err != nil || reply.Gone != c.want || len(reply.Changes) != 0 {
				t.Errorf("%+v, %v", reply, err)
			}
		})
	}
	t.Run("SV-H2 a schema that is no longer served is refused", func(t *testing.T) {
		h := found(t)
		r := h.replica(h.own)
		_, err := r.Pull(t.Context(), wire.Pull{ClientID: r.client, Schema: wire.MinSchema - 1, Limit: 1})
		refused(t, err, desk.CodeTooOld, "wire.client_too_old")
	})
}

func TestScopes(t *testing.T) {
	t.Run("SV-R5 rates reach managers and above only", func(t *testing.T) {
		h := found(t)
		boss := h.replica(h.own)
		rate := "rate/" + h.rated(boss)
		for role, sees := range map[desk.Role]bool{
			desk.RoleEngineer: false, desk.RoleManager: true, desk.RoleLead: true, desk.RoleAdmin: true,
		} {
			d := h.add(string(role), role)
			r := h.replica(d)
			if got := slices.Contains(r.hello().Scopes, desk.ScopeMoney); got != sees {
				t.Errorf("%s: hello says money %v", role, got)
			}
			meta, _ := h.Meta(t.Context())
			r.start(h)
			boss.do(&desk.SetRate{ID: h.id(), ContractID: h.contractOf(rate), From: "2026-02-01", Kopecks: 400000 + int64(len(role))})
			r.catchUp(100)
			if r.cursor.Rev != meta.Head+1 {
				t.Fatalf("%s: at %d", role, r.cursor.Rev)
			}
			got := 0
			for key := range r.rows {
				if filepath.Dir(key) == "rate" {
					got++
				}
			}
			if (got > 0) != sees {
				t.Errorf("%s: received %d rates", role, got)
			}
		}
	})
	t.Run("SV-R5 a change of rights makes an older cursor scope-gone, also when the answer was lost", func(t *testing.T) {
		h := found(t)
		d := h.add("Нина", desk.RoleEngineer)
		r := h.replica(d)
		r.start(h)
		old := r.cursor
		set := func(roles ...desk.Role) {
			if _, err := h.Do(t.Context(), "admin", &desk.SetRoles{PersonID: d.Person, Roles: roles}); err != nil {
				t.Fatal(err)
			}
		}
		set(desk.RoleEngineer, desk.RoleManager)
		for range 2 {
			if reply, err := r.pull(10); err != nil || reply.Gone != wire.GoneScope {
				t.Errorf("with money: %+v, %v", reply, err)
			}
		}
		r.start(h)
		if reply, err := r.pull(10); err != nil || reply.Gone != "" {
			t.Errorf("after the snapshot: %+v, %v", reply, err)
		}
		set(desk.RoleEngineer)
		set(desk.RoleEngineer, desk.RoleLead)
		r.cursor = old
		if reply, err := r.pull(10); err != nil || reply.Gone != wire.GoneScope {
			t.Errorf("rights that went and came: %+v, %v", reply, err)
		}
		r.start(h)
		set(desk.RoleManager) // the same scopes under another role
		if reply, err := r.pull(10); err != nil || reply.Gone != "" {
			t.Errorf("a role without other rights: %+v, %v", reply, err)
		}
	})
}

func (h *house) contractOf(rate string) desk.ID {
	h.t.Helper()
	row, ok := get(h, &desk.Rate{ID: filepath.Base(rate)})
	if !ok {
		h.t.Fatal("no rate")
	}
	return row.ContractID
}

func TestHello(t *testing.T) {
	t.Run("SV-H1 it says where log, client and clock stand", func(t *testing.T) {
		h := found(t)
		r := h.replica(h.own)
		r.do(h.client("а"), h.client("б"))
		meta, _ := h.Meta(t.Context())
		got := r.hello()
		if got.Epoch != meta.Epoch || got.Head != meta.Head || got.LastSeq != 2 || got.Now != desk.At(h.hands.Now()) ||
			got.Person != h.own.Person || got.Name != "Наряд" || got.Workspace != meta.Workspace {
			t.Errorf("%+v", got)
		}
	})
	t.Run("SV-H2 an older protocol is refused with a word about the program", func(t *testing.T) {
		h := found(t)
		r := h.replica(h.own)
		_, err := r.Hello(t.Context(), wire.Hello{Protocol: wire.MinProtocol - 1, Schema: 1, ClientID: r.client, NextSeq: 1})
		refused(t, err, desk.CodeTooOld, "wire.client_too_old")
	})
	t.Run("SV-H3 a replica of another workspace is sent away", func(t *testing.T) {
		h := found(t)
		r := h.replica(h.own)
		_, err := r.Hello(t.Context(), wire.Hello{Protocol: 1, Schema: 1, ClientID: r.client, NextSeq: 1, Workspace: h.id()})
		refused(t, err, desk.CodeSignedOut, "server.other_workspace")
	})
	t.Run("SV-H4 a replica that pushed for one person is of no use to another", func(t *testing.T) {
		h := found(t)
		mine := h.replica(h.own)
		mine.do(h.client("а"))
		mine.caller = h.Session(h.add("Чужой", desk.RoleAdmin))
		_, err := mine.Hello(t.Context(), wire.Hello{Protocol: 1, Schema: 1, ClientID: mine.client, NextSeq: 2})
		refused(t, err, desk.CodeSignedOut, "server.other_person")
		meta, _ := h.Meta(t.Context())
		_, err = mine.Push(t.Context(), wire.Push{ClientID: mine.client, Epoch: meta.Epoch, Commands: []wire.Command{mine.command(h.client("б"))}})
		refused(t, err, desk.CodeSignedOut, "server.other_person")
		mine.start(h)
		_, err = mine.pull(10)
		refused(t, err, desk.CodeSignedOut, "server.other_person")
	})
}

func TestSnapshot(t *testing.T) {
	take := func(t *testing.T, h *house, d server.Device, client string) (wire.SnapshotHead, []byte) {
		t.Helper()
		head, body, err := h.Session(d).Snapshot(t.Context(), client)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(body)
		if err := errors.Join(err, body.Close()); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(data)
		if head.Size != int64(len(data)) || head.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("the head says %d bytes, %s", head.Size, head.SHA256)
		}
		return head, data
	}
	t.Run("SV-N1 it is the reader's rows at its cursor, and no other's", func(t *testing.T) {
		h := found(t)
		boss := h.replica(h.own)
		rate := h.rated(boss)
		for _, c := range []struct {
			device server.Device
			money  bool
		}{{h.own, true}, {h.add("Инженер", desk.RoleEngineer), false}} {
			head, data := take(t, h, c.device, h.id())
			path := filepath.Join(t.TempDir(), "replica.db")
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			db, err := store.Open(t.Context(), path, store.Replica, store.Options{Clock: h.hands.source(), Fast: true})
			if err != nil {
				t.Fatal(err)
			}
			var there, here string
			scopes := head.Scopes
			err = db.Read(t.Context(), func(r *store.Reader) (err error) {
				if there, err = r.Checksum(scopes); err != nil {
					return err
				}
				found, err := r.Get(&desk.Rate{ID: rate})
				if found != c.money {
					t.Errorf("money %v: the rate is there %v", c.money, found)
				}
				return err
			})
			if err := errors.Join(err, db.Close()); err != nil {
				t.Fatal(err)
			}
			err = h.Store().Read(t.Context(), func(r *store.Reader) (err error) { here, err = r.Checksum(scopes); return err })
			if err != nil || there != here {
				t.Errorf("checksums %s and %s, %v", there, here, err)
			}
			if slices.Contains(scopes, desk.ScopeMoney) != c.money {
				t.Errorf("scopes %v", scopes)
			}
			if bytes.Contains(data, []byte("2026-01-01")) != c.money { // the rate's day, anywhere in the file
				t.Errorf("money %v: the file says otherwise", c.money)
			}
		}
	})
	t.Run("SV-N2 it carries the client's results and leaves nothing behind", func(t *testing.T) {
		h := found(t)
		r := h.replica(h.own)
		r.do(h.client("а"), &desk.AddClient{ID: h.id()})
		head, data := take(t, h, h.own, r.client)
		meta, _ := h.Meta(t.Context())
		if head.LastSeq != 2 || len(head.Results) != 2 || head.Results[1].Status != wire.Rejected ||
			head.Cursor != (wire.Cursor{Epoch: meta.Epoch, Rev: meta.Head, Hash: meta.Hash}) {
			t.Errorf("%+v", head)
		}
		for _, secret := range []string{meta.Hash, h.own.ID, "tokens"} {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("the file holds %q of the authority's own", secret)
			}
		}
		left, err := os.ReadDir(filepath.Join(h.Dir(), "tmp"))
		if err != nil || len(left) != 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	})
}

func TestLive(t *testing.T) {
	t.Run("SV-L1 the first movement is told at once, those that follow within 20 ms as one", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h := found(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			heads := make(chan int64, 100)
			ended := make(chan error, 1)
			go func() {
				ended <- h.Session(h.own).Live(ctx, func(m wire.Live) { heads <- m.Head })
			}()
			r := h.replica(h.own)
			synctest.Wait()
			first := r.hello().Head
			if got := <-heads; got != first { // SV-L2
				t.Errorf("at the start: %d, want %d", got, first)
			}
			time.Sleep(time.Second) // the bubble's time
			idle(t, heads)
			r.do(h.client("а"))
			synctest.Wait()
			if len(heads) != 1 || <-heads != first+1 {
				t.Errorf("the leading edge was not told at once")
			}
			for range 5 {
				r.do(h.client("ещё"))
			}
			synctest.Wait()
			if len(heads) != 0 {
				t.Error("told again within 20 ms")
			}
			if got := <-heads; got != first+6 {
				t.Errorf("the last told is %d, want %d", got, first+6)
			}
			cancel()
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Errorf("ended with %v", err)
			}
		})
	})
	t.Run("SV-L2, SV-L3 over HTTP a stream begins with the head, and pings in silence", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h := found(t)
			in, err := h.Join(t.Context(), wire.Join{Code: h.invite(h.own.Person).Code, Device: "x"})
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			w, done := httptest.NewRecorder(), make(chan struct{})
			go func() {
				defer close(done)
				r := httptest.NewRequestWithContext(ctx, "GET", "/v1/live", nil)
				r.Header.Set("Authorization", "Bearer "+in.Token)
				h.Handler().ServeHTTP(w, r)
			}()
			time.Sleep(31 * time.Second) // the bubble's time
			cancel()
			<-done
			meta, _ := h.Meta(t.Context())
			want := fmt.Sprintf("data: {\"head\":%d}\n\n: ping\n\n: ping\n\n", meta.Head)
			if got := w.Body.String(); got != want || w.Header().Get("Content-Type") != "text/event-stream" {
				t.Errorf("%q, want %q", got, want)
			}
		})
	})
	t.Run("SV-I4 a revoked device's stream ends at once, and it may not come back", func(t *testing.T) {
		h := found(t)
		d := h.add("Уволен", desk.RoleEngineer)
		began, ended := make(chan struct{}, 1), make(chan error, 1)
		go func() { ended <- h.Session(d).Live(t.Context(), func(wire.Live) { began <- struct{}{} }) }()
		<-began
		if err := h.RevokeDevice(t.Context(), d.ID); err != nil {
			t.Fatal(err)
		}
		refused(t, <-ended, desk.CodeSignedOut, "server.not_signed_in")
		refused(t, h.Session(d).Live(t.Context(), func(wire.Live) {}), desk.CodeSignedOut, "server.not_signed_in")
	})
	t.Run("SV-L4 streams end with the server", func(t *testing.T) {
		h := found(t)
		began, ended := make(chan struct{}, 1), make(chan error, 1)
		go func() { ended <- h.Session(h.own).Live(t.Context(), func(wire.Live) { began <- struct{}{} }) }()
		<-began
		h.reopen()
		refused(t, <-ended, desk.CodeUnavailable, "server.stopping")
	})
}

// idle fails the test when something is told although nothing happens.
func idle(t *testing.T, heads chan int64) {
	t.Helper()
	synctest.Wait()
	if len(heads) != 0 {
		t.Error("told although nothing has moved")
	}
}
