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
