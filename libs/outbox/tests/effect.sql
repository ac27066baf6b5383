CREATE TABLE effect (
  place     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id int    NOT NULL,
  key       uuid   NOT NULL,
  version   bigint NOT NULL,
  event_id  uuid   NOT NULL
);
ALTER TABLE effect ENABLE ROW LEVEL SECURITY;
ALTER TABLE effect FORCE ROW LEVEL SECURITY;
CREATE POLICY effect_tenant ON effect USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
GRANT SELECT, INSERT ON effect TO :"app_role";
