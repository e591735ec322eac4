-- Takes the API keys away, their indexes with them. Programs that still use one are locked out.

DROP TABLE IF EXISTS api_keys;
