-- Whom people report to.

ALTER TABLE member ADD COLUMN manager TEXT NOT NULL DEFAULT '';

CREATE INDEX member_manager ON member (manager) WHERE manager <> '';

-- What an earlier version stored may have been published with managers, which it passed over.
UPDATE unit SET loaded_hash = NULL;

-- Rooms: whom they hide, and into which we are asked.

ALTER TABLE conversation ADD COLUMN is_anonymous INTEGER;  -- whether the room hides real addresses; NULL: not known

CREATE TABLE invitation (
    room      TEXT PRIMARY KEY,
    inviter   TEXT NOT NULL,
    at        INTEGER NOT NULL,
    reason    TEXT NOT NULL,
    is_direct INTEGER NOT NULL  -- 0: it is the room that says who invites
) WITHOUT ROWID;

-- What came up to then was declined, here or on another device: it may come again, out of an archive or held back.
CREATE TABLE declined_invitation (
    room    TEXT PRIMARY KEY,
    at      INTEGER NOT NULL,
    is_told INTEGER NOT NULL  -- whether the account's other devices know
) WITHOUT ROWID;

-- What was marked unread by hand is so on all devices, until it is read on any, or read on from there.
ALTER TABLE conversation_setting ADD COLUMN unread_at INTEGER;  -- read up to this time; NULL: it is not marked
ALTER TABLE conversation_setting ADD COLUMN unread_id TEXT NOT NULL DEFAULT '';  -- or up to the message called so

INSERT INTO conversation_setting (peer, is_room, unread_at, unread_id, revision)
SELECT c.peer, c.kind = 'room', coalesce(m.sent_at, c.created_at), coalesce(m.stanza_id, ''), 1
FROM conversation c LEFT JOIN last_message m ON m.conversation = c.id WHERE c.is_marked_unread
ON CONFLICT (peer) DO UPDATE
SET unread_at = excluded.unread_at, unread_id = excluded.unread_id, revision = revision + 1;
ALTER TABLE conversation DROP COLUMN is_marked_unread;

-- By which way a message first came; '': that is not known, since it was here before.
ALTER TABLE message ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE last_message ADD COLUMN source TEXT NOT NULL DEFAULT '';
