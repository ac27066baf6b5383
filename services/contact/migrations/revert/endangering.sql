-- Revert hearth_contact:endangering

BEGIN;
DROP INDEX service_request_endangers_idx;
COMMIT;
