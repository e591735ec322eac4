-- Takes the organizations away; the trigger goes with its table.

DROP TABLE IF EXISTS organizations;
