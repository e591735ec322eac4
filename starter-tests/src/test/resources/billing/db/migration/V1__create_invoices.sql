CREATE TABLE invoices (id bigint PRIMARY KEY, total numeric NOT NULL);
CREATE FUNCTION vat(net numeric) RETURNS numeric LANGUAGE plpgsql AS $$ BEGIN RETURN net * 0.2; END $$;
