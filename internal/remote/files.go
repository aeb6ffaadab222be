package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"naryad/internal/desk"
	"naryad/internal/wire"
)

// AskFiles says what the authority has of some files.
func (c *Client) AskFiles(ctx context.Context, m wire.AskFiles) (wire.FilesReply, error) {
	var reply wire.FilesReply
	err := c.call(ctx, c.wait.Pull, "files", m, &reply)
	return reply, err
}

// PutFile sends a part of a file, at most wire.MaxFileChunk bytes, to where the authority stopped.
func (c *Client) PutFile(ctx context.Context, sha256 string, size, offset int64, r io.Reader) (wire.FileState, error) {
	var state wire.FileState
	within, cancel := context.WithTimeout(ctx, c.wait.Chunk)
	defer cancel()
	n := min(size-offset, wire.MaxFileChunk)
	req, err := c.request(within, http.MethodPut, fmt.Sprintf("files/%s?size=%d&offset=%d", sha256, size, offset), io.LimitReader(r, n))
	if err != nil {
		return state, err
	}
	req.ContentLength = n
	if n == 0 {
		req.Body = http.NoBody
	}
	req.Header.Set("Content-Type", "application/octet-stream")
	resp, err := c.do(req)
	if err != nil {
		return state, c.explain(ctx, err)
	}
	defer drain(resp.Body)
	return state, c.understood(ctx, wire.DecodeReply(resp.Body, &state))
}

// GetFile returns a file from an offset on. Whoever reads it compares its hash.
func (c *Client) GetFile(ctx context.Context, sha256 string, offset int64) (io.ReadCloser, error) {
	resp, body, err := c.stream(ctx, "files/"+sha256, c.wait.Pull, c.wait.Idle, "Range", fmt.Sprintf("bytes=%d-", offset))
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusPartialContent && offset > 0 {
		return nil, errors.Join(c.notOurs(), body.Close()) // it would begin anew
	}
	return &fetched{c: c, ctx: ctx, body: body}, nil
}

// fetched is a file on its way: what breaks on the way is the network's fault.
type fetched struct {
	c    *Client
	ctx  context.Context
	body *watched
}

func (f *fetched) Read(p []byte) (int, error) {
	n, err := f.body.Read(p)
	if err != nil && !errors.Is(err, io.EOF) && desk.AsError(err) == nil {
		err = f.c.explain(f.ctx, err)
	}
	return n, err
}

func (f *fetched) Close() error { return f.body.Close() }
