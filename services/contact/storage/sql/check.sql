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

-- By which editions of classes and limits requests that are not over are worked.
-- name: editions_in_use
SELECT true AS is_class, class AS name, class_edition::text AS edition, '' AS calendar_edition, count(*) AS requests
FROM service_request
WHERE state NOT IN ('closed', 'withdrawn', 'merged')
GROUP BY class, class_edition
UNION ALL
SELECT false, c.profile, c.edition, c.calendar_edition, count(DISTINCT (c.tenant_id, c.request_id))
FROM service_request r
JOIN clock c ON c.tenant_id = r.tenant_id AND c.request_id = r.request_id AND c.round = r.round
WHERE r.state NOT IN ('closed', 'withdrawn', 'merged') AND c.started_at IS NOT NULL
GROUP BY c.profile, c.edition, c.calendar_edition
ORDER BY is_class DESC, name, edition, calendar_edition

-- Steps that dispatch works on for us, in the words that both services share.
-- name: open_steps
SELECT 'serviceRequests/' || request_id || '/steps/' || step || '/' || round || '/' || attempt AS reference, started_at
FROM step
WHERE state = 'started' AND owner = 'dispatch' AND started_at < $1
ORDER BY started_at
LIMIT 10000
