package clock

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/uuid"
)

func at(ms int64) func() time.Time { return func() time.Time { return time.UnixMilli(ms) } }

func TestNewID(t *testing.T) {
	const ms = 1_763_985_600_123
	s := Source{Now: at(ms), Entropy: bytes.NewReader(bytes.Repeat([]byte{0xff}, 32))}
	first := s.NewID()
	u, err := uuid.Parse(first)
	if err != nil || u.Version() != 7 || u.Variant() != uuid.RFC4122 || u.String() != first {
		t.Fatalf("%s is version %d, variant %s: %v", first, u.Version(), u.Variant(), err)
	}
	if sec, nsec := u.Time().UnixTime(); sec*1000+nsec/1e6 != ms {
		t.Errorf("its time is %d.%d, want %d ms", sec, nsec, int64(ms))
	}
	s.Now = at(ms + 1)
	if second := s.NewID(); second <= first {
		t.Errorf("%s, made later, does not come after %s", second, first)
	}
}

func TestSystemIDsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		id := System().NewID()
		if seen[id] {
			t.Fatalf("%s twice", id)
		}
		seen[id] = true
	}
}

func TestAnExhaustedSourcePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an id was made without entropy")
		}
	}()
	Source{Now: at(0), Entropy: bytes.NewReader(nil)}.NewID()
}
