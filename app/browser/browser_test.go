package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"naryad/app"
	"naryad/internal/clock"
	"naryad/internal/desk"
)

var frontend = fstest.MapFS{
	"index.html":        {Data: []byte(`<!doctype html><html><head><script type="module" src="/assets/index-1.js"></script></head></html>`)},
	"assets/index-1.js": {Data: []byte("export {}")},
}

// ticking is a clock that a test moves; its entropy is fixed.
type ticking struct{ now time.Time }

func (c *ticking) source() clock.Source {
	return clock.Source{Now: func() time.Time { return c.now }, Entropy: clock.System().Entropy}
}

type bench struct {
	*Server
	app   *app.App
	clock *ticking
}

func start(t *testing.T) *bench {
	t.Helper()
	c := &ticking{now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	log := slog.New(slog.DiscardHandler)
	a, err := app.New(app.Options{Dir: t.TempDir(), Clock: c.source(), Zone: time.UTC, Log: log, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	s, err := Listen(Options{App: a, Assets: frontend, Clock: c.source(), Log: log})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the server did not stop quietly: %v", err)
		}
		a.Close()
	})
	return &bench{s, a, c}
}

func (b *bench) token(t *testing.T) string {
	t.Helper()
	_, token, ok := strings.Cut(b.FreshAddress(), "#t=")
	if !ok {
		t.Fatal("the address holds no token")
	}
	return token
}

func (b *bench) session(t *testing.T) string {
	t.Helper()
	status, body := b.do(t, b.request("POST", "/session", fmt.Sprintf(`{"token":%q}`, b.token(t))))
	var answer struct{ Session string }
	if err := json.Unmarshal([]byte(body), &answer); err != nil || status != 200 || answer.Session == "" {
		t.Fatalf("no session: %d %s", status, body)
	}
	return answer.Session
}

