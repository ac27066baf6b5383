-- name: incident_live
-- Those that are not over, and those restored lately.
SELECT incident_id, sequence, kind, commodity, state, array_to_string(nodes, chr(31)) AS nodes,
       array_to_string(restored_nodes, chr(31)) AS restored_nodes, lead_id, score, evidence, start_at, confirmed_at,
       restored_at, forecast_restoration_at, customers, parent_id, created_at, updated_at, version
FROM incident
WHERE tenant_id = $1 AND (state IN ('suspected', 'confirmed', 'restoring', 'restored', 'verified') OR restored_at > $2)

-- name: incident_named
SELECT incident_id, sequence, kind, commodity, state, array_to_string(nodes, chr(31)) AS nodes,
       array_to_string(restored_nodes, chr(31)) AS restored_nodes, lead_id, score, evidence, start_at, confirmed_at,
       restored_at, forecast_restoration_at, customers, parent_id, created_at, updated_at, version
FROM incident
WHERE tenant_id = $1 AND incident_id = ANY ($2::uuid[])

-- name: incident_find
SELECT incident_id, sequence, kind, commodity, state, array_to_string(nodes, chr(31)) AS nodes,
       array_to_string(restored_nodes, chr(31)) AS restored_nodes, lead_id, score, evidence, start_at, confirmed_at,
       restored_at, forecast_restoration_at, customers, parent_id, created_at, updated_at, version
FROM incident
WHERE tenant_id = $1 AND (incident_id = $2 OR sequence = $3)

-- name: incident_list
SELECT incident_id, sequence, kind, commodity, state, array_to_string(nodes, chr(31)) AS nodes,
       array_to_string(restored_nodes, chr(31)) AS restored_nodes, lead_id, score, evidence, start_at, confirmed_at,
       restored_at, forecast_restoration_at, customers, parent_id, created_at, updated_at, version
FROM incident
WHERE tenant_id = $1
  AND ($2 = '' OR state = $2 OR ($2 = 'live' AND state IN ('suspected', 'confirmed', 'restoring')))
  AND (cardinality($3::uuid[]) = 0 OR nodes && $3::uuid[]) AND ($4::uuid IS NULL OR incident_id < $4)
ORDER BY incident_id DESC LIMIT $5

-- name: incident_member_list
SELECT incident_id, work_order_id, request_id, service_point_id, node_id, reported_at, restored_at, verified_at, removed
FROM incident_member WHERE tenant_id = $1 AND incident_id = ANY ($2::uuid[])

-- name: incident_member_first
SELECT incident_id, work_order_id, request_id, service_point_id, node_id, reported_at, restored_at, verified_at, removed
FROM incident_member WHERE tenant_id = $1 AND incident_id = $2 ORDER BY removed, reported_at, work_order_id LIMIT $3

-- name: incident_member_count
SELECT incident_id, count(*)::int AS present
FROM incident_member WHERE tenant_id = $1 AND incident_id = ANY ($2::uuid[]) AND NOT removed
GROUP BY incident_id

-- name: incident_member_named
SELECT incident_id, work_order_id, request_id, service_point_id, node_id, reported_at, restored_at, verified_at, removed
FROM incident_member WHERE tenant_id = $1 AND incident_id = ANY ($2::uuid[]) AND work_order_id = ANY ($3::uuid[])

-- name: incident_save
INSERT INTO incident (tenant_id, incident_id, sequence, kind, commodity, state, nodes, restored_nodes, lead_id, score,
                      evidence, start_at, confirmed_at, restored_at, forecast_restoration_at, customers, parent_id,
                      created_at, updated_at, version)
SELECT $1, r.*
FROM jsonb_to_recordset($2::jsonb) AS r (incident_id uuid, sequence bigint, kind text, commodity text, state text,
  nodes uuid[], restored_nodes uuid[], lead_id uuid, score int, evidence jsonb, start_at timestamptz, confirmed_at
  timestamptz, restored_at timestamptz, forecast_restoration_at timestamptz, customers int, parent_id uuid, created_at
  timestamptz, updated_at timestamptz, version bigint)
ON CONFLICT (tenant_id, incident_id) DO UPDATE SET state = excluded.state, nodes = excluded.nodes, restored_nodes =
  excluded.restored_nodes, lead_id = excluded.lead_id, score = excluded.score, evidence = excluded.evidence, start_at
  = excluded.start_at, confirmed_at = excluded.confirmed_at, restored_at = excluded.restored_at,
  forecast_restoration_at = excluded.forecast_restoration_at, customers = excluded.customers, parent_id =
  excluded.parent_id, updated_at = excluded.updated_at, version = excluded.version

-- name: incident_member_save
INSERT INTO incident_member (tenant_id, incident_id, work_order_id, request_id, service_point_id, node_id, reported_at,
                             restored_at, verified_at, removed)
SELECT $1, r.*
FROM jsonb_to_recordset($2::jsonb) AS r (incident_id uuid, work_order_id uuid, request_id uuid, service_point_id uuid,
  node_id uuid, reported_at timestamptz, restored_at timestamptz, verified_at timestamptz, removed boolean)
ON CONFLICT (tenant_id, incident_id, work_order_id) DO UPDATE SET service_point_id =
  excluded.service_point_id, node_id = excluded.node_id, restored_at = excluded.restored_at,
  verified_at = excluded.verified_at, removed = excluded.removed
WHERE (incident_member.service_point_id, incident_member.node_id, incident_member.restored_at,
       incident_member.verified_at, incident_member.removed)
  IS DISTINCT FROM (excluded.service_point_id, excluded.node_id, excluded.restored_at, excluded.verified_at,
                    excluded.removed)
