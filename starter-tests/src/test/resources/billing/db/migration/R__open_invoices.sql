CREATE OR REPLACE VIEW open_invoices AS SELECT id, total FROM invoices WHERE due >= current_date;
