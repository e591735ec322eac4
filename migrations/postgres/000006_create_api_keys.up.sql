-- API keys: how a program proves that it may write to a project.
--
-- Why: only a hash of the secret is kept; the prefix is what a person recognises in a list and what a request is looked
-- up by. Revoked keys stay for the record, but no request ever looks for one: the partial index leaves them out.

CREATE TABLE IF NOT EXISTS api_keys (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id   uuid NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    -- The key outlives the person who made it.
    created_by   uuid REFERENCES users (id) ON DELETE SET NULL,
    name         text NOT NULL CHECK (name <> ''),
    prefix       text NOT NULL CHECK (length(prefix) BETWEEN 6 AND 16),
    secret_hash  text NOT NULL,
    scopes       jsonb NOT NULL DEFAULT '["traces:write"]'::jsonb CHECK (jsonb_typeof(scopes) = 'array'),
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    expires_at   timestamptz,
    revoked_at   timestamptz
);

CREATE INDEX IF NOT EXISTS api_keys_project_id_idx ON api_keys (project_id);

CREATE INDEX IF NOT EXISTS api_keys_created_by_idx ON api_keys (created_by);

CREATE UNIQUE INDEX IF NOT EXISTS api_keys_live_prefix_key ON api_keys (prefix) WHERE revoked_at IS NULL;
