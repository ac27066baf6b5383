BEGIN;
SET LOCAL lock_timeout = '5s';

-- Work that dispatch raised itself has no request: it had the nil id. The owner must see rows of every tenant for it.
ALTER TABLE work_order NO FORCE ROW LEVEL SECURITY;
ALTER TABLE incident_member NO FORCE ROW LEVEL SECURITY;
ALTER TABLE work_order ALTER COLUMN request_id DROP NOT NULL;
ALTER TABLE incident_member ALTER COLUMN request_id DROP NOT NULL;
UPDATE work_order SET request_id = NULL WHERE request_id = '00000000-0000-0000-0000-000000000000';
UPDATE incident_member SET request_id = NULL WHERE request_id = '00000000-0000-0000-0000-000000000000';
ALTER TABLE work_order
  DROP CONSTRAINT work_order_step_key,
  ADD CONSTRAINT work_order_step_key UNIQUE NULLS NOT DISTINCT (tenant_id, request_id, step, round, attempt);
ALTER TABLE work_order FORCE ROW LEVEL SECURITY;
ALTER TABLE incident_member FORCE ROW LEVEL SECURITY;
COMMIT;
