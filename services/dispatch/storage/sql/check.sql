-- name: check_order_events
-- The history of all work orders, oldest first within each. Read by the fold of I15.
SELECT h.key, h.version, h.type, h.payload
FROM history AS h
WHERE h.topic = 'hearth.dispatch.work_order.v1' AND (h.key, h.version) > ($1::uuid, $2::bigint)
ORDER BY h.key, h.version LIMIT $3

-- name: check_order_states
SELECT tenant_id, work_order_id, state, version, coalesce(crew, '') AS crew FROM work_order
WHERE work_order_id = ANY ($1::uuid[])

-- name: check_assignments
-- Work that a crew has and the plan does not say so, or the plan says of another crew.
SELECT w.tenant_id, w.work_order_id, w.crew, coalesce(s.crew, '') AS planned
FROM work_order AS w
LEFT JOIN plan_stop AS s ON s.tenant_id = w.tenant_id AND s.work_order_id = w.work_order_id
WHERE (w.state IN ('assigned', 'accepted', 'en_route', 'on_site') AND s.crew IS DISTINCT FROM w.crew)
   OR (w.state IN ('open', 'done', 'failed', 'cancelled', 'folded') AND s.crew IS NOT NULL)
LIMIT 100

-- name: check_open_steps
SELECT request_id, step, round, attempt, created_at FROM work_order
WHERE state NOT IN ('done', 'failed', 'cancelled') AND created_at < $1
  AND request_id IS NOT NULL
ORDER BY created_at LIMIT 10000
