-- The table uses the type, so the type goes last.

DROP TABLE IF EXISTS members;

DROP TYPE IF EXISTS member_role;
