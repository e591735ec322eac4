-- Takes the projects away; the trigger goes with its table.

DROP TABLE IF EXISTS projects;
