-- How conversations are arranged, and who is blocked.

-- By peer, not by conversation: a person may have a remark, or another device may pin a room, before there is one.
CREATE TABLE conversation_setting (
    peer       TEXT PRIMARY KEY,
    is_room    INTEGER NOT NULL,
    is_pinned  INTEGER NOT NULL DEFAULT 0,
    is_starred INTEGER NOT NULL DEFAULT 0,
    hidden_at  INTEGER,  -- archived away up to this time; NULL: it is not
    hidden_id  TEXT NOT NULL DEFAULT '',  -- or, where it is here, up to the message that the archive calls so
    notify     TEXT,
    mute_until INTEGER,
    remark     TEXT NOT NULL DEFAULT '',
    revision   INTEGER NOT NULL DEFAULT 0,  -- counts changes made here
    told       INTEGER NOT NULL DEFAULT 0   -- which of them the account's other devices know
) WITHOUT ROWID;

CREATE INDEX conversation_setting_untold ON conversation_setting (peer) WHERE revision <> told;
CREATE INDEX conversation_setting_mute ON conversation_setting (mute_until) WHERE mute_until IS NOT NULL;

-- What was chosen on this machine alone is told to the other devices, too.
INSERT INTO conversation_setting (peer, is_room, is_pinned, mute_until, revision)
SELECT peer, kind = 'room', is_pinned, CASE WHEN is_muted THEN 253402300799000000 END, 1
FROM conversation WHERE is_pinned OR is_muted;
ALTER TABLE conversation DROP COLUMN is_pinned;
ALTER TABLE conversation DROP COLUMN is_muted;

ALTER TABLE conversation ADD COLUMN is_marked_unread INTEGER NOT NULL DEFAULT 0;

CREATE TABLE blocked (
    jid    TEXT PRIMARY KEY,
    state  TEXT NOT NULL,  -- 'known' to the server, or yet to be told: 'adding', 'removing'
    since  INTEGER NOT NULL,  -- as far as this machine knows; what they said before stays
    report TEXT  -- JSON: what to tell the server's operators with it
) WITHOUT ROWID;
