-- Billing: what an organization subscribed to, and what it was asked to pay.
--
-- Why: a subscription goes with its organization, an invoice must not: whoever wants to delete an organization settles
-- its invoices first, hence RESTRICT. Amounts are whole cents.

CREATE TYPE invoice_status AS ENUM ('draft', 'open', 'paid', 'void');

CREATE TABLE IF NOT EXISTS subscriptions (
    organization_id    uuid PRIMARY KEY REFERENCES organizations (id) ON DELETE CASCADE,
    plan               text NOT NULL DEFAULT 'free' CHECK (plan IN ('free', 'team', 'enterprise')),
    seats              integer NOT NULL DEFAULT 1 CHECK (seats > 0),
    span_quota         bigint NOT NULL DEFAULT 100000 CHECK (span_quota >= 0),
    current_period_end timestamptz,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now()
);

CREATE OR REPLACE TRIGGER subscriptions_touch
    BEFORE UPDATE ON subscriptions
    FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*)
    EXECUTE FUNCTION touch_updated_at();

CREATE TABLE IF NOT EXISTS invoices (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organization_id uuid NOT NULL REFERENCES organizations (id) ON DELETE RESTRICT,
    number          text NOT NULL UNIQUE,
    status          invoice_status NOT NULL DEFAULT 'draft',
    amount_cents    bigint NOT NULL CHECK (amount_cents >= 0),
    currency        text NOT NULL DEFAULT 'EUR' CHECK (currency ~ '^[A-Z]{3}$'),
    lines           jsonb NOT NULL DEFAULT '[]'::jsonb CHECK (jsonb_typeof(lines) = 'array'),
    created_at      timestamptz NOT NULL DEFAULT now(),
    due_at          timestamptz NOT NULL,
    paid_at         timestamptz,
    CHECK ((status = 'paid') = (paid_at IS NOT NULL))
);

CREATE INDEX IF NOT EXISTS invoices_organization_id_idx ON invoices (organization_id);

-- Reminders look at open invoices only, and those are few among many.
CREATE INDEX IF NOT EXISTS invoices_open_due_at_idx ON invoices (due_at) WHERE status = 'open';
