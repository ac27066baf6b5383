-- Revert hearth_contact:editions

BEGIN;
ALTER TABLE clock DROP COLUMN calendar_edition;
COMMIT;
