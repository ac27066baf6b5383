-- Each noun's version is the number of its last event. Codes are the utility's own keys.
-- References are ids without foreign keys: rows come in bulk, and the import has checked them.
BEGIN;
SET LOCAL lock_timeout = '5s';

CREATE TABLE network_node (
  tenant_id int NOT NULL,
  node_id   uuid             NOT NULL,
  code      text             NOT NULL,
  kind      text             NOT NULL,
  commodity text             NOT NULL,
  parent_id uuid,
  title_zh  text             NOT NULL,
  title_en  text             NOT NULL,
  latitude  double precision NOT NULL,
  longitude double precision NOT NULL,
  version   bigint           NOT NULL,
  CONSTRAINT network_node_pkey PRIMARY KEY (tenant_id, node_id),
  CONSTRAINT network_node_code_key UNIQUE (tenant_id, code)
);
ALTER TABLE network_node ENABLE ROW LEVEL SECURITY;
ALTER TABLE network_node FORCE ROW LEVEL SECURITY;
CREATE POLICY network_node_tenant ON network_node
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY network_node_checker ON network_node FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, UPDATE ON network_node TO :"app_role";
GRANT SELECT ON network_node TO :"checker_role";

CREATE TABLE premise (
  tenant_id int NOT NULL,
  premise_id  uuid             NOT NULL,
  code        text             NOT NULL,
  address_zh  text             NOT NULL,
  address_en  text             NOT NULL,
  building    text             NOT NULL,
  unit        text             NOT NULL,
  door        text             NOT NULL,
  latitude    double precision NOT NULL,
  longitude   double precision NOT NULL,
  place_class text             NOT NULL,
  version     bigint           NOT NULL,
  CONSTRAINT premise_pkey PRIMARY KEY (tenant_id, premise_id),
  CONSTRAINT premise_code_key UNIQUE (tenant_id, code)
);
ALTER TABLE premise ENABLE ROW LEVEL SECURITY;
ALTER TABLE premise FORCE ROW LEVEL SECURITY;
CREATE POLICY premise_tenant ON premise
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY premise_checker ON premise FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, UPDATE ON premise TO :"app_role";
GRANT SELECT ON premise TO :"checker_role";

CREATE TABLE service_point (
  tenant_id int NOT NULL,
  service_point_id uuid        NOT NULL,
  code             text        NOT NULL,
  premise_id       uuid        NOT NULL,
  commodity        text        NOT NULL,
  node_id          uuid        NOT NULL,
  supply_on        boolean     NOT NULL,
  supply_cause     text        NOT NULL,
  supply_since     timestamptz NOT NULL,
  supply_actor     text        NOT NULL,
  version          bigint      NOT NULL,
  CONSTRAINT service_point_pkey PRIMARY KEY (tenant_id, service_point_id),
  CONSTRAINT service_point_code_key UNIQUE (tenant_id, code)
);
CREATE INDEX service_point_premise_idx ON service_point (tenant_id, premise_id);
ALTER TABLE service_point ENABLE ROW LEVEL SECURITY;
ALTER TABLE service_point FORCE ROW LEVEL SECURITY;
CREATE POLICY service_point_tenant ON service_point
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY service_point_checker ON service_point FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, UPDATE ON service_point TO :"app_role";
GRANT SELECT ON service_point TO :"checker_role";

CREATE TABLE device (
  tenant_id int NOT NULL,
  device_id        uuid   NOT NULL,
  code             text   NOT NULL,
  serial           text   NOT NULL,
  service_point_id uuid   NOT NULL,
  kind             text   NOT NULL,
  model            text   NOT NULL,
  rating           text   NOT NULL,
  version          bigint NOT NULL,
  CONSTRAINT device_pkey PRIMARY KEY (tenant_id, device_id),
  CONSTRAINT device_code_key UNIQUE (tenant_id, code),
  CONSTRAINT device_serial_key UNIQUE (tenant_id, serial)
);
CREATE INDEX device_service_point_idx ON device (tenant_id, service_point_id);
ALTER TABLE device ENABLE ROW LEVEL SECURITY;
ALTER TABLE device FORCE ROW LEVEL SECURITY;
CREATE POLICY device_tenant ON device
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY device_checker ON device FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, UPDATE ON device TO :"app_role";
GRANT SELECT ON device TO :"checker_role";

-- Behind the numbers people say of parties. One for all tenants: a gap tells nobody anything.
CREATE SEQUENCE party_number_seq START 1000;
GRANT USAGE ON SEQUENCE party_number_seq TO :"app_role";

