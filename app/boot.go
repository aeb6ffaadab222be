package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"naryad/internal/config"
	"naryad/internal/desk"
	"naryad/internal/i18n"
)

// Stages of Boot.
const (
	stageFirstRun = "firstRun"
	stageReady    = "ready"
	stageDamaged  = "damaged"
)

// Boot says how the program stands and what the frontend needs before it draws anything.
func (d *Desk) Boot() (Boot, error) {
	return call(d, "Boot", d.app.boot)
}

func (a *App) boot(ctx context.Context) (Boot, error) {
	settings := a.Settings()
	b := Boot{
		Stage: stageFirstRun, Language: settings.Language, Theme: settings.Theme, Version: a.opts.Version,
		TimeZone: zoneName(a.opts.Zone, a.opts.Clock.Now()), Today: a.opts.Clock.Now().In(a.opts.Zone).Format(time.DateOnly),
		Scale: []int{}, Kinds: []string{},
	}
	a.mu.Lock()
	opened, failed := a.opened, a.failed
	a.mu.Unlock()
	if opened == nil {
		if failed != nil {
			p := a.Problem(failed)
			b.Stage, b.Problem = stageDamaged, &p
		}
		return b, nil
	}
	b.Stage, b.Alone = stageReady, opened.Alone
	err := a.read(ctx, func(r *reader) error {
		me, err := r.person(r.me)
		if err != nil {
			return err
		}
		if me != nil {
			b.Me = me
		}
		if b.Company, err = desk.Company(r); err != nil {
			return err
		}
		if b.Company == "" {
			b.Company = r.workspaceName
		}
		scale, err := desk.Scale(r)
		if err != nil {
			return err
		}
		for _, nh := range scale {
			b.Scale = append(b.Scale, int(nh))
		}
		b.Kinds, err = desk.Kinds(r)
		return err
	})
	return b, err
}

// CreateAlone makes a new workspace on this computer, with the person of the form as everything: engineer, manager,
// lead and admin.
func (d *Desk) CreateAlone(form CreateAlone) (Boot, error) {
	return callWithin(d, networkDeadline, "CreateAlone", func(ctx context.Context) (Boot, error) {
		if _, err := d.app.open(); !errors.Is(err, errNotReady) {
			if err == nil {
				err = desk.Errorf(desk.CodeConflict, "app.already_open")
			}
			return Boot{}, err
		}
		return d.app.come(ctx, func() (*Opened, error) { return d.app.opts.Host.CreateAlone(ctx, form) })
	})
}

// Join redeems an invitation and opens a replica of the workspace it invites to. Where a replica is open already it
// signs the same person in anew.
func (d *Desk) Join(invitation string) (Boot, error) {
	return callWithin(d, networkDeadline, "Join", func(ctx context.Context) (Boot, error) {
		if _, err := d.app.open(); err != nil && !errors.Is(err, errNotReady) {
			return Boot{}, err
		}
		return d.app.come(ctx, func() (*Opened, error) { return d.app.opts.Host.Join(ctx, invitation) })
	})
}

// come enters the workspace that open brings, unless another call is at it.
func (a *App) come(ctx context.Context, open func() (*Opened, error)) (Boot, error) {
	a.mu.Lock()
	busy := a.entering
	a.entering = true
	a.mu.Unlock()
	if busy {
		return Boot{}, desk.Errorf(desk.CodeConflict, "app.already_open")
	}
	defer func() {
		a.mu.Lock()
		a.entering = false
		a.mu.Unlock()
	}()
	opened, err := open()
	if opened != nil { // even when its first data did not come in time: it stands open and will get them
		a.enter(opened)
	}
	if err != nil {
		return Boot{}, err
	}
	return a.boot(ctx)
}

// CheckInvitation reads an invitation and uses nothing up.
func (d *Desk) CheckInvitation(invitation string) (InvitationView, error) {
	return call(d, "CheckInvitation", func(context.Context) (InvitationView, error) {
		return d.app.opts.Host.CheckInvitation(invitation)
	})
}

// Settings returns the person's own settings.
func (d *Desk) Settings() (Settings, error) {
	return call(d, "Settings", func(context.Context) (Settings, error) { return d.app.Settings(), nil })
}

// SetSettings keeps the person's settings on this computer and returns what follows from them.
func (d *Desk) SetSettings(settings Settings) (Boot, error) {
	return call(d, "SetSettings", func(ctx context.Context) (Boot, error) {
		if settings.Language != i18n.Russian && settings.Language != i18n.English {
			return Boot{}, desk.Errorf(desk.CodeInvalid, "app.language")
		}
		switch settings.Theme {
		case "system", "light", "dark":
		default:
			return Boot{}, desk.Errorf(desk.CodeInvalid, "app.theme")
		}
		if err := d.app.keep(settings); err != nil {
			return Boot{}, err
		}
		return d.app.boot(ctx)
	})
}

func (a *App) keep(s Settings) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	c := a.settings
	c.Language, c.Theme = s.Language, s.Theme
	if err := config.Save(a.opts.Dir, c); err != nil {
		return fmt.Errorf("keep settings: %w", err)
	}
	a.settings = c
	a.text = i18n.New(c.Language).In(a.opts.Zone)
	return nil
}
