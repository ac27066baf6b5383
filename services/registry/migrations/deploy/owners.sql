BEGIN;
SET LOCAL lock_timeout = '5s';

-- Whose facts a table holds: its service's own, those of a table that it is a part of, or a copy of another service's.
SELECT format('COMMENT ON TABLE %I IS %L', name, says) FROM (VALUES
  ('network_node', 'owned'), ('premise', 'owned'), ('service_point', 'owned'), ('device', 'owned'),
  ('party', 'owned'), ('contact_list', 'owned'), ('contact_point', 'part of contact_list'), ('account', 'owned'),
  ('agreement', 'owned'), ('repair_history', 'owned'), ('search_token', 'part of party'), ('import', 'owned'),
  ('import_file', 'part of import'), ('import_row', 'part of import'), ('import_refusal', 'part of import')) AS t (name, says)
\gexec
-- Attributes that these tables are the master of, wherever else they stand.
SELECT format('COMMENT ON COLUMN %I.%I IS %L', name, attribute, 'master') FROM (VALUES
  ('premise', 'address_zh address_en building unit door place_class'),
  ('service_point', 'supply_on supply_cause supply_since'), ('device', 'serial model rating'),
  ('party', 'name_zh name_en party_class language needs'), ('contact_point', 'value preferred'),
  ('agreement', 'start_on end_on')) AS t (name, attributes),
  unnest(string_to_array(attributes, ' ')) AS attribute
\gexec
COMMIT;
