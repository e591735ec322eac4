-- Slugs for projects, third of three: from now on every project has one, unique within its organization.
--
-- Why apart: this fails if a row was missed, and a failure here leaves the backfill in place to be looked at.

ALTER TABLE projects ALTER COLUMN slug SET NOT NULL;

CREATE UNIQUE INDEX IF NOT EXISTS projects_organization_id_slug_key ON projects (organization_id, slug);
