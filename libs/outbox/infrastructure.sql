-- The tables of every service's database as they are today, for tests. The project of a service has each file in a
-- change of its own.
\ir schema.sql
\ir blocked.sql
