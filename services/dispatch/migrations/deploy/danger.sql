BEGIN;
SET LOCAL lock_timeout = '5s';

-- When the last dangerous reading was taken: what was made safe before it is not safe.
ALTER TABLE work_order ADD COLUMN danger_at timestamptz;
COMMIT;
