-- People who can sign in.
--
-- Why: everything else hangs off a person or an organization, so this comes first. Addresses are compared without
-- regard to case, because people type them that way; the unique index, not the application, guarantees it.

CREATE TABLE IF NOT EXISTS users (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email         text NOT NULL CHECK (position('@' IN email) > 1),
    name          text NOT NULL CHECK (name <> ''),
    -- Absent for people who sign in through an identity provider.
    password_hash text,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now()
);

CREATE UNIQUE INDEX IF NOT EXISTS users_email_key ON users (lower(email));
