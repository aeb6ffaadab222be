// Package remote is the authority over HTTP: a Client has the methods of workspace.Remote and speaks the messages
// of package wire with a server's /v1/ paths.
//
// What it guarantees to the sync loop:
//
//   - Every failure is a *desk.Error or the caller's own context error. A refusal of the server comes back as the
//     very error that the server made; everything that happens on the way is "remote.unreachable" (unavailable),
//     so that nothing the network does can look like the server's word.
//   - The server is known by its key: with a fingerprint from an invitation the certificate's public key must have
//     exactly that SHA-256 (its dates, names and issuer are of no interest then); without one the system's roots
//     decide. Plain HTTP is spoken to this computer only. Redirects are not followed: the token goes to one place.
//   - No call waits for ever: each has its own end, and the two streams break when nothing arrives for a while
//     (the server pings the live stream every 15 s).
//
// HTTP/1.1 on purpose: a call whose connection has silently died then fails alone, where all calls of one HTTP/2
// connection would stall together.
package remote

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"naryad/internal/desk"
	"naryad/internal/wire"
)

// Limits of what is read from a server, in bytes, where package wire has none.
const (
	maxFailure = 64 << 10
	maxLine    = 4 << 10 // of the live stream
)

// Options say which authority, and as whom. Address is https://host:port, or http://host:port on loopback.
type Options struct {
	Address     string
	Fingerprint string // base64url SHA-256 of the key's SubjectPublicKeyInfo; empty: the system's roots decide
	Token       string
	Timeouts    Timeouts // zero fields take their defaults
}

// Timeouts end calls that nobody answers.
type Timeouts struct {
	Dial     time.Duration // 10 s
	Hello    time.Duration // 15 s
	Push     time.Duration // 60 s
	Pull     time.Duration // 60 s
	Snapshot time.Duration // 5 min until its first byte: the server writes the file first
	Idle     time.Duration // 45 s without a byte end a stream: three pings
	Chunk    time.Duration // 90 s for one part of a file
}

func (t Timeouts) filled() Timeouts {
	set := func(d *time.Duration, to time.Duration) {
		if *d == 0 {
			*d = to
		}
	}
	set(&t.Dial, 10*time.Second)
	set(&t.Hello, 15*time.Second)
	set(&t.Push, 60*time.Second)
	set(&t.Pull, 60*time.Second)
	set(&t.Snapshot, 5*time.Minute)
	set(&t.Idle, 45*time.Second)
	set(&t.Chunk, 90*time.Second)
	return t
}

// Client is one person's device at one authority. It is safe for concurrent use.
type Client struct {
	base  string
	host  string
	token string
	wait  Timeouts
	http  *http.Client
	bad   error // why no call can work: the address is refused
}

// New returns a client; it does not connect. A wrong address fails at the first call.
func New(o Options) *Client {
	c := &Client{base: strings.TrimRight(o.Address, "/"), token: o.Token, wait: o.Timeouts.filled(), bad: wire.ValidAddress(o.Address)}
	if u, err := url.Parse(o.Address); err == nil {
		c.host = u.Host
	}
	dialer := &net.Dialer{Timeout: c.wait.Dial, KeepAlive: 15 * time.Second}
	c.http = &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy:               proxy,
			DialContext:         dialer.DialContext,
			TLSHandshakeTimeout: c.wait.Dial,
			TLSClientConfig:     tlsConfig(o.Fingerprint, c.host),
			TLSNextProto:        map[string]func(string, *tls.Conn) http.RoundTripper{}, // HTTP/1.1
			DisableCompression:  true,
			MaxIdleConnsPerHost: 4,
			IdleConnTimeout:     90 * time.Second,
		},
	}
	return c
}

// Close lets go of idle connections; calls under way are not touched.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// proxy is the environment's, never for this computer itself.
func proxy(r *http.Request) (*url.URL, error) {
	if wire.Loopback(r.URL.Hostname()) {
		return nil, nil
	}
	return http.ProxyFromEnvironment(r)
}

// tlsConfig checks a pinned key where there is a fingerprint, and the system's roots otherwise.
func tlsConfig(fingerprint, host string) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if fingerprint == "" {
		return config
	}
	config.InsecureSkipVerify = true // VerifyConnection knows the key itself
	config.VerifyConnection = func(state tls.ConnectionState) error {
		if len(state.PeerCertificates) == 0 {
			return errors.New("no certificate")
		}
		got := Fingerprint(state.PeerCertificates[0])
		if subtle.ConstantTimeCompare([]byte(got), []byte(fingerprint)) == 1 {
			return nil
		}
		return desk.Errorf(desk.CodeForbidden, "remote.wrong_fingerprint", "host", host,
			"expected", short(fingerprint), "got", short(got))
	}
	return config
}

