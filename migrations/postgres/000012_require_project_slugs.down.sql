-- The column is optional again; its values stay.

DROP INDEX IF EXISTS projects_organization_id_slug_key;

ALTER TABLE projects ALTER COLUMN slug DROP NOT NULL;
