-- Deploy hearth_dispatch:blocked

BEGIN;
\ir ../../../../libs/outbox/blocked.sql
COMMIT;
