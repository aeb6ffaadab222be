package simtest

import (
	"context"
	"fmt"
	"path/filepath"

	"naryad/internal/desk"
	"naryad/internal/server"
	"naryad/internal/store"
	"naryad/internal/workspace"
)

// Template is a small team on a server with a computer each, made once and copied for every run: most of the cost of a
// run would be making it.
type Template struct {
	dir     string
	people  []desk.ID
	devices []device
	client  clientIDs // one client that everybody knows from the start
}

// device is a computer of the team. The last person has two: timers run on all their devices together (TM-1).
type device struct {
	server.Device
	name   string
	person int
}

// clientIDs are what belongs to one client.
type clientIDs struct {
	id                            desk.ID
	entities, contacts, infobases []desk.ID
}

var team = []struct {
	name  string
	roles []desk.Role
}{
	{"Анна", []desk.Role{desk.RoleLead, desk.RoleAdmin, desk.RoleEngineer}},
	{"Борис", []desk.Role{desk.RoleManager, desk.RoleEngineer}},
	{"Вера", []desk.Role{desk.RoleEngineer}},
}

// owners of the devices, by their place in team.
var owners = []int{0, 1, 2, 2}

// NewTemplate makes the team in dir.
func NewTemplate(ctx context.Context, dir string) (t *Template, err error) {
	now := began
	clock := (&watch{world: &now}).source(newDice(1))
	t = &Template{dir: dir}
	s, err := server.Create(ctx, server.Options{Dir: t.authority(), Clock: clock, Store: store.Options{Fast: true}}, "Контур")
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := s.Close(); err == nil {
			err = e
		}
	}()
	for i, p := range team {
		id, err := s.AddPerson(ctx, p.name, fmt.Sprintf("p%d@example.org", i), p.roles, "Europe/Moscow")
		if err != nil {
			return nil, err
		}
		t.people = append(t.people, id)
	}
	for i, owner := range owners {
		d, err := s.NewLocalDevice(ctx, t.people[owner], fmt.Sprintf("device %d", i))
		if err != nil {
			return nil, err
		}
		t.devices = append(t.devices, device{Device: d, name: fmt.Sprintf("r%d", i), person: owner})
	}
	meta, err := s.Meta(ctx)
	if err != nil {
		return nil, err
	}
	for i, d := range t.devices {
		id := workspace.Identity{ClientID: clock.NewID(), Workspace: meta.Workspace, Name: meta.Name, Person: d.Person}
		o := workspace.Options{Clock: clock, Store: store.Options{Fast: true}}
		for _, dir := range []string{t.empty(i), t.synced(i)} {
			if err := workspace.Create(ctx, dir, id, o); err != nil {
				return nil, err
			}
		}
	}
	if err := t.addClient(ctx, s, clock.NewID); err != nil {
		return nil, err
	}
	for i, d := range t.devices {
		if err := syncOnce(ctx, t.synced(i), s.Session(d.Device), workspace.Options{Clock: clock, Store: store.Options{Fast: true}}); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// addClient lets Anna make a client known, through her own replica.
func (t *Template) addClient(ctx context.Context, s *server.Server, newID func() string) error {
	now := began
	o := workspace.Options{Dir: t.synced(0), Clock: (&watch{world: &now}).source(newDice(2)), Store: store.Options{Fast: true}}
	if err := syncOnce(ctx, o.Dir, s.Session(t.devices[0].Device), o); err != nil {
		return err
	}
	w, err := workspace.Open(ctx, o)
	if err != nil {
		return err
	}
	defer w.Close()
	c := clientIDs{id: newID(), entities: []string{newID()}, contacts: []string{newID()}, infobases: []string{newID()}}
	for _, cmd := range []desk.Command{
		&desk.AddClient{ID: c.id, Name: "ООО Ромашка"},
		&desk.AddLegalEntity{ID: c.entities[0], ClientID: c.id, Name: "ООО Ромашка"},
		&desk.AddContact{ID: c.contacts[0], ClientID: c.id, Name: "Ольга"},
		&desk.AddInfobase{ID: c.infobases[0], ClientID: c.id, Name: "УТ 11"},
	} {
		if _, err := w.Execute(ctx, cmd); err != nil {
			return err
		}
	}
	t.client = c
	return steps(ctx, w, s.Session(t.devices[0].Device))
}

func syncOnce(ctx context.Context, dir string, r workspace.Remote, o workspace.Options) error {
	o.Dir = dir
	w, err := workspace.Open(ctx, o)
	if err != nil {
		return err
	}
	defer w.Close()
	return steps(ctx, w, r)
}

func steps(ctx context.Context, w *workspace.Workspace, r workspace.Remote) error {
	for range 100 {
		did, err := w.Step(ctx, r)
		if err != nil || did == workspace.DidNothing {
			return err
		}
	}
	return fmt.Errorf("simtest: the replica finds no rest")
}

func (t *Template) authority() string   { return filepath.Join(t.dir, "authority") }
func (t *Template) empty(i int) string  { return filepath.Join(t.dir, fmt.Sprintf("empty%d", i)) }
func (t *Template) synced(i int) string { return filepath.Join(t.dir, fmt.Sprintf("synced%d", i)) }
