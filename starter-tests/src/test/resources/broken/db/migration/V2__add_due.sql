ALTER TABLE invoices ADD COLUMN due date;
-- the next one is not there
ALTER TABLE invoice ADD COLUMN paid date;
