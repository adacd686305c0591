-- Whom people report to.

ALTER TABLE member ADD COLUMN manager TEXT NOT NULL DEFAULT '';

CREATE INDEX member_manager ON member (manager) WHERE manager <> '';

-- What an earlier version stored may have been published with managers, which it passed over.
UPDATE unit SET loaded_hash = NULL;
