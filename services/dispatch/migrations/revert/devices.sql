BEGIN;
DROP TABLE crew_job, mutation_log;
COMMIT;
