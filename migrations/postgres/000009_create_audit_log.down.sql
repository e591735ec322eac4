-- First the triggers, so that nothing writes any more, then what they wrote with and to.

DROP TRIGGER IF EXISTS api_keys_audit ON api_keys;

DROP TRIGGER IF EXISTS members_audit ON members;

DROP FUNCTION IF EXISTS record_access_change();

DROP TABLE IF EXISTS audit_log;
