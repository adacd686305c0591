-- In whose name an error says what it says; '': not out of an error, or stored before that was known.
ALTER TABLE message ADD COLUMN failure_by TEXT NOT NULL DEFAULT '';
ALTER TABLE last_message ADD COLUMN failure_by TEXT NOT NULL DEFAULT '';
