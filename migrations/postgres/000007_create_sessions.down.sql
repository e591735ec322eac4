-- Takes the sessions away: everybody has to sign in again.

DROP TABLE IF EXISTS sessions;
