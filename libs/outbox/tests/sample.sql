CREATE TABLE counter (
  tenant_id int    NOT NULL,
  id        uuid   NOT NULL,
  version   bigint NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
ALTER TABLE counter ENABLE ROW LEVEL SECURITY;
ALTER TABLE counter FORCE ROW LEVEL SECURITY;
CREATE POLICY counter_tenant ON counter USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
GRANT SELECT, INSERT, UPDATE ON counter TO :"app_role";
