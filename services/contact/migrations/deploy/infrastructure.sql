-- Deploy hearth_contact:infrastructure

BEGIN;
\ir ../../../../libs/outbox/schema.sql
COMMIT;
