BEGIN;
SET LOCAL lock_timeout = '5s';

-- Whose facts a table holds: its service's own, those of a table that it is a part of, or a copy of another service's.
SELECT format('COMMENT ON TABLE %I IS %L', name, says) FROM (VALUES
  ('plan', 'owned'), ('plan_stop', 'part of plan'), ('crew', 'owned'), ('crew_shift', 'part of crew'),
  ('crew_job', 'part of crew'), ('mutation_log', 'owned'), ('network_node', 'copy of registry.network_node'),
  ('service_point', 'copy of registry.service_point'), ('work_order', 'owned'), ('incident', 'owned'),
  ('incident_member', 'part of incident')) AS t (name, says)
\gexec
-- Columns that keep another owner's attribute as it was.
SELECT format('COMMENT ON COLUMN %I.%I IS %L', name, attribute, 'snapshot') FROM (VALUES
  ('work_order', 'place_class needs')) AS t (name, attributes),
  unnest(string_to_array(attributes, ' ')) AS attribute
\gexec
COMMIT;
