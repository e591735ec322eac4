-- Takes the billing tables away, then the type that they used.

DROP TABLE IF EXISTS invoices;

DROP TABLE IF EXISTS subscriptions;

DROP TYPE IF EXISTS invoice_status;
