package workspace

import (
	"context"
	"encoding/binary"
	"sync"
	"time"

	"naryad/internal/desk"
	"naryad/internal/wire"
)

// The pace of Run (SY-22, SY-23).
const (
	pollEvery  = 30 * time.Second // pokes may be lost; this is the longest that one may be missed
	firstDelay = time.Second      // of the back-off, which doubles
	lastDelay  = time.Minute
)

// Run keeps the replica and the authority together until ctx ends: it steps while there is something to do, then waits for
// a command, for a poke of the authority or for the next poll. After an error it waits from 1 s to 60 s, with jitter, or
// until SyncNow.
//
// It returns nil when ctx has ended, and otherwise the error that will not go away by itself (SY-24): signed out, too old, or
// another workspace. The outbox is kept, and Run may be called again with another Remote.
func (w *Workspace) Run(ctx context.Context, r Remote) error {
	ctx, cancel := context.WithCancel(ctx)
	var listener sync.WaitGroup
	listener.Go(func() { w.listen(ctx, r) })
	defer listener.Wait()
	defer cancel()
	fails := 0
	for {
		did, err := w.Step(ctx, r)
		switch {
		case ctx.Err() != nil:
			return nil
		case stops(err):
			return err
		case err != nil:
			fails++
			w.opts.Log.Info("sync failed", "did", string(did), "fails", fails, "error", err.Error())
			pause(ctx, w.delay(fails), w.kick)
		case did == DidNothing:
			fails = 0
			select {
			case <-w.kick: // it has been served
			default:
			}
			if pause(ctx, pollEvery, w.wake) {
				w.wantPull(true)
			}
		case did != DidHello: // a server that says hello and then fails must not be asked again every second
			fails = 0
		}
	}
}

// listen holds the live stream open and passes its pokes on.
func (w *Workspace) listen(ctx context.Context, r Remote) {
	fails := 0
	for {
		began := w.now()
		err := r.Live(ctx, func(m wire.Live) {
			w.noteHead(m.Head, false)
			poke(w.wake)
		})
		if ctx.Err() != nil {
			return
		}
		if stops(err) {
			w.SyncNow() // Run finds it out for itself and ends
			return
		}
		if fails++; w.now()-began >= desk.Instant(pollEvery.Milliseconds()) {
			fails = 1 // it was a good connection; one that breaks at once is not
		}
		pause(ctx, w.delay(fails), nil)
		w.wantPull(true) // what was missed meanwhile; it also shows whether the connection is still there
		poke(w.wake)
	}
}

// delay is the back-off after so many failures in a row: it doubles from firstDelay to lastDelay, and between a half of it
// and all of it is waited, so that many replicas do not come back at the same moment.
func (w *Workspace) delay(fails int) time.Duration {
	d := lastDelay
	if n := fails - 1; n < 6 {
		d = min(firstDelay<<n, lastDelay)
	}
	w.entropy.Lock()
	share := binary.BigEndian.Uint16(w.opts.Clock.Bytes(2))
	w.entropy.Unlock()
	return d/2 + time.Duration(int64(d/2)*int64(share)/0xffff)
}

// pause waits for d, for cut or for the end of ctx; true when it was d.
func pause(ctx context.Context, d time.Duration, cut <-chan struct{}) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-cut:
	case <-ctx.Done():
	}
	return false
}