// request is what our own page would send.
func (b *bench) request(method, path, body string) *http.Request {
	r, err := http.NewRequest(method, b.origin+path, strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	if method == "POST" {
		r.Header.Set("Origin", b.origin)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	return r
}

func (b *bench) do(t *testing.T, r *http.Request) (int, string) {
	t.Helper()
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func problemOf(t *testing.T, body string) app.Problem {
	t.Helper()
	var answer struct{ Error app.Problem }
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatalf("no problem in %q", body)
	}
	if answer.Error.Text == "" || strings.Contains(answer.Error.Text, answer.Error.Key) {
		t.Errorf("no sentence: %+v", answer.Error)
	}
	return answer.Error
}

func TestACallGoesThereAndBack(t *testing.T) {
	b := start(t)
	session := b.session(t)
	r := b.request("POST", "/call/Boot", "[]")
	r.Header.Set(sessionHeader, session)
	status, body := b.do(t, r)
	var answer struct{ Result app.Boot }
	if err := json.Unmarshal([]byte(body), &answer); err != nil || status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	if answer.Result.Stage != "firstRun" || answer.Result.Version != "test" || answer.Result.Today != "2026-11-23" {
		t.Errorf("got %+v", answer.Result)
	}
	r = b.request("POST", "/call/SetSettings", `[{"language":"en","theme":"dark"}]`)
	r.Header.Set(sessionHeader, session)
	if _, body = b.do(t, r); !strings.Contains(body, `"theme":"dark"`) {
		t.Errorf("settings did not go through: %s", body)
	}
}

// TestStrangersAreRefused: everything that is not our own page's request is refused before a method sees it.
func TestStrangersAreRefused(t *testing.T) {
	b := start(t)
	session := b.session(t)
	_, port, _ := net.SplitHostPort(b.host)
	cases := map[string]struct {
		change func(r *http.Request)
		status int
		key    string
	}{
		"a name that resolves to 127.0.0.1 (rebinding)": {func(r *http.Request) { r.Host = "evil.example:" + port }, 403, "browser.refused"},
		"localhost instead of the address":              {func(r *http.Request) { r.Host = "localhost:" + port }, 403, "browser.refused"},
		"the host without its port":                     {func(r *http.Request) { r.Host = "127.0.0.1" }, 403, "browser.refused"},
		"another site's origin":                         {func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }, 403, "browser.refused"},
		"another port's origin":                         {func(r *http.Request) { r.Header.Set("Origin", "http://127.0.0.1:1") }, 403, "browser.refused"},
		"the origin null of a sandboxed frame":          {func(r *http.Request) { r.Header.Set("Origin", "null") }, 403, "browser.refused"},
		"two origins":                                   {func(r *http.Request) { r.Header.Add("Origin", b.origin) }, 403, "browser.refused"},
		"no origin":                                     {func(r *http.Request) { r.Header.Del("Origin") }, 403, "browser.refused"},
		"a cross-site fetch":                            {func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, 403, "browser.refused"},
		"a fetch from another port":                     {func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") }, 403, "browser.refused"},
		"a form's content type":                         {func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, 400, "browser.malformed"},
		"no content type":                               {func(r *http.Request) { r.Header.Del("Content-Type") }, 400, "browser.malformed"},
		"no session key":                                {func(r *http.Request) { r.Header.Del(sessionHeader) }, 401, "browser.no_session"},
		"a wrong session key":                           {func(r *http.Request) { r.Header.Set(sessionHeader, session+"x") }, 401, "browser.no_session"},
		"a token instead of a session key":              {func(r *http.Request) { r.Header.Set(sessionHeader, b.token(t)) }, 401, "browser.no_session"},
		"a session key as a cookie": {func(r *http.Request) {
			r.Header.Del(sessionHeader)
			r.AddCookie(&http.Cookie{Name: sessionHeader, Value: session})
		}, 401, "browser.no_session"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			r := b.request("POST", "/call/Boot", "[]")
			r.Header.Set(sessionHeader, session)
			c.change(r)
			status, body := b.do(t, r)
			if p := problemOf(t, body); status != c.status || p.Key != c.key {
				t.Errorf("got %d %s, want %d %s", status, p.Key, c.status, c.key)
			}
			if strings.Contains(body, "firstRun") {
				t.Error("the method was called")
			}
		})
	}
}

func TestCallsAreStrict(t *testing.T) {
	b := start(t)
	session := b.session(t)
	cases := map[string]struct {
		path, body string
		status     int
		key        string
	}{
		"no such method":           {"/call/Nothing", `[]`, 400, "browser.malformed"},
		"a method of the inside":   {"/call/boot", `[]`, 400, "browser.malformed"},
		"too many arguments":       {"/call/Boot", `[1]`, 400, "browser.malformed"},
		"too few arguments":        {"/call/SetSettings", `[]`, 400, "browser.malformed"},
		"an argument of a type":    {"/call/SetSettings", `["x"]`, 400, "browser.malformed"},
		"an unknown field":         {"/call/SetSettings", `[{"language":"en","theme":"dark","admin":true}]`, 400, "browser.malformed"},
		"something after the list": {"/call/Boot", `[] []`, 400, "browser.malformed"},
		"no list":                  {"/call/Boot", `{}`, 400, "browser.malformed"},
		"null":                     {"/call/Boot", `null`, 400, "browser.malformed"},
		"nothing":                  {"/call/Boot", ``, 400, "browser.malformed"},
		"broken JSON":              {"/call/Boot", `[`, 400, "browser.malformed"},
		"a body over the limit":    {"/call/SetSettings", `["` + strings.Repeat("x", maxBody) + `"]`, 413, "browser.too_large"},
		"a refusal of the method":  {"/call/SetSettings", `[{"language":"de","theme":"dark"}]`, 400, "app.language"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			r := b.request("POST", c.path, c.body)
			r.Header.Set(sessionHeader, session)
			status, body := b.do(t, r)
			if p := problemOf(t, body); status != c.status || p.Key != c.key {
				t.Errorf("got %d %s, want %d %s", status, p.Key, c.status, c.key)
			}
		})
	}
	for _, method := range []string{"GET", "PUT", "DELETE", "PATCH"} {
		r := b.request(method, "/call/Boot", "")
		r.Header.Set("Origin", b.origin)
		r.Header.Set(sessionHeader, session)
		if status, _ := b.do(t, r); status != http.StatusMethodNotAllowed && status != http.StatusNotFound {
			t.Errorf("%s: %d", method, status)
		}
	}
}

