// Package control says which process owns a directory of Naryad, and lets others talk to that owner.
//
// One process owns a replica's or an authority's directory: it holds a lock on the file "lock" there for as long as
// it runs. A second start of the desktop and commands in a terminal do not touch the files; they send their
// arguments to the owner and print what comes back. The channel is HTTP on a loopback port; the file "control"
// beside the lock, mode 0600, holds its address and a secret. (On Windows the directory is the person's own by its
// inherited access list.) AF_UNIX sockets were not taken: they do not work everywhere that Windows programs run.
package control

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

// maxRequest bounds a request's body in bytes: arguments and what was piped in.
const maxRequest = 4 << 20

// ErrOwned is returned by Take when another process owns the directory.
var ErrOwned = errors.New("control: the directory belongs to another process")

// ErrSilent is returned by Call when the directory is owned but its owner does not answer.
var ErrSilent = errors.New("control: the owner does not answer")

// Request is a command line that the owner runs in the caller's stead.
type Request struct {
	Args  []string `json:"args"`
	Dir   string   `json:"dir"` // the caller's working directory: relative paths mean it
	Stdin []byte   `json:"stdin,omitempty"`
}

// Handler runs a request in the owner; what it writes reaches the caller at once. It returns the exit code.
type Handler func(ctx context.Context, r Request, stdout, stderr io.Writer) int

// frame is one line of the answer.
type frame struct {
	Out  []byte `json:"out,omitempty"`
	Err  []byte `json:"err,omitempty"`
	Exit *int   `json:"exit,omitempty"`
}

// address is the content of the file "control".
type address struct {
	Address string `json:"address"`
	Secret  string `json:"secret"`
}

// Owner holds a directory.
type Owner struct {
	dir  string
	lock *flock.Flock
	srv  *http.Server
}

// Take makes this process the owner of dir, which is made when it is missing, or returns ErrOwned.
func Take(dir string) (*Owner, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make %s: %w", dir, err)
	}
	lock := flock.New(filepath.Join(dir, "lock"))
	ok, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	if !ok {
		return nil, ErrOwned
	}
	_ = os.Remove(filepath.Join(dir, "control")) // of an owner that was killed
	return &Owner{dir: dir, lock: lock}, nil
}

// Listen opens the channel. secret must be random; it is written to the control file only.
func (o *Owner) Listen(secret string, h Handler) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("open the control channel: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /run", func(w http.ResponseWriter, r *http.Request) { serve(w, r, secret, h) })
	o.srv = &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	b, err := json.Marshal(address{Address: l.Addr().String(), Secret: secret})
	if err == nil {
		err = os.WriteFile(filepath.Join(o.dir, "control.new"), b, 0o600)
	}
	if err == nil {
		err = os.Rename(filepath.Join(o.dir, "control.new"), filepath.Join(o.dir, "control"))
	}
	if err != nil {
		l.Close()
		return fmt.Errorf("write the control file: %w", err)
	}
	go func() { _ = o.srv.Serve(l) }() // ends when the owner closes
	return nil
}

// Close ends the channel and gives the directory up. Requests that run are given a moment to end.
func (o *Owner) Close() error {
	if o.srv != nil {
		_ = os.Remove(filepath.Join(o.dir, "control"))
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		if err := o.srv.Shutdown(ctx); err != nil {
			o.srv.Close()
		}
	}
	return o.lock.Unlock()
}

func serve(w http.ResponseWriter, r *http.Request, secret string, h Handler) {
	given := r.Header.Get("Naryad-Secret")
	// A page in a browser can post to any loopback port, but cannot know the secret or set this header unasked.
	if subtle.ConstantTimeCompare([]byte(given), []byte(secret)) != 1 || r.Header.Get("Origin") != "" {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	var req Request
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxRequest)).Decode(&req); err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	enc := &frames{enc: json.NewEncoder(w), flush: http.NewResponseController(w).Flush}
	code := h(r.Context(), req, pipe{enc, false}, pipe{enc, true})
	_ = enc.send(frame{Exit: &code}) // whoever asked may have gone
}

type frames struct {
	mu    sync.Mutex
	enc   *json.Encoder
	flush func() error
}

func (f *frames) send(fr frame) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enc.Encode(fr); err != nil {
		return err
	}
	return f.flush()
}

type pipe struct {
	to  *frames
	err bool
}

func (p pipe) Write(b []byte) (int, error) {
	fr := frame{Out: bytes.Clone(b)}
	if p.err {
		fr = frame{Err: fr.Out}
	}
	if err := p.to.send(fr); err != nil {
		return 0, err
	}
	return len(b), nil
}

// Call asks the owner of dir to run a request, copies what it prints and returns its exit code.
// It returns fs.ErrNotExist when nobody has opened a channel there, and ErrSilent when nobody answers.
func Call(ctx context.Context, dir string, req Request, stdout, stderr io.Writer) (int, error) {
	b, err := os.ReadFile(filepath.Join(dir, "control"))
	if err != nil {
		return 0, err
	}
	var a address
	if err := json.Unmarshal(b, &a); err != nil {
		return 0, fs.ErrNotExist
	}
	body, err := json.Marshal(req)
	if err != nil {
		return 0, fmt.Errorf("encode a control request: %w", err)
	}
	hr, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+a.Address+"/run", bytes.NewReader(body))
	if err != nil {
		return 0, fmt.Errorf("make a control request: %w", err)
	}
	hr.Header.Set("Naryad-Secret", a.Secret)
	hr.Header.Set("Content-Type", "application/json")
	transport := &http.Transport{Proxy: nil, DisableKeepAlives: true}
	resp, err := (&http.Client{Transport: transport}).Do(hr)
	if err != nil {
		return 0, errors.Join(ErrSilent, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%w: status %d", ErrSilent, resp.StatusCode)
	}
	dec := json.NewDecoder(resp.Body)
	for {
		var f frame
		if err := dec.Decode(&f); err != nil {
			return 0, errors.Join(ErrSilent, err)
		}
		switch {
		case f.Exit != nil:
			return *f.Exit, nil
		case f.Err != nil:
			_, err = stderr.Write(f.Err)
		default:
			_, err = stdout.Write(f.Out)
		}
		if err != nil {
			return 0, fmt.Errorf("print the owner's answer: %w", err)
		}
	}
}
