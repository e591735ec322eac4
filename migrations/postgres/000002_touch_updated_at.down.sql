-- The trigger goes before the function it calls.

DROP TRIGGER IF EXISTS users_touch ON users;

DROP FUNCTION IF EXISTS touch_updated_at();
