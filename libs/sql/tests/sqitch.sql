CREATE SCHEMA sqitch;
CREATE TABLE sqitch.changes (change text NOT NULL, committed_at timestamptz NOT NULL DEFAULT clock_timestamp());
GRANT USAGE ON SCHEMA sqitch TO :"app_role";
GRANT SELECT, INSERT ON sqitch.changes TO :"app_role";
