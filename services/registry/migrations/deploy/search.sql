-- What everything is found by: words, numbers, pairs of Chinese characters; equality only. LIKE is not leakproof, so a
-- search by it under row security scans; equality is.
BEGIN;
SET LOCAL lock_timeout = '5s';

CREATE TABLE search_token (
  tenant_id int NOT NULL,
  token text     NOT NULL,
  noun  smallint NOT NULL,
  id    uuid     NOT NULL,
  CONSTRAINT search_token_pkey PRIMARY KEY (tenant_id, token, noun, id)
);
ALTER TABLE search_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE search_token FORCE ROW LEVEL SECURITY;
CREATE POLICY search_token_tenant ON search_token
  USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY search_token_checker ON search_token FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, DELETE ON search_token TO :"app_role";
GRANT SELECT ON search_token TO :"checker_role";

COMMIT;
