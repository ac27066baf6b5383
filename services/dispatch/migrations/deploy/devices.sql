BEGIN;
SET LOCAL lock_timeout = '5s';

-- What a device sent, with the answer it got: sent again, it gets the same.
CREATE TABLE mutation_log (
  tenant_id     int         NOT NULL,
  device        text        NOT NULL,
  sequence      bigint      NOT NULL,
  crew          text        NOT NULL,
  work_order_id uuid        NOT NULL,
  mutator       text        NOT NULL,
  observed_at   timestamptz NOT NULL,
  recorded_at   timestamptz NOT NULL,
  body_hash     bytea       NOT NULL,
  answer        bytea       NOT NULL,
  CONSTRAINT mutation_log_pkey PRIMARY KEY (tenant_id, device, sequence)
);
ALTER TABLE mutation_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE mutation_log FORCE ROW LEVEL SECURITY;
CREATE POLICY mutation_log_tenant ON mutation_log
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY mutation_log_checker ON mutation_log FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT ON mutation_log TO :"app_role";
GRANT SELECT ON mutation_log TO :"checker_role";

-- Which jobs a crew was given, and which it lost: what its device must still be told.
CREATE TABLE crew_job (
  tenant_id     int         NOT NULL,
  crew          text        NOT NULL,
  work_order_id uuid        NOT NULL,
  given_at      timestamptz NOT NULL,
  lost_at       timestamptz,
  CONSTRAINT crew_job_pkey PRIMARY KEY (tenant_id, crew, work_order_id)
);
CREATE INDEX crew_job_work_order_idx ON crew_job (tenant_id, work_order_id) WHERE lost_at IS NULL;
ALTER TABLE crew_job ENABLE ROW LEVEL SECURITY;
ALTER TABLE crew_job FORCE ROW LEVEL SECURITY;
CREATE POLICY crew_job_tenant ON crew_job
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY crew_job_checker ON crew_job FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, UPDATE ON crew_job TO :"app_role";
GRANT SELECT ON crew_job TO :"checker_role";
COMMIT;
