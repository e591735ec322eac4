DROP TABLE orders;
DROP SEQUENCE order_numbers;
