-- Deploy hearth_contact:endangering
-- Parts whose siblings are to be held back again are looked for twice a second: the few that endanger others are found at once.

BEGIN;
SET LOCAL lock_timeout = '2s';

CREATE INDEX service_request_endangers_idx ON service_request (tenant_id, parent_id) WHERE endangers;
COMMIT;
