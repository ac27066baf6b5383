-- Verify hearth_dispatch:owners

-- Each table but those that every service has says whose facts it holds.
SELECT 1 / (count(*) = 0)::int FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND obj_description(oid, 'pg_class') IS NULL
  AND relname NOT IN ('tenant', 'history', 'outbox', 'inbox', 'dead_letter', 'parked', 'command');
