-- A schema of one table for the tests of the host, and what sqitch would have left.
CREATE TABLE note (
  tenant_id int    NOT NULL,
  id        uuid   NOT NULL,
  text      text   NOT NULL,
  version   bigint NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
ALTER TABLE note ENABLE ROW LEVEL SECURITY;
ALTER TABLE note FORCE ROW LEVEL SECURITY;
CREATE POLICY note_tenant ON note USING (tenant_id = NULLIF(current_setting('app.tenant', true), '')::int);
CREATE POLICY note_checker ON note FOR SELECT TO :"checker_role" USING (true);
GRANT SELECT, INSERT, UPDATE ON note TO :"app_role";
GRANT SELECT ON note TO :"checker_role";
CREATE SCHEMA sqitch;
CREATE TABLE sqitch.changes (change text NOT NULL, committed_at timestamptz NOT NULL DEFAULT clock_timestamp());
GRANT USAGE ON SCHEMA sqitch TO :"app_role";
GRANT SELECT ON sqitch.changes TO :"app_role";
INSERT INTO sqitch.changes VALUES ('infrastructure'), ('note');
