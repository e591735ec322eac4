INSERT INTO accounts VALUES (4, 'script');
