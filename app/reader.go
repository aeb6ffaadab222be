package app

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"naryad/internal/desk"
	"naryad/internal/store"
)

// reader is one snapshot of the replica, with what views ask of it again and again.
type reader struct {
	*store.Reader
	app           *App
	me            desk.ID
	workspaceName string
	now           desk.Instant // as commands are dated: by the authority's clock, as far as it is known
	offset        desk.Instant // of the authority's clock against this computer's
	people        map[desk.ID]*desk.Person
}

// read runs fn on one snapshot of the open workspace.
func (a *App) read(ctx context.Context, fn func(*reader) error) error {
	opened, err := a.open()
	if err != nil {
		return err
	}
	return opened.Workspace.Read(ctx, func(r *store.Reader) error {
		state, err := r.SyncState()
		if err != nil {
			return err
		}
		return fn(&reader{
			Reader: r, app: a, me: state.Person, workspaceName: state.Name,
			now: a.now() + desk.Instant(state.ClockOffset), offset: desk.Instant(state.ClockOffset),
			people: map[desk.ID]*desk.Person{},
		})
	})
}

// reading is call for methods that only read.
func reading[T any](d *Desk, method string, fn func(r *reader) (T, error)) (T, error) {
	return call(d, method, func(ctx context.Context) (result T, err error) {
		err = d.app.read(ctx, func(r *reader) (err error) {
			result, err = fn(r)
			return err
		})
		return result, err
	})
}

// personRow returns a person's row, or nil for nobody and for somebody who is not known here.
func (r *reader) personRow(id desk.ID) (*desk.Person, error) {
	if p, ok := r.people[id]; ok || id == "" {
		return p, nil
	}
	p := &desk.Person{ID: id}
	found, err := r.Get(p)
	if err != nil {
		return nil, err
	}
	if !found {
		p = nil
	}
	r.people[id] = p
	return p, nil
}

func (r *reader) person(id desk.ID) (*Person, error) {
	p, err := r.personRow(id)
	if p == nil || err != nil {
		return nil, err
	}
	v := personView(p)
	return &v, nil
}

func personView(p *desk.Person) Person {
	roles := make([]string, len(p.Roles))
	for i, role := range p.Roles {
		roles[i] = string(role)
	}
	return Person{ID: p.ID, Name: p.Name, Short: shortName(p.Name), Roles: roles}
}

// short is the short name of a person, "" for nobody.
func (r *reader) short(id desk.ID) (string, error) {
	p, err := r.personRow(id)
	if p == nil || err != nil {
		return "", err
	}
	return shortName(p.Name), nil
}

// actorName is who did something: a person, or the program itself.
func (r *reader) actorName(id desk.ID) (string, error) {
	name, err := r.short(id)
	if name == "" && id != "" && err == nil && !desk.ValidID(id) {
		name = r.app.texts().Name("value.source", string(desk.SourceSystem))
	}
	return name, err
}

// shortName is the first name given and the initial of the second: «Лебедев А.» for «Лебедев Андрей Петрович».
func shortName(name string) string {
	words := strings.Fields(name)
	if len(words) < 2 {
		return name
	}
	initial, _ := utf8.DecodeRuneInString(words[1])
	return words[0] + " " + string(initial) + "."
}

// actor is the person of this replica with the roles that are known here.
func (r *reader) actor() (desk.Actor, error) {
	p, err := r.personRow(r.me)
	if err != nil || p == nil {
		return desk.Actor{ID: r.me, Source: desk.SourceDesktop}, err
	}
	return desk.Actor{ID: p.ID, Roles: p.Roles, Source: desk.SourceDesktop}, nil
}

// iso prints a moment for the bridge; the zero Instant is "".
func iso(at desk.Instant) string {
	if at == 0 {
		return ""
	}
	return at.Time().Format("2006-01-02T15:04:05.000Z")
}

// instant reads a moment from the bridge, "" as the zero Instant.
func instant(text string) (desk.Instant, error) {
	if text == "" {
		return 0, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return 0, desk.Errorf(desk.CodeInvalid, "app.moment", "value", text)
	}
	return desk.At(t), nil
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }
