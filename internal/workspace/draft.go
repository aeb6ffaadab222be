package workspace

import (
	"context"

	"naryad/internal/store"
)

// SetReplyDraft keeps an answer that somebody is typing; it never leaves this computer. An empty text forgets it.
func (w *Workspace) SetReplyDraft(ctx context.Context, d store.ReplyDraft) error {
	return w.write(ctx, "draft", func(tx *store.Tx) error { return tx.SetReplyDraft(d) })
}
