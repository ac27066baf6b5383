BEGIN;
SET LOCAL lock_timeout = '5s';

-- What a replica that keeps the board in memory compares it by: the number of the last change, which of several that tried
-- for the number it was, and how often what is copied of the network has changed.
ALTER TABLE plan
  ADD COLUMN change          bigint NOT NULL DEFAULT 0,
  ADD COLUMN change_id       uuid   NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  ADD COLUMN network_version bigint NOT NULL DEFAULT 0;

-- What the last changes wrote: another replica reads no more than this anew.
CREATE TABLE board_change (
  tenant_id        int    NOT NULL,
  change           bigint NOT NULL,
  change_id        uuid   NOT NULL,
  work_order_ids   uuid[] NOT NULL,
  incident_ids     uuid[] NOT NULL,
  member_order_ids uuid[] NOT NULL,
  CONSTRAINT board_change_pkey PRIMARY KEY (tenant_id, change)
);
COMMENT ON TABLE board_change IS 'part of plan';
ALTER TABLE board_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE board_change FORCE ROW LEVEL SECURITY;
CREATE POLICY board_change_tenant ON board_change
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY board_change_checker ON board_change FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, DELETE ON board_change TO :"app_role";
GRANT SELECT ON board_change TO :"checker_role";
COMMIT;
