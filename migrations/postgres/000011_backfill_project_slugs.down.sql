-- Before the backfill the column was empty; up fills it again with the same values.

UPDATE projects SET slug = NULL WHERE slug IS NOT NULL;
