-- Deploy hearth_contact:projections

BEGIN;
SET LOCAL lock_timeout = '2s';

CREATE TABLE party (
  tenant_id   int    NOT NULL,
  uid         uuid   NOT NULL,
  version     bigint NOT NULL,
  party_class text   NOT NULL,
  language    text   NOT NULL,
  needs       text   NOT NULL,
  PRIMARY KEY (tenant_id, uid)
);

-- Personal: names and addresses of a party.
CREATE TABLE party_contact (
  tenant_id int    NOT NULL,
  party     uuid   NOT NULL,
  version   bigint NOT NULL,
  name_zh   text   NOT NULL,
  name_en   text   NOT NULL,
  PRIMARY KEY (tenant_id, party)
);

CREATE TABLE contact_point (
  tenant_id int     NOT NULL,
  party     uuid    NOT NULL,
  place     int     NOT NULL,
  kind      text    NOT NULL,
  value     text    NOT NULL,
  label     text    NOT NULL,
  preferred boolean NOT NULL,
  PRIMARY KEY (tenant_id, party, place)
);
CREATE INDEX contact_point_value_idx ON contact_point (tenant_id, value);

CREATE TABLE premise (
  tenant_id   int    NOT NULL,
  uid         uuid   NOT NULL,
  version     bigint NOT NULL,
  code        text   NOT NULL,
  address_zh  text   NOT NULL,
  address_en  text   NOT NULL,
  latitude    double precision,
  longitude   double precision,
  place_class text   NOT NULL,
  PRIMARY KEY (tenant_id, uid)
);

CREATE TABLE service_point (
  tenant_id    int         NOT NULL,
  uid          uuid        NOT NULL,
  version      bigint      NOT NULL,
  premise      uuid,
  commodity    text        NOT NULL,
  node         uuid,
  supply_on    boolean     NOT NULL,
  supply_cause text        NOT NULL,
  supply_since timestamptz,
  PRIMARY KEY (tenant_id, uid)
);
CREATE INDEX service_point_premise_idx ON service_point (tenant_id, premise);

CREATE TABLE agreement (
  tenant_id     int    NOT NULL,
  uid           uuid   NOT NULL,
  version       bigint NOT NULL,
  party         uuid,
  service_point uuid,
  start_on      date,
  end_on        date,
  PRIMARY KEY (tenant_id, uid)
);
CREATE INDEX agreement_party_idx ON agreement (tenant_id, party);
CREATE INDEX agreement_service_point_idx ON agreement (tenant_id, service_point);

CREATE TABLE network_node (
  tenant_id int    NOT NULL,
  uid       uuid   NOT NULL,
  version   bigint NOT NULL,
  parent    uuid,
  PRIMARY KEY (tenant_id, uid)
);

CREATE TABLE work_order (
  tenant_id               int         NOT NULL,
  uid                     uuid        NOT NULL,
  version                 bigint      NOT NULL,
  request                 uuid,
  number                  text        NOT NULL,
  state                   text        NOT NULL,
  step                    text        NOT NULL,
  round                   int         NOT NULL,
  attempt                 int         NOT NULL,
  crew                    text        NOT NULL,
  forecast_arrival_at     timestamptz,
  forecast_restoration_at timestamptz,
  on_site_at              timestamptz,
  supply_restored_at      timestamptz,
  done_at                 timestamptz,
  parent                  uuid,
  PRIMARY KEY (tenant_id, uid)
);
CREATE INDEX work_order_request_idx ON work_order (tenant_id, request, uid);

CREATE TABLE incident (
  tenant_id               int         NOT NULL,
  uid                     uuid        NOT NULL,
  version                 bigint      NOT NULL,
  number                  text        NOT NULL,
  kind                    text        NOT NULL,
  commodity               text        NOT NULL,
  state                   text        NOT NULL,
  customers               bigint      NOT NULL,
  forecast_restoration_at timestamptz,
  PRIMARY KEY (tenant_id, uid)
);

-- Nodes that an incident keeps without supply now; rows go when they are restored.
CREATE TABLE incident_node (
  tenant_id int  NOT NULL,
  node      uuid NOT NULL,
  incident  uuid NOT NULL,
  PRIMARY KEY (tenant_id, node, incident)
);
CREATE INDEX incident_node_incident_idx ON incident_node (tenant_id, incident);

SELECT format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY; ALTER TABLE %1$I FORCE ROW LEVEL SECURITY; '
              'CREATE POLICY %1$s_tenant ON %1$I USING (tenant_id = NULLIF(current_setting(''app.tenant'', true), '''')::int); '
              'CREATE POLICY %1$s_checker ON %1$I FOR SELECT TO %2$I USING (true); GRANT SELECT ON %1$I TO %2$I;',
              name, :'checker_role')
FROM unnest(ARRAY['party', 'party_contact', 'contact_point', 'premise', 'service_point', 'agreement', 'network_node',
                  'work_order', 'incident', 'incident_node']) AS name
\gexec

GRANT SELECT, INSERT, UPDATE, DELETE ON party, party_contact, contact_point, premise, service_point, agreement,
  network_node, work_order, incident, incident_node TO :"app_role";
COMMIT;
