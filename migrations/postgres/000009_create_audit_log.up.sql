-- An audit log of who got access, and who lost it.
--
-- Why: written by triggers, because a log that the application writes misses what is done by hand at night. Rows refer
-- to nothing by foreign key: they have to survive what they tell of. The hash of a secret never reaches the log.

CREATE TABLE IF NOT EXISTS audit_log (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor      text NOT NULL DEFAULT session_user,
    action     text NOT NULL CHECK (action IN ('INSERT', 'UPDATE', 'DELETE')),
    table_name text NOT NULL,
    before     jsonb,
    after      jsonb
);

CREATE INDEX IF NOT EXISTS audit_log_table_name_at_idx ON audit_log (table_name, at DESC);

CREATE OR REPLACE FUNCTION record_access_change() RETURNS trigger
    LANGUAGE plpgsql
AS $audit$
DECLARE
    row_before jsonb;
    row_after  jsonb;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        row_before := to_jsonb(OLD) - 'secret_hash';
    END IF;
    IF TG_OP <> 'DELETE' THEN
        row_after := to_jsonb(NEW) - 'secret_hash';
    END IF;
    INSERT INTO audit_log (action, table_name, before, after)
    VALUES (TG_OP, TG_TABLE_NAME, row_before, row_after);
    -- The result of an AFTER trigger is ignored.
    RETURN NULL;
END;
$audit$;

CREATE OR REPLACE TRIGGER members_audit
    AFTER INSERT OR UPDATE OR DELETE ON members
    FOR EACH ROW
    EXECUTE FUNCTION record_access_change();

-- Not the timestamp of the last use: it changes with every request.
CREATE OR REPLACE TRIGGER api_keys_audit
    AFTER INSERT OR DELETE OR UPDATE OF name, scopes, expires_at, revoked_at ON api_keys
    FOR EACH ROW
    EXECUTE FUNCTION record_access_change();