// Fingerprint is how a server's key is known: SHA-256 of its SubjectPublicKeyInfo in base64url.
func Fingerprint(cert *x509.Certificate) string {
	sum := sha256.Sum256(cert.RawSubjectPublicKeyInfo)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func short(fingerprint string) string {
	if len(fingerprint) > 12 {
		return fingerprint[:12] + "…"
	}
	return fingerprint
}

// Hello says where the replica stands and hears where the authority does.
func (c *Client) Hello(ctx context.Context, m wire.Hello) (wire.HelloReply, error) {
	var reply wire.HelloReply
	err := c.call(ctx, c.wait.Hello, "hello", m, &reply)
	return reply, err
}

// Push hands commands over.
func (c *Client) Push(ctx context.Context, m wire.Push) (wire.PushReply, error) {
	var reply wire.PushReply
	err := c.call(ctx, c.wait.Push, "push", m, &reply)
	return reply, err
}

// Pull asks for what has changed.
func (c *Client) Pull(ctx context.Context, m wire.Pull) (wire.PullReply, error) {
	var reply wire.PullReply
	err := c.call(ctx, c.wait.Pull, "pull", m, &reply)
	return reply, err
}

// Join redeems an invitation for a token of this device. Only the reply ever carries it.
func Join(ctx context.Context, inv wire.Invitation, device string) (wire.JoinReply, error) {
	if err := inv.Valid(); err != nil {
		return wire.JoinReply{}, err
	}
	c := New(Options{Address: inv.Address, Fingerprint: inv.Fingerprint})
	defer c.Close()
	var reply wire.JoinReply
	err := c.call(ctx, c.wait.Hello, "join", wire.Join{Code: wire.NormalCode(inv.Code), Device: device}, &reply)
	if err == nil && reply.Token == "" {
		err = c.notOurs()
	}
	return reply, err
}

// call sends one message and reads its answer into reply.
func (c *Client) call(ctx context.Context, limit time.Duration, path string, message, reply any) error {
	within, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	resp, err := c.send(within, http.MethodPost, path, message)
	if err != nil {
		return c.explain(ctx, err)
	}
	defer drain(resp.Body)
	return c.understood(ctx, wire.DecodeReply(resp.Body, reply))
}

// understood tells an answer that was cut from one that nobody of ours has given.
func (c *Client) understood(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case desk.AsError(err) != nil:
		return c.notOurs()
	}
	return c.explain(ctx, err)
}

// send makes one request with a message; an answer that is not 200 becomes the error it carries.
func (c *Client) send(ctx context.Context, method, path string, message any) (*http.Response, error) {
	var body io.Reader
	if message != nil {
		data, err := json.Marshal(message)
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", path, err)
		}
		body = bytes.NewReader(data)
	}
	req, err := c.request(ctx, method, path, body)
	if err != nil {
		return nil, err
	}
	if message != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return c.do(req)
}

func (c *Client) request(ctx context.Context, method, path string, body io.Reader) (*http.Request, error) {
	if c.bad != nil {
		return nil, c.bad
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+"/v1/"+path, body)
	if err != nil {
		return nil, fmt.Errorf("make request %s: %w", path, err)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	return req, nil
}

// do makes a request; an answer that is neither 200 nor 206 becomes the error it carries.
func (c *Client) do(req *http.Request) (*http.Response, error) {
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusOK || resp.StatusCode == http.StatusPartialContent {
		return resp, nil
	}
	defer drain(resp.Body)
	var f wire.Failure
	if err := wire.DecodeReply(io.LimitReader(resp.Body, maxFailure), &f); err != nil || f.Error == nil || f.Error.Code == "" {
		return nil, c.notOurs()
	}
	return nil, f.Error
}

// explain turns what went wrong on the way into an error for people.
func (c *Client) explain(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err() // the caller's own wish
	}
	if e := desk.AsError(err); e != nil {
		return e
	}
	var unknown *tls.CertificateVerificationError
	if errors.As(err, &unknown) {
		return desk.Errorf(desk.CodeForbidden, "remote.untrusted", "host", c.host)
	}
	var plain tls.RecordHeaderError
	if errors.As(err, &plain) {
		return c.notOurs()
	}
	return desk.Errorf(desk.CodeUnavailable, "remote.unreachable", "host", c.host)
}

// notOurs: something answers there, but it is not a server of Naryad.
func (c *Client) notOurs() error {
	return desk.Errorf(desk.CodeUnavailable, "remote.not_naryad", "host", c.host)
}

// drain reads what little is left, so that the connection can be used again.
func drain(body io.ReadCloser) {
	_, _ = io.CopyN(io.Discard, body, maxFailure)
	_ = body.Close()
}
