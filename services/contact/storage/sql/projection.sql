-- name: party_put
INSERT INTO party
SELECT * FROM jsonb_populate_recordset(NULL::party, $1::jsonb)
ON CONFLICT (tenant_id, party_id) DO UPDATE SET
  version = excluded.version, party_class = excluded.party_class, language = excluded.language, needs = excluded.needs
WHERE party.version < excluded.version

-- name: party_contact_put
INSERT INTO party_contact
SELECT * FROM jsonb_populate_recordset(NULL::party_contact, $1::jsonb)
ON CONFLICT (tenant_id, party_id) DO UPDATE SET
  version = excluded.version, name_zh = excluded.name_zh, name_en = excluded.name_en
WHERE party_contact.version < excluded.version

-- The list of a party is replaced as a whole.
-- name: contact_point_clear
DELETE FROM contact_point WHERE tenant_id = $1 AND party_id = ANY ($2::uuid[])

-- name: contact_point_put
INSERT INTO contact_point
SELECT * FROM jsonb_populate_recordset(NULL::contact_point, $1::jsonb)

-- name: premise_put
INSERT INTO premise
SELECT * FROM jsonb_populate_recordset(NULL::premise, $1::jsonb)
ON CONFLICT (tenant_id, premise_id) DO UPDATE SET
  version = excluded.version, code = excluded.code, address_zh = excluded.address_zh,
  address_en = excluded.address_en, latitude = excluded.latitude, longitude = excluded.longitude,
  place_class = excluded.place_class
WHERE premise.version < excluded.version

-- name: service_point_put
INSERT INTO service_point
SELECT * FROM jsonb_populate_recordset(NULL::service_point, $1::jsonb)
ON CONFLICT (tenant_id, service_point_id) DO UPDATE SET
  version = excluded.version, premise_id = excluded.premise_id, commodity = excluded.commodity, node_id = excluded.node_id,
  supply_on = excluded.supply_on, supply_cause = excluded.supply_cause, supply_since = excluded.supply_since
WHERE service_point.version < excluded.version

-- name: agreement_put
INSERT INTO agreement
SELECT * FROM jsonb_populate_recordset(NULL::agreement, $1::jsonb)
ON CONFLICT (tenant_id, agreement_id) DO UPDATE SET
  version = excluded.version, party_id = excluded.party_id, service_point_id = excluded.service_point_id,
  start_on = excluded.start_on, end_on = excluded.end_on
WHERE agreement.version < excluded.version

-- name: network_node_put
INSERT INTO network_node
SELECT * FROM jsonb_populate_recordset(NULL::network_node, $1::jsonb)
ON CONFLICT (tenant_id, node_id) DO UPDATE SET
  version = excluded.version, parent_id = excluded.parent_id
WHERE network_node.version < excluded.version

-- name: work_order_put
INSERT INTO work_order
SELECT * FROM jsonb_populate_recordset(NULL::work_order, $1::jsonb)
ON CONFLICT (tenant_id, work_order_id) DO UPDATE SET
  version = excluded.version, request_id = excluded.request_id, number = excluded.number, state = excluded.state,
  step = excluded.step, round = excluded.round, attempt = excluded.attempt, crew = excluded.crew,
  forecast_arrival_at = excluded.forecast_arrival_at, forecast_restoration_at = excluded.forecast_restoration_at,
  on_site_at = excluded.on_site_at, supply_restored_at = excluded.supply_restored_at, done_at = excluded.done_at,
  parent_id = excluded.parent_id
WHERE work_order.version < excluded.version

-- name: incident_put
INSERT INTO incident
SELECT * FROM jsonb_populate_recordset(NULL::incident, $1::jsonb)
ON CONFLICT (tenant_id, incident_id) DO UPDATE SET
  version = excluded.version, number = excluded.number, kind = excluded.kind, commodity = excluded.commodity,
  state = excluded.state, customers = excluded.customers, forecast_restoration_at = excluded.forecast_restoration_at
WHERE incident.version < excluded.version

-- name: incident_node_clear
DELETE FROM incident_node WHERE tenant_id = $1 AND incident_id = ANY ($2::uuid[])

-- name: incident_node_put
INSERT INTO incident_node (tenant_id, node_id, incident_id)
SELECT $1, node_id, incident_id FROM unnest($2::uuid[], $3::uuid[]) AS x (node_id, incident_id)
ON CONFLICT DO NOTHING
