-- Takes the log away. The objects stay in the bucket until they expire.

DROP TABLE IF EXISTS blob_storage_log;
