BEGIN;
\ir ../../../../libs/outbox/blocked.sql
COMMIT;
