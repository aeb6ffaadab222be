package simtest

import (
	"time"

	"naryad/internal/desk"
)

// disasters are what befalls machines and networks. A run takes each with a rate of its own, up to the weight.
var disasters = [...]struct {
	name   string
	weight int
	strike func(*world)
}{
	{"replica crash", 40, (*world).crashReplica},
	{"server crash", 20, func(w *world) {
		if w.auth.up() {
			w.auth.arm()
		}
	}},
	{"replica restart", 4, (*world).restartReplica},
	{"server restart", 3, func(w *world) { w.auth.restart() }},
	{"partition", 10, (*world).partition},
	{"clock jump", 8, (*world).clockJump},
	{"fork", 3, (*world).fork},
	{"role change", 2, (*world).changeRoles},
	{"poison", 4, func(w *world) { w.nextIsPoison = true }},
}

func (w *world) disaster() {
	weights := make([]int, len(disasters))
	sum := 0
	for i := range disasters {
		weights[i] = w.habits.chaos[i]
		sum += weights[i]
	}
	if sum == 0 {
		return
	}
	d := disasters[w.dice.weighted(weights)]
	w.count("disaster " + d.name)
	d.strike(w)
}

// running picks a replica that is up; nil when there is none.
func (w *world) running() *replica {
	r := pick(w.dice, w.replicas)
	if !r.up() {
		return nil
	}
	return r
}

func (w *world) crashReplica() {
	if r := w.running(); r != nil {
		r.arm()
	}
}

func (w *world) restartReplica() {
	if r := w.running(); r != nil {
		w.trace.say("%s: stops", r.name)
		r.stop()
	}
}

func (w *world) partition() {
	r := pick(w.dice, w.replicas)
	r.link.cut = !r.link.cut
	w.trace.say("%s: cut off %v", r.name, r.link.cut)
}

// clockJump sets a machine's clock forward or back, by up to three days.
func (w *world) clockJump() {
	by := time.Duration(w.dice.between(-3*86_400_000, 3*86_400_000)) * time.Millisecond
	if w.dice.chance(600) {
		by /= 1000
	}
	watch, name := &w.auth.watch, "server"
	if w.dice.chance(750) {
		r := pick(w.dice, w.replicas)
		watch, name = &r.watch, r.name
	}
	watch.skew += by
	w.trace.say("%s: clock jumps by %s", name, by)
}

// fork copies a replica's directory, as somebody does who sets up a second computer from a backup of the first. Both go on.
func (w *world) fork() {
	r := w.running()
	if r == nil || len(w.replicas) > 3 {
		return
	}
	r.stop()
	r.until = w.trace.step
	twin, err := w.newReplica(r.device, r.dir)
	if err != nil {
		w.fault("copy "+r.name, err)
		return
	}
	w.replicas = append(w.replicas, twin)
	w.trace.say("%s: copied to %s", r.name, twin.name)
	r.recover()
}

// changeRoles gives a person other roles at the server, which may change what their replicas may hold.
func (w *world) changeRoles() {
	roles := pick(w.dice, [][]desk.Role{
		{desk.RoleEngineer}, {desk.RoleEngineer}, {desk.RoleManager}, {desk.RoleEngineer, desk.RoleManager}, {desk.RoleLead, desk.RoleEngineer},
	})
	w.auth.do(&desk.SetRoles{PersonID: w.base.people[w.dice.between(1, len(w.base.people)-1)], Roles: roles})
}

// isPoison says whether the authority falls over a command. No verb does that by itself.
func (w *world) isPoison(id desk.ID) bool { return w.poison[id] }
