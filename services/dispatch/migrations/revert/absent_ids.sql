BEGIN;
SET LOCAL lock_timeout = '5s';
ALTER TABLE work_order NO FORCE ROW LEVEL SECURITY;
ALTER TABLE incident_member NO FORCE ROW LEVEL SECURITY;
UPDATE work_order SET request_id = '00000000-0000-0000-0000-000000000000' WHERE request_id IS NULL;
UPDATE incident_member SET request_id = '00000000-0000-0000-0000-000000000000' WHERE request_id IS NULL;
ALTER TABLE work_order
  ALTER COLUMN request_id SET NOT NULL,
  DROP CONSTRAINT work_order_step_key,
  ADD CONSTRAINT work_order_step_key UNIQUE (tenant_id, request_id, step, round, attempt);
ALTER TABLE incident_member ALTER COLUMN request_id SET NOT NULL;
ALTER TABLE work_order FORCE ROW LEVEL SECURITY;
ALTER TABLE incident_member FORCE ROW LEVEL SECURITY;
COMMIT;
