BEGIN;
SET LOCAL lock_timeout = '5s';
ALTER TABLE work_order DROP COLUMN evidence_rules, DROP COLUMN readings;
COMMIT;
