BEGIN;
SELECT format('COMMENT ON TABLE %s IS NULL', oid::regclass) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND obj_description(oid, 'pg_class') IS NOT NULL
\gexec
SELECT format('COMMENT ON COLUMN %s.%I IS NULL', attrelid::regclass, attname)
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  AND col_description(a.attrelid, a.attnum) IS NOT NULL
\gexec
COMMIT;
