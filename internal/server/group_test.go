package server_test

import (
	"errors"
	"testing"
	"testing/synctest"

	"naryad/internal/desk"
	"naryad/internal/server"
	"naryad/internal/wire"
)

// answer is what one of several pushes has got.
type answer struct {
	reply wire.PushReply
	err   error
}

// crowd lets one push wait inside its commit until n others wait for their turn; commits counts those of pushes.
func crowd(t *testing.T, h *house, hold chan struct{}, pushes []func() (wire.PushReply, error)) []answer {
	t.Helper()
	answers := make([]answer, len(pushes))
	first := make(chan struct{})
	go func() {
		answers[0].reply, answers[0].err = pushes[0]()
		close(first)
	}()
	synctest.Wait() // it holds the turn, in its commit
	done := make(chan struct{})
	for i := 1; i < len(pushes); i++ {
		go func() {
			answers[i].reply, answers[i].err = pushes[i]()
			done <- struct{}{}
		}()
		synctest.Wait() // it has joined the queue: the order is that of the list
	}
	close(hold)
	<-first
	for range len(pushes) - 1 {
		<-done
	}
	return answers
}

func TestGroup(t *testing.T) {
	t.Run("SV-P11 pushes that wait together share one commit, and each keeps its own batch, refusal and error", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			hold, commits := make(chan struct{}), 0
			h := found(t, func(o *server.Options) {
				o.Store.Hooks.BeforeCommit = func(label string) error {
					if label == "push" {
						commits++
						<-hold
					}
					return nil
				}
			})
			epoch := h.replica(h.own).hello().Epoch
			var pushes []func() (wire.PushReply, error)
			for i := range 6 {
				r := h.replica(h.own)
				m := wire.Push{ClientID: r.client, Epoch: epoch, Commands: []wire.Command{r.command(h.client("имя"))}}
				switch i {
				case 2:
					m.Commands[0].Args = []byte(`{"id":"` + h.id() + `"}`) // refused
				case 3:
					m.Epoch = "other" // refused as a whole
				case 4:
					m.Commands[0].Seq = 5 // a gap
				}
				pushes = append(pushes, func() (wire.PushReply, error) { return r.Push(t.Context(), m) })
			}
			before, _ := h.Meta(t.Context())
			got := crowd(t, h, hold, pushes)
			if commits != 2 {
				t.Errorf("%d commits", commits)
			}
			head := before.Head
			for i, a := range got {
				switch {
				case i == 3:
					refused(t, a.err, desk.CodeConflict, "server.other_epoch")
					continue
				case a.err != nil:
					t.Fatalf("push %d: %v", i, a.err)
				case i == 4:
					if !a.reply.Gap || a.reply.LastSeq != 0 {
						t.Errorf("gap: %+v", a.reply)
					}
					continue
				}
				head++
				want := wire.Applied
				if i == 2 {
					want = wire.Rejected
				}
				if len(a.reply.Results) != 1 || a.reply.Results[0].Status != want || a.reply.Results[0].Rev != head || a.reply.LastSeq != 1 {
					t.Errorf("push %d: %+v, want %s at rev %d", i, a.reply, want, head)
				}
			}
			if after, _ := h.Meta(t.Context()); after.Head != head {
				t.Errorf("the head is %d, want %d", after.Head, head)
			}
		})
	})
	t.Run("SV-P11 a commit that fails is everybody's failure, and nothing of any of them is kept", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			hold, commits := make(chan struct{}), 0
			h := found(t, func(o *server.Options) {
				o.Store.Hooks.BeforeCommit = func(label string) error {
					if label != "push" {
						return nil
					}
					if commits++; commits == 1 {
						<-hold
						return nil
					}
					return errors.New("crash")
				}
			})
			epoch := h.replica(h.own).hello().Epoch
			var pushes []func() (wire.PushReply, error)
			var clients []string
			for range 4 {
				r := h.replica(h.own)
				clients = append(clients, r.client)
				m := wire.Push{ClientID: r.client, Epoch: epoch, Commands: []wire.Command{r.command(h.client("имя"))}}
				pushes = append(pushes, func() (wire.PushReply, error) { return r.Push(t.Context(), m) })
			}
			for i, a := range crowd(t, h, hold, pushes) {
				if (a.err == nil) != (i == 0) || (h.lastSeq(clients[i]) == 1) != (i == 0) {
					t.Errorf("push %d: %+v, %v", i, a.reply, a.err)
				}
			}
		})
	})
}
