-- Deploy hearth_contact:editions
-- A clock keeps the edition of its calendar as it keeps the edition of its profile. Until now each calendar had one.

BEGIN;
SET LOCAL lock_timeout = '2s';

ALTER TABLE clock ADD COLUMN calendar_edition text NOT NULL DEFAULT '1';
ALTER TABLE clock ALTER COLUMN calendar_edition DROP DEFAULT;
COMMIT;
