-- Takes the traces away.

DROP TABLE IF EXISTS traces;
