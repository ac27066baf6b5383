-- name: plan_begin
-- The tenant's plan row, made by the first change.
INSERT INTO plan (tenant_id, plan_id, version, planned_at) VALUES ($1, $2, 0, $3)
ON CONFLICT (tenant_id) DO NOTHING

-- name: plan_lock
-- One lock for all of a tenant's changes: taken before anything else is read.
SELECT version, order_sequence, incident_sequence, change, change_id, network_version FROM plan WHERE tenant_id = $1 FOR UPDATE

-- name: plan_advance
-- Compare and set: no row when another version was published meanwhile.
UPDATE plan SET version = $3, planned_at = $4, order_sequence = $5, incident_sequence = $6, change = $7, change_id = $8
WHERE tenant_id = $1 AND version = $2 AND change = $7 - 1
RETURNING version

-- name: plan_network_changed
-- After what is copied of the network, so that the lock is held for a moment.
INSERT INTO plan (tenant_id, plan_id, version, planned_at, network_version) VALUES ($1, $2, 0, timestamptz 'epoch', 1)
ON CONFLICT (tenant_id) DO UPDATE SET network_version = plan.network_version + 1

-- name: board_change_add
INSERT INTO board_change (tenant_id, change, change_id, work_order_ids, incident_ids, member_order_ids)
VALUES ($1, $2, $3, $4, $5, $6)

-- name: board_change_forget
DELETE FROM board_change WHERE tenant_id = $1 AND change <= $2

-- name: board_change_list
-- $2 itself, too, so that whoever asks sees whether it is the one he knows.
SELECT change_id, array_to_string(work_order_ids, chr(31)) AS work_order_ids, array_to_string(incident_ids, chr(31)) AS incident_ids,
       array_to_string(member_order_ids, chr(31)) AS member_order_ids
FROM board_change WHERE tenant_id = $1 AND change >= $2 ORDER BY change

-- name: plan_find
SELECT plan_id, version, planned_at FROM plan WHERE tenant_id = $1

-- name: plan_stop_list
SELECT crew, work_order_id, arrival_at, departure_at, travel_s, rule, cost_term, margin, why, plan_version
FROM plan_stop WHERE tenant_id = $1 ORDER BY crew, position

-- name: plan_stop_clear
DELETE FROM plan_stop WHERE tenant_id = $1 AND crew = ANY ($2::text[])

-- name: plan_stop_add
INSERT INTO plan_stop (tenant_id, crew, position, work_order_id, arrival_at, departure_at, travel_s, rule, cost_term,
                       margin, why, plan_version)
SELECT $1, r.crew, r.position, r.work_order_id, r.arrival_at, r.departure_at, r.travel_s, r.rule, r.cost_term, r.margin,
       r.why, $3
FROM jsonb_to_recordset($2::jsonb) AS r (crew text, position int, work_order_id uuid, arrival_at timestamptz,
  departure_at timestamptz, travel_s bigint, rule text, cost_term text, margin bigint, why text)
