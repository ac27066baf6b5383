BEGIN;
DROP TABLE command, parked, dead_letter, inbox, outbox, history, tenant;
COMMIT;
