-- Where the company's nav document is, by which the account was found; empty where it was found otherwise.

ALTER TABLE account ADD COLUMN nav_url TEXT NOT NULL DEFAULT '';
