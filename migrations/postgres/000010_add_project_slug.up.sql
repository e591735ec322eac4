-- Slugs for projects, first of three: the column, still optional, and a trigger that fills it for new rows.
--
-- Why three: a release that does not know the column may still be writing while this one starts. It can go on, because
-- the trigger writes the slug for it; so no row is missed between here and the constraint.

ALTER TABLE projects ADD COLUMN IF NOT EXISTS slug text CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$');

CREATE OR REPLACE FUNCTION slugify(source text) RETURNS text
    LANGUAGE plpgsql
    IMMUTABLE
    STRICT
AS $slugify$
DECLARE
    slug text := btrim(regexp_replace(lower(source), '[^a-z0-9]+', '-', 'g'), '-');
BEGIN
    -- A name in another script leaves nothing over; it still needs an address.
    RETURN coalesce(nullif(slug, ''), 'project');
END;
$slugify$;

CREATE OR REPLACE FUNCTION fill_project_slug() RETURNS trigger
    LANGUAGE plpgsql
AS $fill$
BEGIN
    NEW.slug := slugify(NEW.name);
    RETURN NEW;
END;
$fill$;

CREATE OR REPLACE TRIGGER projects_fill_slug
    BEFORE INSERT ON projects
    FOR EACH ROW
    WHEN (NEW.slug IS NULL)
    EXECUTE FUNCTION fill_project_slug();
