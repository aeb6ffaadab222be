package server_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"naryad/internal/desk"
	"naryad/internal/remote"
	"naryad/internal/server"
	"naryad/internal/wire"
)

// door is an authority behind HTTP without a network, and a token of its founder.
type door struct {
	*house
	handler http.Handler
	token   string
	log     *bytes.Buffer
}

func openDoor(t testing.TB, limits server.Limits) *door {
	t.Helper()
	d := &door{log: &bytes.Buffer{}}
	d.house = found(t, func(o *server.Options) {
		o.Limits = limits
		o.Log = slog.New(slog.NewTextHandler(d.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	d.handler = d.Handler()
	reply, err := d.Join(t.Context(), wire.Join{Code: d.invite(d.own.Person).Code, Device: "ноутбук"})
	if err != nil {
		t.Fatal(err)
	}
	d.token = reply.Token
	return d
}

// ask makes one request; change may spoil it.
func (d *door) ask(method, path, body string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+d.token)
	for _, c := range change {
		c(r)
	}
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w
}

func text(t *testing.T, m any) string {
	t.Helper()
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestDoorRefuses(t *testing.T) {
	d := openDoor(t, server.Limits{})
	hello := wire.Hello{Protocol: 1, Schema: 1, ClientID: d.id(), NextSeq: 1}
	pull := wire.Pull{ClientID: d.id(), Schema: 1, Limit: 1}
	meta, _ := d.Meta(t.Context())
	push := wire.Push{ClientID: d.id(), Epoch: meta.Epoch, Commands: []wire.Command{newReplica(t, d.hands, nil).command(d.house.client("x"))}}
	spoil := func(change func(*wire.Push)) string {
		m := push
		m.Commands = append([]wire.Command(nil), push.Commands...)
		change(&m)
		return text(t, m)
	}
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	none := func(*http.Request) {}
	for name, c := range map[string]struct {
		method, path, body string
		change             func(*http.Request)
		status             int
		code               desk.Code
		key                string
	}{
		"SV-D1 a path that is not there":         {"GET", "/v1/secrets", "", none, 404, desk.CodeNotFound, "server.no_such_path"},
		"SV-D1 another version":                  {"POST", "/v2/push", "", none, 404, desk.CodeNotFound, "server.no_such_path"},
		"SV-D1 the wrong method":                 {"GET", "/v1/push", "", none, 405, desk.CodeInvalid, "server.method"},
		"SV-D1 HEAD for GET":                     {"HEAD", "/v1/live", "", none, 405, desk.CodeInvalid, "server.method"},
		"SV-D3 another content type":             {"POST", "/v1/hello", text(t, hello), header("Content-Type", "text/plain"), 415, desk.CodeInvalid, "server.content_type"},
		"SV-D3 no content type":                  {"POST", "/v1/hello", text(t, hello), header("Content-Type", ""), 415, desk.CodeInvalid, "server.content_type"},
		"SV-D3 no body":                          {"POST", "/v1/hello", "", none, 400, desk.CodeInvalid, "wire.malformed"},
		"SV-D3 half a body":                      {"POST", "/v1/hello", `{"protocol":1`, none, 400, desk.CodeInvalid, "wire.malformed"},
		"SV-D3 an unknown field":                 {"POST", "/v1/hello", `{"protocol":1,"admin":true}`, none, 400, desk.CodeInvalid, "wire.malformed"},
		"SV-D3 something after the message":      {"POST", "/v1/hello", text(t, hello) + "{}", none, 400, desk.CodeInvalid, "wire.malformed"},
		"SV-D3 a list for a message":             {"POST", "/v1/pull", "[]", none, 400, desk.CodeInvalid, "wire.malformed"},
		"SV-D3 a body over the limit":            {"POST", "/v1/push", `{"clientId":"` + strings.Repeat("a", wire.MaxBody) + `"}`, none, 413, desk.CodeTooLarge, "wire.too_large"},
		"SV-D3 a client that is no id":           {"POST", "/v1/hello", `{"protocol":1,"schema":1,"clientId":"../x","nextSeq":1}`, none, 400, desk.CodeInvalid, "wire.malformed"},
		"SV-D3 a push without commands":          {"POST", "/v1/push", spoil(func(m *wire.Push) { m.Commands = nil }), none, 400, desk.CodeInvalid, "wire.malformed"},
		"SV-D3 a push with a hole in itself":     {"POST", "/v1/push", spoil(func(m *wire.Push) { m.Commands = append(m.Commands, m.Commands[0]); m.Commands[1].Seq = 9 }), none, 400, desk.CodeInvalid, "wire.malformed"},
		"SV-D3 a seq of zero":                    {"POST", "/v1/push", spoil(func(m *wire.Push) { m.Commands[0].Seq = 0 }), none, 400, desk.CodeInvalid, "wire.malformed"},
		"SV-D3 a cmd_id that is none":            {"POST", "/v1/push", spoil(func(m *wire.Push) { m.Commands[0].ID = "1" }), none, 400, desk.CodeInvalid, "wire.malformed"},
		"SV-D3 more commands than a push takes":  {"POST", "/v1/push", spoil(many), none, 413, desk.CodeTooLarge, "wire.push_too_large"},
		"SV-D3 more bytes than a push takes":     {"POST", "/v1/push", spoil(heavy), none, 413, desk.CodeTooLarge, "wire.push_too_large"},
		"SV-D3 a pull without a limit":           {"POST", "/v1/pull", `{"clientId":"` + pull.ClientID + `","schema":1}`, none, 400, desk.CodeInvalid, "wire.malformed"},
		"SV-D3 a snapshot for nobody":            {"GET", "/v1/snapshot", "", none, 400, desk.CodeInvalid, "wire.malformed"},
		"SV-D3 a snapshot for a path":            {"GET", "/v1/snapshot?client=../../etc", "", none, 400, desk.CodeInvalid, "wire.malformed"},
		"SV-I1 no token":                         {"POST", "/v1/hello", text(t, hello), header("Authorization", ""), 401, desk.CodeSignedOut, "server.not_signed_in"},
		"SV-I1 another kind of authorization":    {"POST", "/v1/hello", text(t, hello), header("Authorization", "Basic "+d.token), 401, desk.CodeSignedOut, "server.not_signed_in"},
		"SV-I1 a forged token":                   {"POST", "/v1/push", text(t, push), header("Authorization", "Bearer "+strings.Repeat("A", 43)), 401, desk.CodeSignedOut, "server.not_signed_in"},
		"SV-I1 a token with something behind it": {"GET", "/v1/live", "", header("Authorization", "Bearer "+d.token+"x"), 401, desk.CodeSignedOut, "server.not_signed_in"},
		"SV-H2 a protocol that is too old":       {"POST", "/v1/hello", `{"protocol":0,"schema":1,"clientId":"` + hello.ClientID + `","nextSeq":1}`, none, 426, desk.CodeTooOld, "wire.client_too_old"},
		"SV-H2 a schema that is too old":         {"POST", "/v1/hello", `{"protocol":1,"schema":0,"clientId":"` + hello.ClientID + `","nextSeq":1}`, none, 426, desk.CodeTooOld, "wire.client_too_old"},
		"SV-H3 a replica of another workspace":   {"POST", "/v1/hello", `{"protocol":1,"schema":1,"workspace":"` + d.id() + `","clientId":"` + hello.ClientID + `","nextSeq":1}`, none, 401, desk.CodeSignedOut, "server.other_workspace"},
		"SV-P9 a push for another epoch":         {"POST", "/v1/push", spoil(func(m *wire.Push) { m.Epoch = "x" }), none, 409, desk.CodeConflict, "server.other_epoch"},
		"SV-I3 a forged invitation":              {"POST", "/v1/join", `{"code":"AAAAA-BBBBB-CCCCC-DDDDD","device":"x"}`, none, 403, desk.CodeForbidden, "join.unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			w := d.ask(c.method, c.path, c.body, c.change)
			resp := w.Result()
			if e := failure(t, resp); resp.StatusCode != c.status || e.Code != c.code || e.Key != c.key {
				t.Errorf("status %d, %v; want %d %s", resp.StatusCode, e, c.status, c.key)
			}
			for _, h := range []string{"X-Content-Type-Options", "Content-Security-Policy", "Referrer-Policy"} {
				if resp.Header.Get(h) == "" {
					t.Errorf("no %s", h)
				}
			}
			if c.status == 405 && resp.Header.Get("Allow") == "" {
				t.Error("405 without Allow")
			}
		})
	}
	if after, _ := d.Meta(t.Context()); after != meta {
		t.Errorf("something of it reached the log: %+v → %+v", meta, after)
	}
	if strings.Contains(d.log.String(), d.token) {
		t.Error("a token is in the log")
	}
}

func many(m *wire.Push) {
	for len(m.Commands) <= wire.MaxPushCommands {
		c := m.Commands[0]
		c.Seq = int64(len(m.Commands) + 1)
		m.Commands = append(m.Commands, c)
	}
}

func heavy(m *wire.Push) {
	m.Commands[0].Args = json.RawMessage(`"` + strings.Repeat("a", wire.MaxPushBytes/2) + `"`)
	c := m.Commands[0]
	c.Seq++
	m.Commands = append(m.Commands, c)
}

func TestDoorSaysNothingOfInternals(t *testing.T) {
	t.Run("SV-D2 a failure of ours is in the log and not in the answer", func(t *testing.T) {
		d := openDoor(t, server.Limits{})
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		w := d.ask("POST", "/v1/hello", text(t, wire.Hello{Protocol: 1, Schema: 1, ClientID: d.id(), NextSeq: 1}))
		e := failure(t, w.Result())
		if w.Code != 500 || e.Key != "server.internal" || len(e.Params) != 0 || strings.Contains(w.Body.String(), "store") {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if !strings.Contains(d.log.String(), "request failed") {
			t.Error("nothing is in the log")
		}
		d.reopen()
	})
}

func TestLimits(t *testing.T) {
	ping := func(d *door, from string, change ...func(*http.Request)) *http.Response {
		change = append(change, func(r *http.Request) { r.RemoteAddr = from })
		return d.ask("POST", "/v1/hello", text(t, wire.Hello{Protocol: 1, Schema: 1, ClientID: d.id(), NextSeq: 1}), change...).Result()
	}
	slow := func(t *testing.T, resp *http.Response, wait string) {
		t.Helper()
		if e := failure(t, resp); resp.StatusCode != 429 || e.Code != desk.CodeTooMany || resp.Header.Get("Retry-After") != wait {
			t.Errorf("%d %v, Retry-After %q", resp.StatusCode, e, resp.Header.Get("Retry-After"))
		}
	}
	ok := func(t *testing.T, resp *http.Response) {
		t.Helper()
		if resp.StatusCode != 200 {
			t.Errorf("%d %v", resp.StatusCode, failure(t, resp))
		}
	}
	t.Run("SV-D4 a device has its rate, and gets its turn again", func(t *testing.T) {
		d := openDoor(t, server.Limits{Device: server.Rate{PerSecond: 0.5, Burst: 3}})
		for range 3 {
			ok(t, ping(d, "192.0.2.1:1"))
		}
		slow(t, ping(d, "192.0.2.2:1"), "2")
		d.hands.forward(2 * time.Second)
		ok(t, ping(d, "192.0.2.1:1"))
	})
	t.Run("SV-D4 an address has its rate, before anything else is looked at", func(t *testing.T) {
		d := openDoor(t, server.Limits{Address: server.Rate{PerSecond: 1, Burst: 2}})
		bad := func(r *http.Request) { r.Header.Del("Authorization") }
		for range 2 {
			if resp := ping(d, "192.0.2.1:1", bad); resp.StatusCode != 401 {
				t.Errorf("%d", resp.StatusCode)
			}
		}
		slow(t, ping(d, "192.0.2.1:2"), "1")
		ok(t, ping(d, "192.0.2.9:1"))
	})
	t.Run("SV-D4 guessing tokens is slowed down, and does not lock out a colleague at the same address", func(t *testing.T) {
		d := openDoor(t, server.Limits{Guess: server.Rate{PerSecond: 0.1, Burst: 2}})
		guess := func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+d.id()) }
		for range 2 {
			if resp := ping(d, "192.0.2.1:1", guess); resp.StatusCode != 401 {
				t.Errorf("%d", resp.StatusCode)
			}
		}
		slow(t, ping(d, "192.0.2.1:1", guess), "10")
		ok(t, ping(d, "192.0.2.1:1"))
	})
	t.Run("SV-D4 guessing invitations is slowed down by address; one IPv6 household is one address", func(t *testing.T) {
		d := openDoor(t, server.Limits{Guess: server.Rate{PerSecond: 0.1, Burst: 2}})
		join := func(from string) *http.Response {
			return d.ask("POST", "/v1/join", `{"code":"AAAAA-BBBBB-CCCCC-DDDDD","device":"x"}`, func(r *http.Request) { r.RemoteAddr = from }).Result()
		}
		for i, want := range []int{403, 403, 429} {
			if resp := join("[2001:db8::" + string(rune('1'+i)) + "]:1"); resp.StatusCode != want {
				t.Errorf("guess %d: %d, want %d", i, resp.StatusCode, want)
			}
		}
		if resp := join("[2001:db8:0:1::1]:1"); resp.StatusCode != 403 {
			t.Errorf("another household: %d", resp.StatusCode)
		}
	})
	t.Run("SV-D5 live streams and snapshots have places, which are given back", func(t *testing.T) {
		h := found(t, func(o *server.Options) { o.Limits = server.Limits{PerDevice: 1, Streams: 5} })
		s := serve(t, h)
		reply, first := s.join(h.own.Person)
		heard, ended := make(chan struct{}, 8), make(chan error, 1)
		ctx, cancel := context.WithCancel(t.Context())
		go func() { ended <- first.Live(ctx, func(wire.Live) { heard <- struct{}{} }) }()
		<-heard
		err := s.client(reply.Token).Live(t.Context(), func(wire.Live) {})
		if e := desk.AsError(err); e == nil || e.Code != desk.CodeTooMany {
			t.Errorf("a second stream: %v", err)
		}
		cancel()
		<-ended
		for { // the server notices that the first one has gone a moment later
			again, stop := context.WithCancel(t.Context())
			err := s.client(reply.Token).Live(again, func(wire.Live) { stop() })
			stop()
			if errors.Is(err, context.Canceled) {
				return
			}
			if e := desk.AsError(err); e == nil || e.Code != desk.CodeTooMany {
				t.Fatal(err)
			}
		}
	})
}

func TestServe(t *testing.T) {
	t.Run("SV-T1 the key is made once, is nobody else's to read, and stays", func(t *testing.T) {
		h := found(t)
		s := serve(t, h)
		if !strings.HasPrefix(s.address, "https://127.0.0.1:") || strings.HasSuffix(s.address, ":0") {
			t.Errorf("address %s", s.address)
		}
		info, err := os.Stat(filepath.Join(h.Dir(), "tls.key"))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
		h.reopen()
		if again := serve(t, h); again.fingerprint != s.fingerprint {
			t.Error("another key after a restart")
		}
	})
	t.Run("SV-T1 the certificate names this computer and holds ten years", func(t *testing.T) {
		h := found(t)
		s := serve(t, h)
		conn, err := tls.Dial("tcp", strings.TrimPrefix(s.address, "https://"), &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		cert := conn.ConnectionState().PeerCertificates[0]
		if remote.Fingerprint(cert) != s.fingerprint {
			t.Error("the fingerprint is of another key")
		}
		if err := cert.VerifyHostname("localhost"); err != nil {
			t.Error(err)
		}
		if err := cert.VerifyHostname("127.0.0.1"); err != nil {
			t.Error(err)
		}
		if left := cert.NotAfter.Sub(h.hands.Now()); left < 3650*24*time.Hour-time.Minute {
			t.Errorf("holds %v", left)
		}
	})
	t.Run("SV-T1 own certificate files are used, and invitations name their key", func(t *testing.T) {
		h, other := found(t), found(t)
		theirs := serve(t, other)
		s := serve(t, h, func(o *server.ServeOptions) {
			o.CertFile, o.KeyFile = filepath.Join(other.Dir(), "tls.crt"), filepath.Join(other.Dir(), "tls.key")
		})
		if s.fingerprint != theirs.fingerprint {
			t.Error("another certificate is served")
		}
		if inv := h.invite(h.own.Person); inv.Fingerprint != s.fingerprint {
			t.Error("the invitation names another key")
		}
		_, c := s.join(h.own.Person)
		newReplica(t, h.hands, c).hello()
	})
	for name, c := range map[string]struct {
		o    server.ServeOptions
		code desk.Code
		key  string
	}{
		"SV-T1 a certificate that is none":  {server.ServeOptions{Listen: "127.0.0.1:0", CertFile: "/dev/null", KeyFile: "/dev/null"}, desk.CodeInvalid, "server.bad_certificate"},
		"SV-T2 no TLS off loopback":         {server.ServeOptions{Listen: "0.0.0.0:0", Plain: true}, desk.CodeInvalid, "server.plain_off_loopback"},
		"SV-T2 no TLS on every interface":   {server.ServeOptions{Listen: ":0", Plain: true}, desk.CodeInvalid, "server.plain_off_loopback"},
		"an address that is none":           {server.ServeOptions{Listen: "desk"}, desk.CodeInvalid, "server.bad_listen"},
		"an address of another computer":    {server.ServeOptions{Listen: "192.0.2.1:8443"}, desk.CodeInvalid, "server.bad_listen"},
		"a port that is no number nor name": {server.ServeOptions{Listen: "127.0.0.1:port-of-call"}, desk.CodeInvalid, "server.bad_listen"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, found(t).Serve(t.Context(), c.o), c.code, c.key) })
	}
	t.Run("a port in use is said so, with the address", func(t *testing.T) {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
		e := refused(t, found(t).Serve(t.Context(), server.ServeOptions{Listen: ln.Addr().String()}), desk.CodeUnavailable, "server.port_in_use")
		if e.Params["listen"] != ln.Addr().String() {
			t.Errorf("%v", e)
		}
	})
	t.Run("SV-T2 plain HTTP on loopback, when asked for", func(t *testing.T) {
		h := found(t)
		s := serve(t, h, func(o *server.ServeOptions) { o.Plain = true })
		resp, err := http.Get(s.address + "/v1/health")
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		if resp.StatusCode != 200 || string(body) != `{"status":"ok"}` || s.fingerprint != "" {
			t.Errorf("%d %s", resp.StatusCode, body)
		}
		_, c := s.join(h.own.Person)
		newReplica(t, h.hands, c).hello()
	})
	t.Run("SV-L4 a shutdown ends live streams and is quick", func(t *testing.T) {
		h := found(t)
		s := serve(t, h)
		_, c := s.join(h.own.Person)
		heard, ended := make(chan struct{}, 8), make(chan error, 1)
		go func() { ended <- c.Live(t.Context(), func(wire.Live) { heard <- struct{}{} }) }()
		<-heard
		if err := s.stop(); err != nil {
			t.Error(err)
		}
		refused(t, <-ended, desk.CodeUnavailable, "remote.unreachable")
	})
	t.Run("HTTP/2 is spoken too", func(t *testing.T) {
		h := found(t)
		s := serve(t, h)
		web := &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
		defer web.CloseIdleConnections()
		reply, _ := s.join(h.own.Person)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		req, _ := http.NewRequestWithContext(ctx, "GET", s.address+"/v1/live", nil)
		req.Header.Set("Authorization", "Bearer "+reply.Token)
		resp, err := web.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		line, err := bufio.NewReader(resp.Body).ReadString('\n')
		if err != nil || resp.ProtoMajor != 2 || !strings.HasPrefix(line, `data: {"head":`) {
			t.Errorf("HTTP/%d, %q, %v", resp.ProtoMajor, line, err)
		}
	})
}

// FuzzPushDoor feeds the door of push with anything: it must answer with JSON, never with an internal error, and leave a
// sound authority, which the end of the run checks. In a body "E" stands for the epoch, "C" for a client that has
// never pushed, "N" for a new id.
func FuzzPushDoor(f *testing.F) {
	f.Add(`{"clientId":"C","epoch":"E","commands":[{"seq":1,"id":"N","name":"client.add","ver":1,"at":1,"args":{"id":"N","name":"x"}}]}`, "application/json")
	f.Add(`{"clientId":"C","epoch":"E","commands":[{"seq":1,"id":"N","name":"ticket.create","ver":1,"at":-9,"args":{"id":"N","subject":"x","text":"y"}}]}`, "application/json")
	f.Add(`{"clientId":"C","epoch":"E","commands":[{"seq":1,"id":"N","name":"timer.start","ver":1,"at":-9,"args":null}]}`, "application/json")
	f.Add(`{"commands":[]}`, "application/json; charset=utf-8")
	f.Add("\xff\x00", "text/plain")
	free := server.Rate{PerSecond: -1}
	d := openDoor(f, server.Limits{Device: free, Address: free, Guess: free})
	meta, err := d.Meta(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body, kind string) {
		body = strings.ReplaceAll(body, `"E"`, `"`+meta.Epoch+`"`)
		body = strings.ReplaceAll(body, `"C"`, `"`+d.id()+`"`)
		for strings.Contains(body, `"N"`) {
			body = strings.Replace(body, `"N"`, `"`+d.id()+`"`, 1)
		}
		d.log.Reset()
		w := d.ask("POST", "/v1/push", body, func(r *http.Request) { r.Header.Set("Content-Type", kind) })
		if w.Code == 200 {
			var reply wire.PushReply
			if err := json.Unmarshal(w.Body.Bytes(), &reply); err != nil {
				t.Fatal(err)
			}
			for _, r := range reply.Results {
				if r.Error != nil && r.Error.Code == desk.CodeInternal {
					t.Fatalf("a verb has failed: %s", d.log)
				}
			}
			return
		}
		if e := failure(t, w.Result()); w.Code >= 500 || e.Code == desk.CodeInternal {
			t.Fatalf("%d %v: %s", w.Code, e, d.log)
		}
	})
}
