BEGIN;
SET LOCAL lock_timeout = '5s';

CREATE TABLE work_order (
  tenant_id               int         NOT NULL,
  work_order_id           uuid        NOT NULL,
  sequence                bigint      NOT NULL,
  request_id              uuid        NOT NULL,
  step                    text        NOT NULL,
  round                   int         NOT NULL,
  attempt                 int         NOT NULL,
  work_class              text        NOT NULL,
  commodity               text        NOT NULL,
  hazard                  text        NOT NULL,
  rank                    int         NOT NULL,
  state                   text        NOT NULL CONSTRAINT work_order_state_check CHECK (state IN
    ('open', 'assigned', 'accepted', 'en_route', 'on_site', 'suspended', 'done', 'failed', 'cancelled', 'folded')),
  premise_id              uuid,
  service_point_id        uuid,
  node_id                 uuid,
  latitude                double precision,
  longitude               double precision,
  accuracy_m              double precision NOT NULL,
  place_words             text        NOT NULL,
  place_class             text        NOT NULL,
  reported_at             timestamptz NOT NULL,
  arrive_by               timestamptz,
  crew                    text,
  pinned_crew             text,
  declined_by             text[]      NOT NULL,
  plan_version            bigint      NOT NULL,
  forecast_arrival_at     timestamptz,
  forecast_restoration_at timestamptz,
  incident_id             uuid,
  parent_id               uuid,
  ungrouped               boolean     NOT NULL,
  interruptible           text        NOT NULL,
  accepted_at             timestamptz,
  en_route_at             timestamptz,
  on_site_at              timestamptz,
  made_safe_at            timestamptz,
  restored_at             timestamptz,
  ended_at                timestamptz,
  result                  jsonb,
  fail_reason             text        NOT NULL,
  suspend_reason          text        NOT NULL,
  flags                   text[]      NOT NULL,
  summary_zh              text        NOT NULL,
  summary_en              text        NOT NULL,
  needs                   text[]      NOT NULL,
  critical                boolean     NOT NULL,
  created_at              timestamptz NOT NULL,
  updated_at              timestamptz NOT NULL,
  version                 bigint      NOT NULL,
  CONSTRAINT work_order_pkey PRIMARY KEY (tenant_id, work_order_id),
  CONSTRAINT work_order_step_key UNIQUE (tenant_id, request_id, step, round, attempt),
  CONSTRAINT work_order_sequence_key UNIQUE (tenant_id, sequence),
  CONSTRAINT work_order_crew_check CHECK (crew IS NOT NULL OR state NOT IN
    ('assigned', 'accepted', 'en_route', 'on_site')),
  CONSTRAINT work_order_folded_check CHECK (state <> 'folded' OR parent_id IS NOT NULL)
);
-- What planning reads: few, however many have ended.
CREATE INDEX work_order_live_idx ON work_order (tenant_id)
  WHERE state NOT IN ('done', 'failed', 'cancelled');
CREATE INDEX work_order_crew_idx ON work_order (tenant_id, crew, work_order_id);
CREATE INDEX work_order_incident_idx ON work_order (tenant_id, incident_id) WHERE incident_id IS NOT NULL;
ALTER TABLE work_order ENABLE ROW LEVEL SECURITY;
ALTER TABLE work_order FORCE ROW LEVEL SECURITY;
CREATE POLICY work_order_tenant ON work_order
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY work_order_checker ON work_order FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, UPDATE ON work_order TO :"app_role";
GRANT SELECT ON work_order TO :"checker_role";

-- A work order stands in at most one place of the plan.
CREATE TABLE plan_stop (
  tenant_id     int         NOT NULL,
  crew          text        NOT NULL,
  position      int         NOT NULL,
  work_order_id uuid        NOT NULL,
  arrival_at    timestamptz NOT NULL,
  departure_at  timestamptz NOT NULL,
  travel_s      bigint      NOT NULL,
  rule          text        NOT NULL,
  cost_term     text        NOT NULL,
  margin        bigint      NOT NULL,
  why           text        NOT NULL,
  plan_version  bigint      NOT NULL,
  CONSTRAINT plan_stop_pkey PRIMARY KEY (tenant_id, crew, position),
  CONSTRAINT plan_stop_work_order_key UNIQUE (tenant_id, work_order_id)
);
ALTER TABLE plan_stop ENABLE ROW LEVEL SECURITY;
ALTER TABLE plan_stop FORCE ROW LEVEL SECURITY;
CREATE POLICY plan_stop_tenant ON plan_stop
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY plan_stop_checker ON plan_stop FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, DELETE ON plan_stop TO :"app_role";
GRANT SELECT ON plan_stop TO :"checker_role";

CREATE TABLE incident (
  tenant_id               int         NOT NULL,
  incident_id             uuid        NOT NULL,
  sequence                bigint      NOT NULL,
  kind                    text        NOT NULL,
  commodity               text        NOT NULL,
  state                   text        NOT NULL CONSTRAINT incident_state_check CHECK (state IN
    ('suspected', 'confirmed', 'restoring', 'restored', 'verified', 'closed', 'dismissed')),
  nodes                   uuid[]      NOT NULL,
  restored_nodes          uuid[]      NOT NULL,
  lead_id                 uuid,
  score                   int         NOT NULL,
  evidence                jsonb       NOT NULL,
  start_at                timestamptz NOT NULL,
  confirmed_at            timestamptz,
  restored_at             timestamptz,
  forecast_restoration_at timestamptz,
  customers               int         NOT NULL,
  parent_id               uuid,
  created_at              timestamptz NOT NULL,
  updated_at              timestamptz NOT NULL,
  version                 bigint      NOT NULL,
  CONSTRAINT incident_pkey PRIMARY KEY (tenant_id, incident_id),
  CONSTRAINT incident_sequence_key UNIQUE (tenant_id, sequence)
);
CREATE INDEX incident_live_idx ON incident (tenant_id)
  WHERE state IN ('suspected', 'confirmed', 'restoring', 'restored');
CREATE INDEX incident_restored_idx ON incident (tenant_id, restored_at) WHERE restored_at IS NOT NULL;
ALTER TABLE incident ENABLE ROW LEVEL SECURITY;
ALTER TABLE incident FORCE ROW LEVEL SECURITY;
CREATE POLICY incident_tenant ON incident
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY incident_checker ON incident FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, UPDATE ON incident TO :"app_role";
GRANT SELECT ON incident TO :"checker_role";

CREATE TABLE incident_member (
  tenant_id        int         NOT NULL,
  incident_id      uuid        NOT NULL,
  work_order_id    uuid        NOT NULL,
  request_id       uuid        NOT NULL,
  service_point_id uuid,
  node_id          uuid,
  reported_at      timestamptz NOT NULL,
  restored_at      timestamptz,
  removed          boolean     NOT NULL,
  CONSTRAINT incident_member_pkey PRIMARY KEY (tenant_id, incident_id, work_order_id)
);
ALTER TABLE incident_member ENABLE ROW LEVEL SECURITY;
ALTER TABLE incident_member FORCE ROW LEVEL SECURITY;
CREATE POLICY incident_member_tenant ON incident_member
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY incident_member_checker ON incident_member FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, UPDATE ON incident_member TO :"app_role";
GRANT SELECT ON incident_member TO :"checker_role";
COMMIT;
