-- name: node_apply
-- The node as its event says; a parent not seen yet gets a row of version 0.
WITH given AS (
  SELECT * FROM jsonb_to_recordset($2::jsonb) AS g (node_id uuid, parent_id uuid, kind text, commodity text,
    latitude float8, longitude float8, version bigint)
), stubs AS (
  INSERT INTO network_node (tenant_id, node_id, kind, commodity, version)
  SELECT DISTINCT $1::int, parent_id, '', '', 0::bigint FROM given
  WHERE parent_id IS NOT NULL AND parent_id NOT IN (SELECT node_id FROM given)
  ON CONFLICT (tenant_id, node_id) DO NOTHING
)
INSERT INTO network_node (tenant_id, node_id, parent_id, kind, commodity, latitude, longitude, version)
SELECT $1, node_id, parent_id, kind, commodity, latitude, longitude, version FROM given
ON CONFLICT (tenant_id, node_id) DO UPDATE SET parent_id = excluded.parent_id, kind = excluded.kind,
  commodity = excluded.commodity, latitude = excluded.latitude, longitude = excluded.longitude,
  version = excluded.version
WHERE network_node.version < excluded.version

-- name: service_point_apply
INSERT INTO service_point (tenant_id, service_point_id, node_id, commodity, version)
SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::bigint[])
ON CONFLICT (tenant_id, service_point_id) DO UPDATE SET node_id = excluded.node_id, commodity = excluded.commodity,
  version = excluded.version
WHERE service_point.version < excluded.version

-- name: service_point_nodes
SELECT service_point_id, node_id FROM service_point
WHERE tenant_id = $1 AND service_point_id = ANY ($2::uuid[]) AND node_id IS NOT NULL

-- name: node_chain
-- The nodes and all that feed them, each once: so a ring ends too.
WITH RECURSIVE chain AS (
  SELECT node_id, parent_id, latitude, longitude FROM network_node WHERE tenant_id = $1 AND node_id = ANY ($2::uuid[])
  UNION
  SELECT n.node_id, n.parent_id, n.latitude, n.longitude
  FROM chain AS c JOIN network_node AS n ON n.tenant_id = $1 AND n.node_id = c.parent_id
)
SELECT node_id, parent_id, latitude, longitude FROM chain

-- name: node_customers
-- How many service points hang below each node. Of each, a node is visited once.
WITH RECURSIVE below AS (
  SELECT node_id AS top, node_id FROM unnest($2::uuid[]) AS given (node_id)
  UNION
  SELECT b.top, n.node_id FROM below AS b JOIN network_node AS n ON n.tenant_id = $1 AND n.parent_id = b.node_id
)
SELECT b.top AS node_id, count(s.service_point_id)::int AS customers
FROM below AS b JOIN service_point AS s ON s.tenant_id = $1 AND s.node_id = b.node_id
GROUP BY b.top
