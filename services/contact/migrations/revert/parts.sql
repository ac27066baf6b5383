-- Revert hearth_contact:parts

BEGIN;
DROP INDEX step_parts_idx, service_request_held_back_idx, service_request_parent_idx;
ALTER TABLE service_request DROP COLUMN held_back, DROP COLUMN endangers;
COMMIT;
