-- One account's database. Addresses are stored normalised; times are microseconds since the epoch, UTC.

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE conversation (
    id            INTEGER PRIMARY KEY,
    peer          TEXT NOT NULL UNIQUE,
    kind          TEXT NOT NULL,
    name          TEXT NOT NULL DEFAULT '',
    draft         TEXT NOT NULL DEFAULT '',
    draft_at      INTEGER NOT NULL DEFAULT 0,
    is_pinned     INTEGER NOT NULL DEFAULT 0,
    is_joined     INTEGER NOT NULL DEFAULT 1,
    created_at    INTEGER NOT NULL,
    -- These and `last_message` are kept in step with `message` in the same transaction.
    last_at       INTEGER NOT NULL DEFAULT 0,
    unread_count  INTEGER NOT NULL DEFAULT 0,
    mention_count INTEGER NOT NULL DEFAULT 0,
    -- Everything up to here has been read; a message that turns up below it later counts as read.
    read_at       INTEGER NOT NULL DEFAULT 0,
    read_row      INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE message (
    row            INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice: the window may still hold it
    conversation   INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    kind           TEXT NOT NULL,
    -- Whose identifiers these are: '' for the own account on any device, a person's bare address, or an
    -- occupant's address in a room.
    author         TEXT NOT NULL,
    sender         TEXT NOT NULL,
    sender_real    TEXT,
    is_outgoing    INTEGER NOT NULL,
    text           TEXT NOT NULL,
    sent_at        INTEGER NOT NULL,
    state          INTEGER NOT NULL,
    revision       INTEGER NOT NULL DEFAULT 1,
    stanza_id      TEXT NOT NULL DEFAULT '',
    origin_id      TEXT NOT NULL DEFAULT '',
    message_id     TEXT NOT NULL DEFAULT '',
    failure_code   TEXT,
    failure_detail TEXT NOT NULL DEFAULT '',
    is_markable    INTEGER NOT NULL DEFAULT 0,
    is_unread      INTEGER NOT NULL DEFAULT 0,
    is_mention     INTEGER NOT NULL DEFAULT 0,
    -- Deleted on this machine: the text is gone, the identity stays, so that the archive can't bring it back.
    is_hidden      INTEGER NOT NULL DEFAULT 0,
    -- The row's key in `message_words`: the time it was recorded under, made unique, so that the index itself
    -- lists hits newest first.
    word_key       INTEGER NOT NULL UNIQUE
);

-- The newest message of each conversation once more, so that the inbox reads a few neighbouring pages instead of one
-- page a conversation, each to be decrypted.
CREATE TABLE last_message (
    conversation   INTEGER PRIMARY KEY REFERENCES conversation (id) ON DELETE CASCADE,
    row            INTEGER NOT NULL,
    kind           TEXT NOT NULL,
    sender         TEXT NOT NULL,
    sender_real    TEXT,
    is_outgoing    INTEGER NOT NULL,
    text           TEXT NOT NULL,
    sent_at        INTEGER NOT NULL,
    state          INTEGER NOT NULL,
    revision       INTEGER NOT NULL,
    stanza_id      TEXT NOT NULL,
    origin_id      TEXT NOT NULL,
    message_id     TEXT NOT NULL,
    failure_code   TEXT,
    failure_detail TEXT NOT NULL,
    is_markable    INTEGER NOT NULL
);

CREATE INDEX message_order ON message (conversation, sent_at) WHERE is_hidden = 0;
CREATE INDEX message_unread ON message (conversation, sent_at) WHERE is_unread = 1;
CREATE INDEX message_queued ON message (sent_at) WHERE state = 1;
CREATE INDEX message_unconfirmed ON message (conversation, sent_at) WHERE state IN (2, 3);
CREATE UNIQUE INDEX message_stanza ON message (stanza_id, conversation) WHERE stanza_id <> '';
CREATE UNIQUE INDEX message_origin ON message (origin_id, author, conversation) WHERE origin_id <> '';
CREATE INDEX message_id ON message (message_id, author, conversation) WHERE message_id <> '';
CREATE INDEX message_anonymous ON message (conversation, sent_at) WHERE message_id = '' AND origin_id = '';

-- Words as `words.py` cuts them (it also folds case and width), separated by blanks: the tokenizer has nothing
-- left to decide. The text itself is only in `message`.
CREATE VIRTUAL TABLE message_words USING fts5 (
    words, place,
    content = '', contentless_delete = 1, tokenize = "ascii"
);

CREATE TABLE archive_interval (
    archive       TEXT NOT NULL,
    with_jid      TEXT NOT NULL,  -- '' for the whole archive
    position      INTEGER NOT NULL,  -- oldest first
    first_id      TEXT NOT NULL,
    last_id       TEXT NOT NULL,
    first_at      INTEGER,
    last_at       INTEGER,
    reaches_start INTEGER NOT NULL,
    PRIMARY KEY (archive, with_jid, position)
) WITHOUT ROWID;

CREATE TABLE roster_item (
    jid          TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    subscription TEXT NOT NULL,
    groups       TEXT NOT NULL,  -- a JSON list
    is_pending   INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE unit (
    id           TEXT PRIMARY KEY,
    parent       TEXT NOT NULL,  -- '' for a root; never leads in a circle
    name         TEXT NOT NULL,
    position     INTEGER NOT NULL,
    content_hash TEXT NOT NULL,  -- as the index has it
    loaded_hash  TEXT,  -- what `content_hash` was when the members were stored; NULL: they never were
    count        INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX unit_parent ON unit (parent, position);

CREATE TABLE member (
    unit     TEXT NOT NULL REFERENCES unit (id) ON DELETE CASCADE,
    jid      TEXT NOT NULL,
    position INTEGER NOT NULL,
    name     TEXT NOT NULL,
    title    TEXT NOT NULL,
    phone    TEXT NOT NULL,
    email    TEXT NOT NULL,
    PRIMARY KEY (unit, jid)
) WITHOUT ROWID;

CREATE INDEX member_jid ON member (jid);

-- Everybody in any unit, once, with what they are found by, folded.
CREATE TABLE person (
    id       INTEGER PRIMARY KEY,
    jid      TEXT NOT NULL UNIQUE,
    name     TEXT NOT NULL,
    title    TEXT NOT NULL,
    phone    TEXT NOT NULL,
    email    TEXT NOT NULL,
    name_key TEXT NOT NULL,
    spelling TEXT NOT NULL,  -- pinyin in full, each reading preceded by a blank
    initials TEXT NOT NULL,  -- the first letters of each reading, likewise
    rest_key TEXT NOT NULL   -- title, address, phone, email
);

CREATE TABLE blob (
    name         TEXT PRIMARY KEY,
    content_type TEXT NOT NULL,
    content      BLOB NOT NULL
);
