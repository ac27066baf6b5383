-- Deploy hearth_contact:report_numbers
-- A report of a stranger that was joined to somebody else's request has a number of its own, which finds that request.

BEGIN;
SET LOCAL lock_timeout = '2s';

CREATE TABLE report_number (
  tenant_id  int         NOT NULL,
  number     text        NOT NULL,
  request    uuid        NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, number)
);

SELECT format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY; ALTER TABLE %1$I FORCE ROW LEVEL SECURITY; '
              'CREATE POLICY %1$s_tenant ON %1$I USING (tenant_id = NULLIF(current_setting(''app.tenant'', true), '''')::int); '
              'CREATE POLICY %1$s_checker ON %1$I FOR SELECT TO %2$I USING (true); GRANT SELECT ON %1$I TO %2$I;',
              'report_number', :'checker_role')
\gexec

GRANT SELECT, INSERT ON report_number TO :"app_role";
COMMIT;
