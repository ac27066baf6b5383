-- Revert hearth_dispatch:blocked

BEGIN;
DROP TABLE blocked;
COMMIT;
