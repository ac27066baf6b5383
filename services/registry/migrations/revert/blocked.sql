-- Revert hearth_registry:blocked

BEGIN;
DROP TABLE blocked;
COMMIT;
