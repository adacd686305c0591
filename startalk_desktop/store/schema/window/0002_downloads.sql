-- How large a picture may be that loads without being asked for, in bytes.

ALTER TABLE account ADD COLUMN auto_download_limit INTEGER NOT NULL DEFAULT 5242880;
