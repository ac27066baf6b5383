-- The network as built, premises, service points, devices.

-- name: network_node_find
SELECT node_id, code, kind, commodity, parent_id, title_zh, title_en, latitude, longitude, version
FROM network_node
WHERE node_id = ANY ($1::uuid[])

-- name: network_node_save
INSERT INTO network_node (tenant_id, node_id, code, kind, commodity, parent_id, title_zh, title_en, latitude,
  longitude, version)
SELECT $1::int, row.node_id, row.code, row.kind, row.commodity, row.parent_id, row.title_zh, row.title_en,
  row.latitude, row.longitude, row.version
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::text[], $9::float8[],
  $10::float8[], $11::bigint[])
  AS row (node_id, code, kind, commodity, parent_id, title_zh, title_en, latitude, longitude, version)
ON CONFLICT (tenant_id, node_id) DO UPDATE
SET code = excluded.code, kind = excluded.kind, commodity = excluded.commodity, parent_id = excluded.parent_id,
  title_zh = excluded.title_zh, title_en = excluded.title_en, latitude = excluded.latitude, longitude =
  excluded.longitude, version = excluded.version

-- name: premise_find
SELECT premise_id, code, address_zh, address_en, building, unit, door, latitude, longitude, place_class, version
FROM premise
WHERE premise_id = ANY ($1::uuid[])

-- name: premise_save
INSERT INTO premise (tenant_id, premise_id, code, address_zh, address_en, building, unit, door, latitude, longitude,
  place_class, version)
SELECT $1::int, row.premise_id, row.code, row.address_zh, row.address_en, row.building, row.unit, row.door,
  row.latitude, row.longitude, row.place_class, row.version
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::float8[],
  $10::float8[], $11::text[], $12::bigint[])
  AS row (premise_id, code, address_zh, address_en, building, unit, door, latitude, longitude, place_class, version)
ON CONFLICT (tenant_id, premise_id) DO UPDATE
SET code = excluded.code, address_zh = excluded.address_zh, address_en = excluded.address_en, building =
  excluded.building, unit = excluded.unit, door = excluded.door, latitude = excluded.latitude, longitude =
  excluded.longitude, place_class = excluded.place_class, version = excluded.version

-- name: service_point_find
SELECT service_point_id, code, premise_id, commodity, node_id, supply_on, supply_cause, supply_since, supply_actor,
  version
FROM service_point
WHERE service_point_id = ANY ($1::uuid[])

-- name: service_point_lock
-- One after the other in the order of ids, so that no two transactions wait for each other.
SELECT locked.*
FROM (SELECT DISTINCT id FROM unnest($1::uuid[]) AS u (id) ORDER BY id) AS asked
CROSS JOIN LATERAL (
  SELECT service_point_id, code, premise_id, commodity, node_id, supply_on, supply_cause, supply_since, supply_actor,
  version
  FROM service_point
  WHERE service_point_id = asked.id
  FOR UPDATE) AS locked

-- name: service_point_save
INSERT INTO service_point (tenant_id, service_point_id, code, premise_id, commodity, node_id, supply_on, supply_cause,
  supply_since, supply_actor, version)
SELECT $1::int, row.service_point_id, row.code, row.premise_id, row.commodity, row.node_id, row.supply_on,
  row.supply_cause, row.supply_since, row.supply_actor, row.version
FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::uuid[], $7::boolean[], $8::text[], $9::timestamptz[],
  $10::text[], $11::bigint[])
  AS row (service_point_id, code, premise_id, commodity, node_id, supply_on, supply_cause, supply_since, supply_actor,
  version)
ON CONFLICT (tenant_id, service_point_id) DO UPDATE
SET code = excluded.code, premise_id = excluded.premise_id, commodity = excluded.commodity, node_id =
  excluded.node_id, supply_on = excluded.supply_on, supply_cause = excluded.supply_cause, supply_since =
  excluded.supply_since, supply_actor = excluded.supply_actor, version = excluded.version

-- name: service_point_at_premises
SELECT service_point_id, code, premise_id, commodity, node_id, supply_on, supply_cause, supply_since, supply_actor,
  version
FROM service_point
WHERE premise_id = ANY ($1::uuid[])
ORDER BY commodity, code

-- name: device_find
SELECT device_id, code, serial, service_point_id, kind, model, rating, version
FROM device
WHERE device_id = ANY ($1::uuid[])

-- name: device_save
INSERT INTO device (tenant_id, device_id, code, serial, service_point_id, kind, model, rating, version)
SELECT $1::int, row.device_id, row.code, row.serial, row.service_point_id, row.kind, row.model, row.rating,
  row.version
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::bigint[])
  AS row (device_id, code, serial, service_point_id, kind, model, rating, version)
ON CONFLICT (tenant_id, device_id) DO UPDATE
SET code = excluded.code, serial = excluded.serial, service_point_id = excluded.service_point_id, kind =
  excluded.kind, model = excluded.model, rating = excluded.rating, version = excluded.version

-- name: device_at_service_points
-- Found first, sorted then: else the planner may read a whole index for its order.
WITH found AS MATERIALIZED (
  SELECT device_id, code, serial, service_point_id, kind, model, rating, version
  FROM device
  WHERE service_point_id = ANY ($1::uuid[]))
SELECT *
FROM found
ORDER BY code

-- name: device_holders
SELECT serial AS alt_key, device_id AS id
FROM device
WHERE serial = ANY ($1::text[])

-- name: network_node_existing
SELECT node_id AS id
FROM network_node
WHERE node_id = ANY ($1::uuid[])

-- name: premise_existing
SELECT premise_id AS id
FROM premise
WHERE premise_id = ANY ($1::uuid[])

-- name: service_point_existing
SELECT service_point_id AS id
FROM service_point
WHERE service_point_id = ANY ($1::uuid[])
