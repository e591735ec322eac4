-- Takes the spans away.

DROP TABLE IF EXISTS spans;
