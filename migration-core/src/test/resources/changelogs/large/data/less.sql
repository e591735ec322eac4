DELETE FROM shop_products WHERE code IN ('f', 'g');
