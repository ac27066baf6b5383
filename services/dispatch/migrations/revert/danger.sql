BEGIN;
SET LOCAL lock_timeout = '5s';
ALTER TABLE work_order DROP COLUMN danger_at;
COMMIT;
