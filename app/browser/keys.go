package browser

import (
	"crypto/sha256"
	"encoding/base64"
	"sync"
	"time"

	"naryad/internal/clock"
)

const (
	sessionHeader = "X-Naryad-Session"
	tokenLife     = 15 * time.Minute
)

// keys holds the one-time tokens that were handed out and the session keys that they were turned into, as hashes.
// All of them end with the process.
type keys struct {
	clock clock.Source

	mu       sync.Mutex
	tokens   map[[32]byte]time.Time // until when
	sessions map[[32]byte]bool
}

func newKeys(c clock.Source) *keys {
	return &keys{clock: c, tokens: map[[32]byte]time.Time{}, sessions: map[[32]byte]bool{}}
}

// token makes a one-time token and forgets those whose time has passed.
func (k *keys) token() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.clock.Now()
	for hash, until := range k.tokens {
		if now.After(until) {
			delete(k.tokens, hash)
		}
	}
	t := k.secret()
	k.tokens[sha256.Sum256([]byte(t))] = now.Add(tokenLife)
	return t
}

// redeem turns a token into a session key; a token that is unknown, used or late gives false.
func (k *keys) redeem(token string) (string, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	hash := sha256.Sum256([]byte(token))
	until, ok := k.tokens[hash]
	delete(k.tokens, hash)
	if !ok || k.clock.Now().After(until) {
		return "", false
	}
	key := k.secret()
	k.sessions[sha256.Sum256([]byte(key))] = true
	return key, true
}

// known looks a session key up by its hash, so that timing tells nothing of the keys.
func (k *keys) known(key string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.sessions[sha256.Sum256([]byte(key))]
}

func (k *keys) secret() string { return base64.RawURLEncoding.EncodeToString(k.clock.Bytes(32)) }
