-- What belongs to the window and to no account alone.

CREATE TABLE account (
    id               TEXT PRIMARY KEY,
    jid              TEXT NOT NULL,
    company          TEXT NOT NULL,
    colour           INTEGER NOT NULL,
    position         INTEGER NOT NULL,
    is_enabled       INTEGER NOT NULL,
    endpoint_host    TEXT,
    endpoint_port    INTEGER,
    endpoint_is_tls  INTEGER,
    extra_ca_pem     TEXT NOT NULL,
    pinned_sha256    TEXT NOT NULL,
    sends_receipts   INTEGER NOT NULL,
    sends_markers    INTEGER NOT NULL,
    sends_chat_states INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;
