CREATE TABLE invoices (id bigint PRIMARY KEY);

ALTER TABLE invoices
    ADD COLUMN account bigint REFERENCES acounts (id);
