BEGIN;
DROP TABLE repair_history;
COMMIT;
