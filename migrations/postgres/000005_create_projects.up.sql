-- Projects: what traces are sent to.
--
-- Why: the identifier is what ClickHouse stores as project_id, so it never changes. The unique constraint begins with
-- the organization and so is the index of that foreign key, too.

CREATE TABLE IF NOT EXISTS projects (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organization_id uuid NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name            text NOT NULL CHECK (name <> ''),
    environment     text NOT NULL DEFAULT 'development'
        CHECK (environment IN ('development', 'staging', 'production')),
    settings        jsonb NOT NULL DEFAULT '{}'::jsonb CHECK (jsonb_typeof(settings) = 'object'),
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (organization_id, name)
);

-- Named columns: what a later migration fills in for everybody is not an edit by anybody.
CREATE OR REPLACE TRIGGER projects_touch
    BEFORE UPDATE OF name, environment, settings ON projects
    FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*)
    EXECUTE FUNCTION touch_updated_at();
