package remote

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"

	"naryad/internal/desk"
	"naryad/internal/wire"
)

// watched is a response body that ends its request when nothing has arrived for a while.
type watched struct {
	body   io.ReadCloser
	idle   time.Duration
	timer  *time.Timer
	cancel context.CancelFunc
	once   sync.Once
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.body.Read(p)
	if n > 0 {
		w.timer.Reset(w.idle)
	}
	return n, err
}

func (w *watched) Close() error {
	var err error
	w.once.Do(func() {
		w.timer.Stop()
		w.cancel()
		err = w.body.Close()
	})
	return err
}

// stream opens a long answer: it must begin within first, and then never be silent for longer than idle. headers are names and
// values in turn.
func (c *Client) stream(ctx context.Context, path string, first, idle time.Duration, headers ...string) (*http.Response, *watched, error) {
	within, cancel := context.WithCancel(ctx)
	timer := time.AfterFunc(first, cancel)
	req, err := c.request(within, http.MethodGet, path, nil)
	var resp *http.Response
	if err == nil {
		for i := 0; i+1 < len(headers); i += 2 {
			req.Header.Set(headers[i], headers[i+1])
		}
		resp, err = c.do(req)
	}
	if err != nil {
		timer.Stop()
		cancel()
		return nil, nil, c.explain(ctx, err)
	}
	timer.Reset(idle)
	return resp, &watched{body: resp.Body, idle: idle, timer: timer, cancel: cancel}, nil
}

// Live calls poke for every movement of the head until ctx ends or the stream breaks; it always returns an error.
func (c *Client) Live(ctx context.Context, poke func(wire.Live)) error {
	resp, body, err := c.stream(ctx, "live", c.wait.Hello, c.wait.Idle)
	if err != nil {
		return err
	}
	defer body.Close()
	if !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream") {
		return c.notOurs()
	}
	lines := bufio.NewScanner(body)
	lines.Buffer(make([]byte, 0, maxLine), maxLine)
	for lines.Scan() {
		data, ok := bytes.CutPrefix(lines.Bytes(), []byte("data: "))
		if !ok {
			continue // a ping, or the blank line after an event
		}
		var m wire.Live
		if err := json.Unmarshal(data, &m); err != nil {
			return c.notOurs()
		}
		poke(m)
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return c.notOurs()
	}
	return c.explain(ctx, io.ErrUnexpectedEOF)
}

// Snapshot returns the head and the uncompressed database file; the caller closes it and checks size and hash.
func (c *Client) Snapshot(ctx context.Context, clientID string) (wire.SnapshotHead, io.ReadCloser, error) {
	var head wire.SnapshotHead
	_, body, err := c.stream(ctx, "snapshot?client="+url.QueryEscape(clientID), c.wait.Snapshot, c.wait.Idle)
	if err != nil {
		return head, nil, err
	}
	buffered := bufio.NewReaderSize(body, 256<<10)
	line, err := readLine(buffered, wire.MaxReply)
	if err == nil {
		err = wire.DecodeReply(bytes.NewReader(line), &head)
	}
	if err != nil {
		_ = body.Close()
		return head, nil, c.understood(ctx, err)
	}
	// One decoder without its own goroutines; the memory that a frame may ask for is bounded.
	dec, err := zstd.NewReader(buffered, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(64<<20))
	if err != nil {
		_ = body.Close()
		return head, nil, c.notOurs()
	}
	return head, &unpacked{c: c, ctx: ctx, dec: dec, body: body, left: head.Size}, nil
}

// readLine reads up to the first newline, at most limit bytes.
func readLine(r *bufio.Reader, limit int) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		if len(line) > limit {
			return nil, desk.Errorf(desk.CodeTooLarge, "wire.too_large", "limitBytes", limit)
		}
		if err == nil {
			return line, nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return nil, err
		}
	}
}

// unpacked is the database file on its way; it never gives more bytes than the head promised.
type unpacked struct {
	c    *Client
	ctx  context.Context
	dec  *zstd.Decoder
	body *watched
	left int64
}

func (u *unpacked) Read(p []byte) (int, error) {
	if u.left <= 0 {
		return 0, io.EOF
	}
	if int64(len(p)) > u.left {
		p = p[:u.left]
	}
	n, err := u.dec.Read(p)
	u.left -= int64(n)
	if errors.Is(err, io.EOF) && u.left > 0 {
		err = io.ErrUnexpectedEOF
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = u.c.explain(u.ctx, err)
	}
	return n, err
}

func (u *unpacked) Close() error {
	u.dec.Close()
	return u.body.Close()
}
