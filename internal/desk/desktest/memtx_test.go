package desktest

import (
	"testing"

	"naryad/internal/desk"
)

func TestMemTx(t *testing.T) {
	for name, authority := range map[string]bool{"on the authority": true, "on a replica": false} {
		t.Run(name, func(t *testing.T) {
			TestTx(t, authority, func(*testing.T) desk.Tx { return NewMemTx(authority) })
		})
	}
}
