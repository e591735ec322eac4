-- Takes the quality scores away.

DROP TABLE IF EXISTS quality_scores;
