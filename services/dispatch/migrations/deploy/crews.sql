BEGIN;
SET LOCAL lock_timeout = '5s';

-- One row for each tenant. Whoever changes anything of dispatch locks it first: changes of one tenant follow each other,
-- and the numbers people say have no gaps.
CREATE TABLE plan (
  tenant_id         int         NOT NULL,
  plan_id           uuid        NOT NULL,
  version           bigint      NOT NULL,
  planned_at        timestamptz NOT NULL,
  order_sequence    bigint      NOT NULL DEFAULT 1000000,
  incident_sequence bigint      NOT NULL DEFAULT 1000000,
  CONSTRAINT plan_pkey PRIMARY KEY (tenant_id)
);
ALTER TABLE plan ENABLE ROW LEVEL SECURITY;
ALTER TABLE plan FORCE ROW LEVEL SECURITY;
CREATE POLICY plan_tenant ON plan
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY plan_checker ON plan FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, UPDATE ON plan TO :"app_role";
GRANT SELECT ON plan TO :"checker_role";

CREATE TABLE crew (
  tenant_id      int              NOT NULL,
  code           text             NOT NULL,
  crew_id        uuid             NOT NULL,
  title_zh       text             NOT NULL,
  title_en       text             NOT NULL,
  skills         text[]           NOT NULL,
  latitude       double precision NOT NULL,
  longitude      double precision NOT NULL,
  available      boolean          NOT NULL,
  state_reason   text             NOT NULL,
  last_latitude  double precision,
  last_longitude double precision,
  last_point_at  timestamptz,
  updated_at     timestamptz      NOT NULL,
  version        bigint           NOT NULL,
  CONSTRAINT crew_pkey PRIMARY KEY (tenant_id, code)
);
ALTER TABLE crew ENABLE ROW LEVEL SECURITY;
ALTER TABLE crew FORCE ROW LEVEL SECURITY;
CREATE POLICY crew_tenant ON crew
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY crew_checker ON crew FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, UPDATE ON crew TO :"app_role";
GRANT SELECT ON crew TO :"checker_role";

CREATE TABLE crew_shift (
  tenant_id    int  NOT NULL,
  code         text NOT NULL,
  weekday      int  NOT NULL CONSTRAINT crew_shift_weekday_check CHECK (weekday BETWEEN 1 AND 7),
  start_minute int  NOT NULL CONSTRAINT crew_shift_start_check CHECK (start_minute BETWEEN 0 AND 1439),
  end_minute   int  NOT NULL,
  CONSTRAINT crew_shift_pkey PRIMARY KEY (tenant_id, code, weekday, start_minute),
  CONSTRAINT crew_shift_span_check CHECK (end_minute > start_minute AND end_minute <= start_minute + 1440)
);
ALTER TABLE crew_shift ENABLE ROW LEVEL SECURITY;
ALTER TABLE crew_shift FORCE ROW LEVEL SECURITY;
CREATE POLICY crew_shift_tenant ON crew_shift
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY crew_shift_checker ON crew_shift FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, DELETE ON crew_shift TO :"app_role";
GRANT SELECT ON crew_shift TO :"checker_role";
COMMIT;
