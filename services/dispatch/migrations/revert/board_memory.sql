BEGIN;
SET LOCAL lock_timeout = '5s';
DROP TABLE board_change;
ALTER TABLE plan DROP COLUMN change, DROP COLUMN change_id, DROP COLUMN network_version;
COMMIT;
