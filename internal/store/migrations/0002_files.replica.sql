
-- Files that were chosen for an answer stay with it: a JSON list.
ALTER TABLE reply_draft ADD COLUMN files TEXT NOT NULL DEFAULT '[]';