func TestATokenIsGoodOnceAndForAWhile(t *testing.T) {
	b := start(t)
	redeem := func(token string) (int, string) {
		return b.do(t, b.request("POST", "/session", fmt.Sprintf(`{"token":%q}`, token)))
	}
	used := b.token(t)
	if status, body := redeem(used); status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	late := b.token(t)
	b.clock.now = b.clock.now.Add(tokenLife + time.Second)
	for name, token := range map[string]string{"used": used, "late": late, "forged": strings.Repeat("A", 43), "empty": ""} {
		status, body := redeem(token)
		if p := problemOf(t, body); status != 401 || p.Key != "browser.token" {
			t.Errorf("%s: got %d %s", name, status, p.Key)
		}
	}
	if status, _ := redeem(b.token(t)); status != 200 {
		t.Error("a fresh address is refused")
	}
	r := b.request("POST", "/session", fmt.Sprintf(`{"token":%q}`, b.token(t)))
	r.Header.Set("Origin", "https://evil.example")
	if status, _ := b.do(t, r); status != 403 {
		t.Error("another site redeemed a token")
	}
}

func TestThePageIsServedSafely(t *testing.T) {
	b := start(t)
	r := b.request("GET", "/", "")
	r.Header.Set("Sec-Fetch-Site", "none")
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	shim, first := strings.Index(string(body), "/naryad-shim.js"), strings.Index(string(body), "/assets/index-1.js")
	if shim < 0 || first < shim {
		t.Errorf("the shim does not come first: %s", body)
	}
	for name, want := range map[string]string{
		"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
		"Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store",
	} {
		if got := answer.Header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if !strings.Contains(policy, "frame-ancestors 'none'") {
		t.Error("the page may be framed")
	}
	for _, name := range []string{"Set-Cookie", "Access-Control-Allow-Origin"} {
		if answer.Header.Get(name) != "" {
			t.Errorf("%s is set", name)
		}
	}
	if status, body := b.do(t, b.request("GET", "/naryad-shim.js", "")); status != 200 || !strings.Contains(body, "window.go") || strings.Contains(body, "/*GONE*/") {
		t.Errorf("the shim: %d %.200s", status, body)
	}
	if status, _ := b.do(t, b.request("GET", "/assets/index-1.js", "")); status != 200 {
		t.Errorf("an asset: %d", status)
	}
	for _, path := range []string{"/assets/", "/assets", "/nothing", "/index-1.js", "/assets/%2e%2e/index.html"} {
		if status, _ := b.do(t, b.request("GET", path, "")); status != 404 {
			t.Errorf("%s: %d", path, status)
		}
	}
	r = b.request("GET", "/", "")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	if status, _ := b.do(t, r); status != 403 {
		t.Errorf("another site opened the page: %d", status)
	}
	r = b.request("OPTIONS", "/call/Boot", "")
	r.Header.Set("Origin", "https://evil.example")
	r.Header.Set("Access-Control-Request-Method", "POST")
	if status, _ := b.do(t, r); status != 403 {
		t.Errorf("a preflight of another site: %d", status)
	}
}

// lines reads the event stream.
func (b *bench) lines(t *testing.T, session, query string) func() app.Event {
	t.Helper()
	r := b.request("GET", "/events"+query, "")
	r.Header.Set(sessionHeader, session)
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	if answer.StatusCode != 200 {
		t.Fatalf("the stream: %d", answer.StatusCode)
	}
	scanner := bufio.NewScanner(answer.Body)
	return func() app.Event {
		t.Helper()
		for scanner.Scan() {
			if scanner.Text() == "" {
				continue
			}
			var e app.Event
			if err := json.Unmarshal(scanner.Bytes(), &e); err != nil {
				t.Fatal(err)
			}
			return e
		}
		t.Fatalf("the stream ended: %v", scanner.Err())
		return app.Event{}
	}
}

func TestEventsComeInOrderAndAGapIsTold(t *testing.T) {
	b := start(t)
	session := b.session(t)
	next := b.lines(t, session, "")
	if e := next(); e.Name != "open" || e.Seq != 0 {
		t.Fatalf("got %+v", e)
	}
	b.app.Show()
	if e := next(); e.Name != "show" || e.Seq != 1 {
		t.Fatalf("got %+v", e)
	}
	b.app.Show()
	if e := next(); e.Name != "show" || e.Seq != 2 {
		t.Fatalf("got %+v", e)
	}

	again := b.lines(t, session, "?after=1") // cut off after the first: the second is still kept
	if e := again(); e.Name != "open" || e.Seq != 1 {
		t.Fatalf("got %+v", e)
	}
	if e := again(); e.Name != "show" || e.Seq != 2 {
		t.Fatalf("got %+v", e)
	}

	for _, after := range []string{"?after=99", "?after=-3", "?after=x"} { // of another process, or nonsense
		lost := b.lines(t, session, after)
		lost()
		e := lost()
		data, _ := json.Marshal(e.Data)
		if e.Name != "changed" || e.Seq != 2 || !strings.Contains(string(data), `"all":true`) {
			t.Errorf("%s: got %+v", after, e)
		}
	}
}

func TestAPageThatMissedTooMuchAsksForEverything(t *testing.T) {
	f := &feed{moved: make(chan struct{})}
	for i := range int64(kept + 10) {
		f.add(app.Event{Seq: i + 1, Name: "show"})
	}
	if events, _ := f.since(9); len(events) != 1 || events[0].Name != "changed" {
		t.Errorf("after 9: %d events", len(events))
	}
	events, _ := f.since(10)
	if len(events) != kept || events[0].Seq != 11 || events[kept-1].Seq != kept+10 {
		t.Errorf("after 10: %d events from %d", len(events), events[0].Seq)
	}
	if events, _ := f.since(kept + 10); len(events) != 0 {
		t.Errorf("nothing new: %d events", len(events))
	}
}

func TestEventsNeedASession(t *testing.T) {
	b := start(t)
	status, body := b.do(t, b.request("GET", "/events", ""))
	if p := problemOf(t, body); status != 401 || p.Key != "browser.no_session" {
		t.Errorf("got %d %s", status, p.Key)
	}
}

func TestOnlyLoopbackIsListenedOn(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0", "localhost:0", "nonsense"} {
		s, err := Listen(Options{Listen: address, Assets: frontend})
		if e := desk.AsError(err); e == nil || e.Key != "browser.not_loopback" {
			t.Errorf("%s: %v", address, err)
		}
		if s != nil {
			s.Close()
		}
	}
}

func TestAPortInUseIsSaid(t *testing.T) {
	b := start(t)
	_, err := Listen(Options{App: b.app, Assets: frontend, Listen: b.host, Clock: b.clock.source(), Log: slog.New(slog.DiscardHandler)})
	if e := desk.AsError(err); e == nil || e.Key != "browser.port" || e.Params["address"] != b.host {
		t.Errorf("got %v", err)
	}
}

func TestAStopEndsTheStreams(t *testing.T) {
	b := start(t)
	next := b.lines(t, b.session(t), "")
	next()
	// The clean-up of start fails unless Serve returns although this stream is open.
}
