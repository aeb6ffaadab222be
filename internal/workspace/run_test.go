package workspace_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"naryad/internal/clock"
	"naryad/internal/desk"
	"naryad/internal/wire"
	"naryad/internal/workspace"
)

// running starts Run inside a synctest bubble, whose timers know no real time.
func running(t *testing.T, d *desktop, r workspace.Remote) (stop func() error) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- d.Run(ctx, r) }()
	return func() error {
		cancel()
		return <-done
	}
}

// moments is when something happened, in milliseconds of the bubble's clock.
type moments []int64

func (m *moments) now() { *m = append(*m, clock.System().Millis()) }

func (m moments) gaps() (gaps []time.Duration) {
	for i := 1; i < len(m); i++ {
		gaps = append(gaps, time.Duration(m[i]-m[i-1])*time.Millisecond)
	}
	return gaps
}

func TestRun(t *testing.T) {
	t.Run("SY-22 a command is sent at once, a poke is followed at once, a poll comes every 30 s", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(t)
			d := newDesktop(t, h)
			poke := make(chan int64)
			h.live = func(ctx context.Context, tell func(wire.Live)) error {
				for {
					select {
					case head := <-poke:
						tell(wire.Live{Head: head})
					case <-ctx.Done():
						return ctx.Err()
					}
				}
			}
			stop := running(t, d, h)
			synctest.Wait()
			if k := d.State().Kind; k != workspace.Synced {
				t.Fatalf("state %s", k)
			}
			began := clock.System().Millis()
			id := d.create("Сразу")
			synctest.Wait()
			if n := d.ticket(id).Number; n != 1 {
				t.Errorf("the command was not sent: number %d", n)
			}
			h.commit(&desk.Client{ID: boris, Name: "По звонку"})
			poke <- h.meta().Head
			synctest.Wait()
			if d.stand().Cursor.Rev != h.meta().Head || clock.System().Millis() != began {
				t.Error("the poke was not followed at once")
			}
			h.commit(&desk.Client{ID: anna, Name: "Звонок потерян"})
			time.Sleep(29 * time.Second)
			synctest.Wait()
			if d.stand().Cursor.Rev == h.meta().Head {
				t.Error("it polls more often than every 30 s")
			}
			time.Sleep(2 * time.Second)
			synctest.Wait()
			if d.stand().Cursor.Rev != h.meta().Head {
				t.Error("a lost poke was never made up for")
			}
			if err := stop(); err != nil {
				t.Errorf("stopped with %v", err)
			}
			d.same(h)
		})
	})
	t.Run("SY-23 the back-off doubles from one second to a minute, a half of it by chance", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(t)
			d := newDesktop(t, h)
			var asked moments
			h.fail = func(string) error { asked.now(); return errLost }
			stop := running(t, d, h)
			time.Sleep(10 * time.Minute)
			if err := stop(); err != nil {
				t.Error(err)
			}
			gaps := asked.gaps()
			if len(gaps) < 12 {
				t.Fatalf("asked %d times in ten minutes", len(asked))
			}
			whole, chance := time.Second, map[time.Duration]bool{}
			for i, g := range gaps {
				if g < whole/2 || g > whole {
					t.Errorf("wait %d was %v of at most %v", i, g, whole)
				}
				if whole = min(2*whole, time.Minute); whole == time.Minute {
					chance[g] = true
				}
			}
			if len(chance) < 3 {
				t.Errorf("no chance in the waits %v", gaps)
			}
			if s := d.State(); s.Kind != workspace.Offline || int64(s.Since) != h.watch.ms {
				t.Errorf("SY-25 state %+v", s)
			}
		})
	})
	t.Run("SY-23 SyncNow cuts the wait short, a command does not", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(t)
			d := newDesktop(t, h)
			d.sync(h)
			h.fail = func(string) error { return errLost }
			stop := running(t, d, h)
			time.Sleep(5 * time.Minute)
			synctest.Wait()
			h.take()
			d.create("Без связи")
			synctest.Wait()
			if calls := h.take(); len(calls) != 0 {
				t.Errorf("a command was tried at once: %v", calls)
			}
			h.fail = nil
			d.SyncNow()
			synctest.Wait()
			if s := d.State(); s.Kind != workspace.Synced || s.Pending != 0 {
				t.Errorf("state %+v", s)
			}
			_ = stop()
		})
	})
	t.Run("SY-23 a server that says hello and then fails is not asked every second", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(t)
			d := newDesktop(t, h)
			d.sync(h)
			h.fail = func(call string) error {
				if call == "hello" {
					return nil
				}
				return errLost
			}
			d.reopen()
			h.take()
			stop := running(t, d, h)
			time.Sleep(10 * time.Minute)
			_ = stop()
			if n := len(h.take()); n > 60 {
				t.Errorf("asked %d times in ten minutes", n)
			}
		})
	})
	t.Run("SY-22 a live stream that breaks is opened again, with a pull for what was missed", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(t)
			d := newDesktop(t, h)
			var opened atomic.Int32
			h.live = func(ctx context.Context, _ func(wire.Live)) error {
				if opened.Add(1) > 1 {
					<-ctx.Done()
				}
				return errors.New("broken")
			}
			stop := running(t, d, h)
			synctest.Wait()
			h.commit(&desk.Client{ID: boris, Name: "Во время обрыва"})
			time.Sleep(1100 * time.Millisecond)
			synctest.Wait()
			if opened.Load() != 2 || d.stand().Cursor.Rev != h.meta().Head {
				t.Errorf("opened %d times, rev %d", opened.Load(), d.stand().Cursor.Rev)
			}
			_ = stop()
		})
	})
	t.Run("SY-23 a live stream that always breaks is not opened every second, one that has held is", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(t)
			d := newDesktop(t, h)
			var opened atomic.Int32
			var hold atomic.Bool
			h.live = func(_ context.Context, tell func(wire.Live)) error {
				opened.Add(1)
				tell(wire.Live{Head: 1})
				if hold.Load() {
					d.watch.turn(time.Minute)
				}
				return errors.New("broken")
			}
			stop := running(t, d, h)
			time.Sleep(10 * time.Minute)
			synctest.Wait()
			if n := opened.Swap(0); n > 40 {
				t.Errorf("opened %d times in ten minutes", n)
			}
			hold.Store(true)
			time.Sleep(10 * time.Minute)
			_ = stop()
			if n := opened.Load(); n < 300 {
				t.Errorf("opened %d times in ten minutes, each had held a minute", n)
			}
		})
	})
	for name, c := range map[string]struct {
		refusal *desk.Error
		kind    workspace.Kind
	}{
		"SY-24 signed out ends Run and keeps everything": {desk.Errorf(desk.CodeSignedOut, "sync.other_person"), workspace.SignedOut},
		"SY-24 too old ends Run and keeps everything":    {desk.Errorf(desk.CodeTooOld, "wire.client_too_old"), workspace.TooOld},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := newHouse(t)
				d := newDesktop(t, h)
				d.sync(h)
				id := d.create("Останется")
				h.fail = func(string) error { return c.refusal }
				if err := d.Run(t.Context(), h); !errors.Is(err, c.refusal) {
					t.Errorf("Run ended with %v", err)
				}
				if s := d.State(); s.Kind != c.kind || s.Pending != 1 || s.Problem == nil {
					t.Errorf("state %+v", s)
				}
				d.do(d.note(id, "Работа идёт дальше"))
				h.fail = nil // a new token
				stop := running(t, d, h)
				synctest.Wait()
				if s := d.State(); s.Kind != workspace.Synced || d.ticket(id).Number != 1 {
					t.Errorf("after signing in again %+v", s)
				}
				_ = stop()
			})
		})
	}
}
