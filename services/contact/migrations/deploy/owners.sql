-- Deploy hearth_contact:owners

BEGIN;
SET LOCAL lock_timeout = '2s';

-- Whose facts a table holds: its service's own, those of a table that it is a part of, or a copy of another service's.
SELECT format('COMMENT ON TABLE %I IS %L', name, says) FROM (VALUES
  ('party', 'copy of registry.party'), ('party_contact', 'copy of registry.contact_list'),
  ('contact_point', 'part of party_contact'), ('premise', 'copy of registry.premise'),
  ('service_point', 'copy of registry.service_point'), ('agreement', 'copy of registry.agreement'),
  ('network_node', 'copy of registry.network_node'), ('work_order', 'copy of dispatch.work_order'),
  ('incident', 'copy of dispatch.incident'), ('incident_node', 'part of incident'), ('service_request', 'owned'),
  ('report_number', 'part of service_request'), ('step', 'part of service_request'),
  ('clock', 'part of service_request'), ('promise', 'part of service_request'),
  ('timeline_row', 'part of service_request'), ('interaction', 'owned'), ('notice', 'owned'),
  ('notice_attempt', 'part of notice'), ('consent', 'owned'), ('agent', 'owned'), ('duty', 'part of agent')) AS t (name, says)
\gexec
-- Columns that keep another owner's attribute as it was, and those that are of its name and tell of something else.
SELECT format('COMMENT ON COLUMN %I.%I IS %L', name, attribute, says) FROM (VALUES
  ('service_request', 'party_class needs place_class language', 'snapshot'), ('notice', 'language', 'snapshot'),
  ('agent', 'name_zh name_en', 'own')) AS t (name, attributes, says),
  unnest(string_to_array(attributes, ' ')) AS attribute
\gexec
COMMIT;
