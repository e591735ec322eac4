-- more of them; with a semicolon in a comment
INSERT INTO shop_products (code, title) VALUES ('f', 'Fig; dried');
INSERT INTO shop_products (code, title) VALUES ('g', 'Grape');
