BEGIN;
SET LOCAL lock_timeout = '5s';

-- Contact's word that supply is back, or that nobody asks for it any more.
ALTER TABLE incident_member ADD COLUMN verified_at timestamptz;

-- Who was restored before counts as verified, as it did until now: nobody will say so again. The owner must see rows
-- of every tenant for it.
ALTER TABLE incident_member NO FORCE ROW LEVEL SECURITY;
UPDATE incident_member SET verified_at = restored_at WHERE restored_at IS NOT NULL;
ALTER TABLE incident_member FORCE ROW LEVEL SECURITY;

-- Few rows: an incident that is verified waits only for the paperwork.
DROP INDEX incident_live_idx;
CREATE INDEX incident_live_idx ON incident (tenant_id)
  WHERE state IN ('suspected', 'confirmed', 'restoring', 'restored', 'verified');
COMMIT;