CREATE TABLE party (
  tenant_id int NOT NULL,
  party_id    uuid        NOT NULL,
  number      bigint      NOT NULL,
  code        text        NOT NULL,
  kind        text        NOT NULL,
  name_zh     text        NOT NULL,
  name_en     text        NOT NULL,
  party_class text        NOT NULL,
  language    text        NOT NULL,
  needs       text[]      NOT NULL,
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL,
  version     bigint      NOT NULL,
  CONSTRAINT party_pkey PRIMARY KEY (tenant_id, party_id),
  CONSTRAINT party_number_key UNIQUE (tenant_id, number)
);
-- Only imported parties have a code.
CREATE UNIQUE INDEX party_code_key ON party (tenant_id, code) WHERE code <> '';
ALTER TABLE party ENABLE ROW LEVEL SECURITY;
ALTER TABLE party FORCE ROW LEVEL SECURITY;
CREATE POLICY party_tenant ON party
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY party_checker ON party FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, UPDATE ON party TO :"app_role";
GRANT SELECT ON party TO :"checker_role";

-- The version of a party's contact points, which are one list.
CREATE TABLE contact_list (
  tenant_id int NOT NULL,
  party_id  uuid   NOT NULL,
  version   bigint NOT NULL,
  CONSTRAINT contact_list_pkey PRIMARY KEY (tenant_id, party_id)
);
ALTER TABLE contact_list ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_list FORCE ROW LEVEL SECURITY;
CREATE POLICY contact_list_tenant ON contact_list
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY contact_list_checker ON contact_list FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, UPDATE ON contact_list TO :"app_role";
GRANT SELECT ON contact_list TO :"checker_role";

CREATE TABLE contact_point (
  tenant_id int NOT NULL,
  party_id  uuid    NOT NULL,
  position  int     NOT NULL,
  kind      text    NOT NULL,
  value     text    NOT NULL,
  label     text    NOT NULL,
  preferred boolean NOT NULL,
  CONSTRAINT contact_point_pkey PRIMARY KEY (tenant_id, party_id, position)
);
CREATE INDEX contact_point_value_idx ON contact_point (tenant_id, value);
ALTER TABLE contact_point ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_point FORCE ROW LEVEL SECURITY;
CREATE POLICY contact_point_tenant ON contact_point
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY contact_point_checker ON contact_point FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, DELETE ON contact_point TO :"app_role";
GRANT SELECT ON contact_point TO :"checker_role";

CREATE TABLE account (
  tenant_id int NOT NULL,
  account_id uuid   NOT NULL,
  code       text   NOT NULL,
  number     text   NOT NULL,
  party_id   uuid   NOT NULL,
  version    bigint NOT NULL,
  CONSTRAINT account_pkey PRIMARY KEY (tenant_id, account_id),
  CONSTRAINT account_code_key UNIQUE (tenant_id, code),
  CONSTRAINT account_number_key UNIQUE (tenant_id, number)
);
CREATE INDEX account_party_idx ON account (tenant_id, party_id);
ALTER TABLE account ENABLE ROW LEVEL SECURITY;
ALTER TABLE account FORCE ROW LEVEL SECURITY;
CREATE POLICY account_tenant ON account
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY account_checker ON account FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, UPDATE ON account TO :"app_role";
GRANT SELECT ON account TO :"checker_role";

CREATE TABLE agreement (
  tenant_id int NOT NULL,
  agreement_id     uuid   NOT NULL,
  code             text   NOT NULL,
  account_id       uuid   NOT NULL,
  party_id         uuid   NOT NULL,
  service_point_id uuid   NOT NULL,
  start_on         date   NOT NULL,
  end_on           date,
  version          bigint NOT NULL,
  CONSTRAINT agreement_pkey PRIMARY KEY (tenant_id, agreement_id),
  CONSTRAINT agreement_code_key UNIQUE (tenant_id, code),
  CONSTRAINT agreement_end_on_check CHECK (end_on IS NULL OR end_on >= start_on)
);
CREATE INDEX agreement_party_idx ON agreement (tenant_id, party_id);
CREATE INDEX agreement_service_point_idx ON agreement (tenant_id, service_point_id);
ALTER TABLE agreement ENABLE ROW LEVEL SECURITY;
ALTER TABLE agreement FORCE ROW LEVEL SECURITY;
CREATE POLICY agreement_tenant ON agreement
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY agreement_checker ON agreement FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, UPDATE ON agreement TO :"app_role";
GRANT SELECT ON agreement TO :"checker_role";

COMMIT;
