--liquibase formatted sql

--changeset bob:3
INSERT INTO shop_orders (id) VALUES (3);
--rollback DELETE FROM shop_orders WHERE id = 3;
