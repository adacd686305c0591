-- The colour that a company's nav document says, as #rrggbb, empty where there is none; and whether the company wears it.

ALTER TABLE account ADD COLUMN brand TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN wears_brand INTEGER NOT NULL DEFAULT 0;
