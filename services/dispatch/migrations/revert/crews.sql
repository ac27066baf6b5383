BEGIN;
DROP TABLE crew_shift, crew, plan;
COMMIT;
