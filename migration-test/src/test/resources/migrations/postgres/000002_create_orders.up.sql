CREATE SEQUENCE order_numbers START 1000;
SELECT nextval('order_numbers');
CREATE TABLE orders (
  number bigint PRIMARY KEY DEFAULT nextval('order_numbers'),
  account bigint NOT NULL REFERENCES accounts,
  total numeric(10, 2) NOT NULL CHECK (total >= 0)
);
CREATE INDEX orders_account ON orders (account);
INSERT INTO orders (account, total) SELECT id, 9.50 FROM accounts;
