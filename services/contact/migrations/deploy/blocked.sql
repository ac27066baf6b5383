-- Deploy hearth_contact:blocked

BEGIN;
\ir ../../../../libs/outbox/blocked.sql
COMMIT;
