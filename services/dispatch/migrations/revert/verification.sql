BEGIN;
SET LOCAL lock_timeout = '5s';
DROP INDEX incident_live_idx;
CREATE INDEX incident_live_idx ON incident (tenant_id)
  WHERE state IN ('suspected', 'confirmed', 'restoring', 'restored');
ALTER TABLE incident_member DROP COLUMN verified_at;
COMMIT;
