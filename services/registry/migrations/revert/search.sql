BEGIN;
DROP TABLE search_token;
COMMIT;
