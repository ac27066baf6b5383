BEGIN;
SET LOCAL lock_timeout = '5s';

ALTER TABLE premise ADD COLUMN access_note text NOT NULL DEFAULT '';
ALTER TABLE premise ALTER COLUMN access_note DROP DEFAULT;

COMMIT;
