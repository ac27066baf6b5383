-- Lines of a timeline are 1, 2, 3 … up to the request's version.
-- name: check_timeline
SELECT r.tenant_id, r.request_id, r.version, count(t.version) AS lines, COALESCE(min(t.version), 0) AS first, COALESCE(max(t.version), 0) AS last
FROM service_request r LEFT JOIN timeline_row t ON t.tenant_id = r.tenant_id AND t.request_id = r.request_id
GROUP BY r.tenant_id, r.request_id, r.version
HAVING count(t.version) <> r.version OR COALESCE(min(t.version), 0) <> 1 OR COALESCE(max(t.version), 0) <> r.version
LIMIT 100

-- What the unique index promises, counted without it.
-- name: check_open_keys
SELECT tenant_id, class, key_text, count(*) AS open
FROM service_request
WHERE key_text IS NOT NULL AND state IN ('received', 'triaged', 'in_progress', 'waiting')
GROUP BY tenant_id, class, key_text
HAVING count(*) > 1
LIMIT 100

-- name: check_count
SELECT count(*) AS requests FROM service_request

-- Steps that dispatch works on for us, in the words that both services share.
-- name: open_steps
SELECT 'serviceRequests/' || request_id || '/steps/' || step || '/' || round || '/' || attempt AS reference, started_at
FROM step
WHERE state = 'started' AND owner = 'dispatch' AND started_at < $1
ORDER BY started_at
LIMIT 10000
