package app

import (
	"slices"
	"strings"

	"naryad/internal/desk"
	"naryad/internal/store"
)

// Efficiency is RP-1 of everybody for the tickets finished from one day to another, both included and YYYY-MM-DD:
// to "" is today, from "" the first day of that month.
func (d *Desk) Efficiency(from, to string) (EfficiencyReport, error) {
	return reading(d, "Efficiency", func(r *reader) (EfficiencyReport, error) {
		last, err := r.span(to, to)
		if err != nil {
			return EfficiencyReport{}, err
		}
		if from == "" {
			from = last.day[:8] + "01"
		}
		s, err := r.span(from, last.day)
		if err == nil && s.from >= s.to {
			err = desk.Errorf(desk.CodeInvalid, "app.period")
		}
		if err != nil {
			return EfficiencyReport{}, err
		}
		shares, err := r.Shares(s.from, s.to, "")
		if err != nil {
			return EfficiencyReport{}, err
		}
		v := EfficiencyReport{From: s.day, To: last.day, Team: efficiencyOf(shares), People: []PersonEfficiency{}}
		of := map[desk.ID][]store.Share{}
		for _, share := range shares {
			of[share.PersonID] = append(of[share.PersonID], share)
		}
		for id, mine := range of {
			p, err := r.person(id)
			if err != nil {
				return v, err
			}
			if p != nil {
				v.People = append(v.People, PersonEfficiency{*p, efficiencyOf(mine)})
			}
		}
		slices.SortFunc(v.People, func(a, b PersonEfficiency) int {
			return strings.Compare(a.Person.Name+a.Person.ID, b.Person.Name+b.Person.ID)
		})
		return v, nil
	})
}

func efficiencyOf(shares []store.Share) Efficiency {
	var f desk.Efficiency
	tickets := map[desk.ID]bool{}
	for _, s := range shares {
		f.Add(s.Worth, s.Mine, s.All)
		tickets[s.TicketID] = true
	}
	return Efficiency{NH: int(f.NH()), Seconds: seconds(f.Spent), Percent: f.Percent(), Tickets: len(tickets)}
}
