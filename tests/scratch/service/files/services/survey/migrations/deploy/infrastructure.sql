BEGIN;
\ir ../../../../libs/outbox/schema.sql
COMMIT;
