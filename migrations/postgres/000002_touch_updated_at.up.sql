-- One trigger function that keeps updated_at true, and its first use.
--
-- Why: a column that every writer has to remember is wrong sooner or later. Later tables attach the same function.

CREATE OR REPLACE FUNCTION touch_updated_at() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END;
$$;

CREATE OR REPLACE TRIGGER users_touch
    BEFORE UPDATE ON users
    FOR EACH ROW
    -- An UPDATE that changes nothing is not a change.
    WHEN (OLD.* IS DISTINCT FROM NEW.*)
    EXECUTE FUNCTION touch_updated_at();
