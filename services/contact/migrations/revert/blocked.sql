-- Revert hearth_contact:blocked

BEGIN;
DROP TABLE blocked;
COMMIT;
