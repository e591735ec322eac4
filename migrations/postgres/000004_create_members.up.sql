-- Members: which person may do what in which organization.
--
-- Why: the roles are an enum, so that a misspelt role is an error of the database and not a person without rights. A
-- membership has no meaning without both of its ends, therefore it disappears with either.

CREATE TYPE member_role AS ENUM ('owner', 'admin', 'developer', 'viewer');

CREATE TABLE IF NOT EXISTS members (
    organization_id uuid NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    user_id         uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role            member_role NOT NULL DEFAULT 'viewer',
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, user_id)
);

-- The primary key begins with the organization; the other foreign key needs an index of its own.
CREATE INDEX IF NOT EXISTS members_user_id_idx ON members (user_id);

-- An organization has at most one owner.
CREATE UNIQUE INDEX IF NOT EXISTS members_owner_key ON members (organization_id) WHERE role = 'owner';
