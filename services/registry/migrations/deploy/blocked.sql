-- Deploy hearth_registry:blocked

BEGIN;
\ir ../../../../libs/outbox/blocked.sql
COMMIT;
