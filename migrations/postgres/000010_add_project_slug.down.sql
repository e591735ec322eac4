-- In the reverse order; the check of the column goes with it.

DROP TRIGGER IF EXISTS projects_fill_slug ON projects;

DROP FUNCTION IF EXISTS fill_project_slug();

DROP FUNCTION IF EXISTS slugify(text);

ALTER TABLE projects DROP COLUMN IF EXISTS slug;
