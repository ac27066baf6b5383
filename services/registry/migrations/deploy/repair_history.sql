BEGIN;
SET LOCAL lock_timeout = '5s';

CREATE TABLE repair_history (
  tenant_id int NOT NULL,
  work_order_id    uuid        NOT NULL,
  number           text        NOT NULL,
  premise_id       uuid        NOT NULL,
  service_point_id uuid,
  commodity        text        NOT NULL,
  outcome          text        NOT NULL,
  cause            text        NOT NULL,
  note             text        NOT NULL,
  restored_at      timestamptz,
  ended_at         timestamptz NOT NULL,
  CONSTRAINT repair_history_pkey PRIMARY KEY (tenant_id, work_order_id)
);
CREATE INDEX repair_history_premise_idx ON repair_history (tenant_id, premise_id, ended_at);
ALTER TABLE repair_history ENABLE ROW LEVEL SECURITY;
ALTER TABLE repair_history FORCE ROW LEVEL SECURITY;
CREATE POLICY repair_history_tenant ON repair_history
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY repair_history_checker ON repair_history FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, UPDATE ON repair_history TO :"app_role";
GRANT SELECT ON repair_history TO :"checker_role";

COMMIT;
