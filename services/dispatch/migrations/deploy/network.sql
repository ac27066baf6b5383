-- Copies of the registry's facts, fed by its events. A row of version 0 stands for one that was named before it was seen.
BEGIN;
SET LOCAL lock_timeout = '5s';

CREATE TABLE network_node (
  tenant_id int              NOT NULL,
  node_id   uuid             NOT NULL,
  parent_id uuid,
  kind      text             NOT NULL,
  commodity text             NOT NULL,
  latitude  double precision,
  longitude double precision,
  version   bigint           NOT NULL,
  CONSTRAINT network_node_pkey PRIMARY KEY (tenant_id, node_id)
);
CREATE INDEX network_node_parent_idx ON network_node (tenant_id, parent_id);
ALTER TABLE network_node ENABLE ROW LEVEL SECURITY;
ALTER TABLE network_node FORCE ROW LEVEL SECURITY;
CREATE POLICY network_node_tenant ON network_node
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY network_node_checker ON network_node FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, UPDATE ON network_node TO :"app_role";
GRANT SELECT ON network_node TO :"checker_role";

CREATE TABLE service_point (
  tenant_id        int    NOT NULL,
  service_point_id uuid   NOT NULL,
  node_id          uuid,
  commodity        text   NOT NULL,
  version          bigint NOT NULL,
  CONSTRAINT service_point_pkey PRIMARY KEY (tenant_id, service_point_id)
);
CREATE INDEX service_point_node_idx ON service_point (tenant_id, node_id);
ALTER TABLE service_point ENABLE ROW LEVEL SECURITY;
ALTER TABLE service_point FORCE ROW LEVEL SECURITY;
CREATE POLICY service_point_tenant ON service_point
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY service_point_checker ON service_point FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, UPDATE ON service_point TO :"app_role";
GRANT SELECT ON service_point TO :"checker_role";
COMMIT;
