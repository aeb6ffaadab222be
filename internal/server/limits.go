package server

import (
	"math"
	"net"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"naryad/internal/desk"
)

// Limits bound what one device, one address and all of them together may ask of the server (SV-D4).
// Zero fields take their defaults. A negative rate lifts a limit: benchmarks only.
type Limits struct {
	Device    Rate // requests of one signed-in device: 100/s, burst 300
	Address   Rate // requests from one IP address, signed in or not: 2,000/s, burst 4,000: a whole office is one address
	Guess     Rate // unknown tokens and invitation codes from one IP address: 10 a minute, burst 20
	Snapshots int  // made or sent at once: 8
	Streams   int  // live streams at once: 1,000
	PerDevice int  // live streams of one device at once: 8
	Files     int  // files on their way at once, in either direction: 64; of one device: 6
}

// Rate is a token bucket.
type Rate struct {
	PerSecond float64
	Burst     int
}

func (l Limits) filled() Limits {
	fill := func(r *Rate, perSecond float64, burst int) {
		if r.PerSecond == 0 {
			*r = Rate{perSecond, burst}
		}
	}
	fill(&l.Device, 100, 300)
	fill(&l.Address, 2000, 4000)
	fill(&l.Guess, 10.0/60, 20)
	if l.Snapshots == 0 {
		l.Snapshots = 8
	}
	if l.Streams == 0 {
		l.Streams = 1000
	}
	if l.PerDevice == 0 {
		l.PerDevice = 8
	}
	if l.Files == 0 {
		l.Files = 64
	}
	return l
}

// maxBuckets bounds the memory of one kind of limit, however many addresses ask.
const maxBuckets = 20_000

// buckets holds one token bucket per key in two generations: when the young one is full, the old one is forgotten.
// A bucket that is in use moves to the young generation.
type buckets struct {
	rate Rate
	mu   sync.Mutex
	cur  map[string]*rate.Limiter
	old  map[string]*rate.Limiter
}

func newBuckets(r Rate) *buckets {
	return &buckets{rate: r, cur: map[string]*rate.Limiter{}}
}

// take spends one token of key, or says in how many seconds there will be one.
func (b *buckets) take(key string, now time.Time) error {
	if b.rate.PerSecond < 0 {
		return nil
	}
	limiter := b.limiter(key)
	if limiter.AllowN(now, 1) {
		return nil
	}
	missing := 1 - limiter.TokensAt(now)
	seconds := int64(math.Ceil(missing / b.rate.PerSecond))
	return tooMany(max(seconds, 1))
}

func (b *buckets) limiter(key string) *rate.Limiter {
	b.mu.Lock()
	defer b.mu.Unlock()
	if l := b.cur[key]; l != nil {
		return l
	}
	l := b.old[key]
	if l == nil {
		l = rate.NewLimiter(rate.Limit(b.rate.PerSecond), b.rate.Burst)
	}
	if len(b.cur) >= maxBuckets/2 {
		b.old, b.cur = b.cur, map[string]*rate.Limiter{}
	}
	b.cur[key] = l
	return l
}

func tooMany(seconds int64) *desk.Error {
	return desk.Errorf(desk.CodeTooMany, "server.too_many", "seconds", seconds)
}

// places counts what is under way, all together and by key.
type places struct {
	mu        sync.Mutex
	all, each int
	total     int
	by        map[string]int
}

func newPlaces(all, each int) *places { return &places{all: all, each: each, by: map[string]int{}} }

// enter takes a place; leave must be called when there is no error.
func (p *places) enter(key string) (leave func(), err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.total >= p.all || p.by[key] >= p.each {
		return nil, tooMany(10)
	}
	p.total++
	p.by[key]++
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.total--
		if p.by[key]--; p.by[key] <= 0 {
			delete(p.by, key)
		}
	}, nil
}

// addressKey is the IP address that a connection came from; the last 64 bits of an IPv6 address belong to one
// household and are left out. Headers of proxies are not believed.
func addressKey(remoteAddr string) string {
	host, _, err := net.SplitHostPort(remoteAddr)
	if err != nil {
		return "?"
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return "?"
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		prefix, err := ip.Prefix(64)
		if err == nil {
			return prefix.Addr().String()
		}
	}
	return ip.String()
}
