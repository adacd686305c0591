-- What is said about messages: edits, recalls, reactions, receipts, markers; and all that a message can be beside text.

ALTER TABLE conversation ADD COLUMN is_muted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN draft_reply INTEGER;  -- the row that the draft answers; it may be gone

ALTER TABLE message ADD COLUMN occupant_id TEXT NOT NULL DEFAULT '';
-- `text`, `content`, `is_mention` and `marks` are what is shown, derived from the message itself and from what is said
-- about it. NULL, as nearly always: there is nothing beside the text.
ALTER TABLE message ADD COLUMN content TEXT;  -- JSON: mentions, forwards, files, what it answers
ALTER TABLE message ADD COLUMN marks TEXT;  -- JSON: since when it is edited, reactions, a tombstone, what is pending
-- What the message was when it came, as JSON, where something else is shown.
ALTER TABLE message ADD COLUMN original TEXT;
ALTER TABLE message ADD COLUMN reply_to TEXT NOT NULL DEFAULT '';  -- what it calls the message that it answers
ALTER TABLE message ADD COLUMN answers INTEGER;  -- and that message's row, where it is here
ALTER TABLE message ADD COLUMN kinds INTEGER NOT NULL DEFAULT 0;  -- of `SearchKind`
ALTER TABLE message ADD COLUMN is_retracted INTEGER NOT NULL DEFAULT 0;  -- for good: the text is gone

ALTER TABLE last_message ADD COLUMN occupant_id TEXT NOT NULL DEFAULT '';
ALTER TABLE last_message ADD COLUMN content TEXT;
ALTER TABLE last_message ADD COLUMN marks TEXT;
ALTER TABLE last_message ADD COLUMN answers INTEGER;
ALTER TABLE last_message ADD COLUMN is_mention INTEGER NOT NULL DEFAULT 0;

UPDATE last_message SET is_mention = 1
WHERE (SELECT m.is_mention FROM message m WHERE m.row = last_message.row) = 1;
UPDATE message SET kinds = kinds | 1
WHERE text LIKE '%[obj type="url"%' OR text NOT LIKE '[obj %'
      AND (text LIKE '%http://_%' OR text LIKE '%https://_%' OR text LIKE '%www._%');
UPDATE message SET kinds = kinds | 4 WHERE text LIKE '%[obj type="image"%';
UPDATE message SET kinds = kinds | 8 WHERE is_mention = 1;

-- While an index is there on the condition `message_id = ''`, SQLite plans each look-up of a `message_id` anew, to see
-- whether that is what is asked for. No question looks like this one by chance.
DROP INDEX message_anonymous;
CREATE INDEX message_anonymous ON message (conversation, sent_at) WHERE message_id || origin_id = '';

CREATE INDEX message_kinds ON message (conversation, sent_at) WHERE kinds <> 0;
CREATE INDEX message_mention ON message (conversation, sent_at) WHERE is_mention = 1;
CREATE INDEX message_any_mention ON message (sent_at) WHERE is_mention = 1;
CREATE INDEX message_reply ON message (conversation, reply_to) WHERE reply_to <> '';
CREATE INDEX message_answers ON message (answers) WHERE answers IS NOT NULL;

-- What is said about a message, until nothing more can follow from it. It may come before its message, and even
-- before the conversation; then it waits, and `target` is NULL.
CREATE TABLE annotation (
    id          INTEGER PRIMARY KEY,
    peer        TEXT NOT NULL,
    is_room     INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    target_id   TEXT NOT NULL,
    target      INTEGER,  -- the row of the message that it is about
    person      TEXT NOT NULL,  -- by what we tell people apart: see `authorship.py`
    sender      TEXT NOT NULL,
    sender_real TEXT,
    occupant_id TEXT NOT NULL,
    is_outgoing INTEGER NOT NULL,
    heard_at    INTEGER,  -- by our clock; NULL: only out of an archive
    stamped_at  INTEGER,  -- by the archive's; NULL: not yet
    stanza_id   TEXT NOT NULL,
    origin_id   TEXT NOT NULL,
    message_id  TEXT NOT NULL,
    text        TEXT NOT NULL,
    detail      TEXT NOT NULL,
    is_mention  INTEGER NOT NULL
);

CREATE INDEX annotation_name ON annotation (peer, target_id);
CREATE INDEX annotation_target ON annotation (target) WHERE target IS NOT NULL;
CREATE INDEX annotation_waiting ON annotation (peer, person, target) WHERE target IS NULL;  -- of all: it is counted

-- How far others have read: people in rooms, and the peer of a direct chat.
CREATE TABLE reader (
    conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    person       TEXT NOT NULL,
    sender       TEXT NOT NULL,
    row          INTEGER NOT NULL,
    PRIMARY KEY (conversation, person)
) WITHOUT ROWID;

CREATE INDEX reader_row ON reader (row);

-- Edits, recalls and reactions of ours that the server does not have yet.
CREATE TABLE action (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    row          INTEGER NOT NULL,
    kind         TEXT NOT NULL,
    origin_id    TEXT NOT NULL UNIQUE,
    text         TEXT NOT NULL,
    detail       TEXT NOT NULL,
    made_at      INTEGER NOT NULL,
    due_at       INTEGER NOT NULL
);

CREATE INDEX action_row ON action (row);

-- The index of words anew, in the form that can delete a text's words from the file itself: before, they stayed there,
-- marked as deleted, until it happened to be rewritten.
CREATE VIRTUAL TABLE temp.old_word USING fts5vocab (main, message_words, instance);
CREATE VIRTUAL TABLE new_words USING fts5 (words, place, content = '', tokenize = "ascii");
INSERT INTO new_words (new_words, rank) VALUES ('secure-delete', 1);
INSERT INTO new_words (rowid, words, place)
SELECT doc, coalesce(group_concat(term, ' ' ORDER BY offset) FILTER (WHERE col = 'words'), ''),
       group_concat(term, ' ') FILTER (WHERE col = 'place')
FROM old_word GROUP BY doc;
DROP TABLE temp.old_word;
DROP TABLE message_words;
ALTER TABLE new_words RENAME TO message_words;
