-- Changes of one resource, each with what was before.

-- name: history_page
-- Newest first, beginning behind ($3, $4, $5). The row before is the same topic's version - 1.
SELECT h.topic, h.version, h.type, h.actor, h.request_id, h.recorded_at, h.payload, before.type AS before_type,
  before.payload AS before_payload
FROM history AS h
LEFT JOIN history AS before ON before.topic = h.topic AND before.key = h.key AND before.version = h.version - 1
WHERE h.topic = ANY ($1::text[])
  AND h.key = $2::uuid
  AND (h.recorded_at, h.topic, h.version) < ($3::timestamptz, $4::text, $5::bigint)
ORDER BY h.recorded_at DESC, h.topic DESC, h.version DESC
LIMIT $6::int
