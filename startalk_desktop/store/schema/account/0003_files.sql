-- Files: small pictures that come with messages, the files themselves on this machine, and what is under way.

-- Apart from the message, so that who reads a list of messages does not read them.
CREATE TABLE thumbnail (
    row        INTEGER NOT NULL,
    position   INTEGER NOT NULL,  -- which of the message's files
    media_type TEXT NOT NULL,
    content    BLOB NOT NULL,
    PRIMARY KEY (row, position)
) WITHOUT ROWID;

-- Files beside the database, encrypted; what says anything of one is here, and its key first of all.
CREATE TABLE sealed_file (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,  -- in the folder; random
    key        BLOB NOT NULL,
    size       INTEGER NOT NULL DEFAULT 0,  -- bytes of the content
    sha256     TEXT NOT NULL DEFAULT '',  -- of the content, hex; '' while it is not whole
    used_at    INTEGER NOT NULL
);

CREATE INDEX sealed_hash ON sealed_file (sha256) WHERE sha256 <> '';

-- Which file of which message is here; two messages may have the same one.
CREATE TABLE kept_file (
    row      INTEGER NOT NULL,
    position INTEGER NOT NULL,
    file     INTEGER NOT NULL REFERENCES sealed_file (id) ON DELETE CASCADE,
    PRIMARY KEY (row, position)
) WITHOUT ROWID;

CREATE INDEX kept_file_file ON kept_file (file);

-- What is under way. A message with a file going up is no message for the outbox.
CREATE TABLE transfer (
    id             TEXT PRIMARY KEY,
    number         INTEGER NOT NULL,  -- the order they were asked for
    row            INTEGER NOT NULL,
    position       INTEGER NOT NULL,
    is_up          INTEGER NOT NULL,
    source         TEXT NOT NULL,  -- up: the path of a file that is still to be sealed
    url            TEXT NOT NULL,  -- up: where it was put; '' while it was not
    byte_limit     INTEGER NOT NULL,  -- down: how long it may be
    part           INTEGER REFERENCES sealed_file (id) ON DELETE SET NULL,  -- down: what is here of it
    failure_code   TEXT,
    failure_detail TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;

CREATE UNIQUE INDEX transfer_place ON transfer (row, position, is_up);
CREATE INDEX transfer_part ON transfer (part) WHERE part IS NOT NULL;

-- A message takes with it what belongs to it, and a file that no message has any more loses its key.
CREATE TRIGGER message_deleted AFTER DELETE ON message BEGIN
    DELETE FROM thumbnail WHERE row = OLD.row;
    DELETE FROM kept_file WHERE row = OLD.row;
    DELETE FROM transfer WHERE row = OLD.row;
END;

CREATE TRIGGER message_emptied AFTER UPDATE OF is_hidden, is_retracted ON message
WHEN NEW.is_hidden OR NEW.is_retracted BEGIN
    DELETE FROM thumbnail WHERE row = NEW.row;
    DELETE FROM kept_file WHERE row = NEW.row;
    DELETE FROM transfer WHERE row = NEW.row;
END;

CREATE TRIGGER kept_file_deleted AFTER DELETE ON kept_file
WHEN NOT EXISTS (SELECT 1 FROM kept_file WHERE file = OLD.file) BEGIN
    DELETE FROM sealed_file WHERE id = OLD.file;
END;

CREATE TRIGGER transfer_deleted AFTER DELETE ON transfer
WHEN OLD.part IS NOT NULL AND NOT EXISTS (SELECT 1 FROM kept_file WHERE file = OLD.part) BEGIN
    DELETE FROM sealed_file WHERE id = OLD.part;
END;

CREATE TRIGGER sealed_file_deleted AFTER DELETE ON sealed_file BEGIN
    DELETE FROM blob WHERE name = 'preview/' || OLD.name;
END;
