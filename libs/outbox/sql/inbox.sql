-- The lock of each key, and where it stands: a row that is not there yet is made, one that is there is locked by an update
-- that changes nothing. (A SELECT FOR UPDATE lets two pass where there is no row yet.) Sorted, so that nobody waits in a
-- circle. All that happens to a key, also replay and skip, happens under this lock.
-- name: inbox_lock
INSERT INTO inbox (consumer, topic, key, version, event_id, tenant_id, applied_at)
SELECT $1, $2, key, 0, '00000000-0000-0000-0000-000000000000', $4::int, $5::timestamptz
FROM unnest($3::uuid[]) AS key
ORDER BY key
ON CONFLICT (consumer, topic, key) DO UPDATE SET version = inbox.version
RETURNING key, version

-- The lock of a key that is no uuid and so can have no row.
-- name: inbox_lock_text
SELECT pg_advisory_xact_lock(hashtextextended(concat_ws(chr(1), $1::text, $2::text, $3::text), 0))

-- Read after the lock, in a snapshot of its own.
-- name: inbox_blocked
SELECT key
FROM dead_letter
WHERE consumer = $1 AND topic = $2 AND key = ANY ($3::text[]) AND state = 'waiting'

-- Where each key stands now, in the transaction that brought it there.
-- name: inbox_advance
UPDATE inbox
SET version = moved.version, event_id = moved.event_id, tenant_id = $6::int, applied_at = $7::timestamptz
FROM unnest($3::uuid[], $4::bigint[], $5::uuid[]) AS moved (key, version, event_id)
WHERE inbox.consumer = $1 AND inbox.topic = $2 AND inbox.key = moved.key

-- A message that was a dead letter before stays the one it was.
-- name: dead_letter_add
INSERT INTO dead_letter (id, consumer, tenant_id, topic, partition, "offset", key, reason, detail, message, headers,
                         attempts, state, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12, 'waiting', $13::timestamptz)
ON CONFLICT (consumer, topic, partition, "offset") DO NOTHING

-- Not the dead letter itself, when it is read again.
-- name: parked_add
INSERT INTO parked (consumer, topic, partition, "offset", key, tenant_id, message, headers)
SELECT $1, $2, $3, $4, $5, $6, $7, $8::jsonb
WHERE NOT EXISTS (
  SELECT FROM dead_letter WHERE consumer = $1 AND topic = $2 AND partition = $3 AND "offset" = $4)
ON CONFLICT (consumer, topic, partition, "offset") DO NOTHING

-- name: dead_letter_get
SELECT tenant_id, topic, partition, "offset", key, message, headers::text AS headers, state, settled_by, settled_why
FROM dead_letter
WHERE consumer = $1 AND id = $2

-- The first parked message of a key. By version, for a missing one comes late and so lies further back.
-- name: parked_next
SELECT tenant_id, partition, "offset", message, headers::text AS headers
FROM parked
WHERE consumer = $1 AND topic = $2 AND key = $3
ORDER BY CASE WHEN headers ->> 'version' ~ '^[0-9]{1,18}$' THEN (headers ->> 'version')::bigint ELSE 0 END, "offset"
LIMIT 1

-- name: parked_remove
DELETE FROM parked WHERE consumer = $1 AND topic = $2 AND partition = $3 AND "offset" = $4

-- Given up, and from then on out of the way; settled only when nothing is parked behind it any more.
-- name: dead_letter_give_up
UPDATE dead_letter SET settled_by = $2, settled_why = $3 WHERE id = $1

-- name: dead_letter_settle
UPDATE dead_letter
SET state = CASE WHEN settled_why IS NULL THEN 'replayed' ELSE 'skipped' END, settled_by = COALESCE(settled_by, $2)
WHERE id = $1

-- name: dead_letter_tried
UPDATE dead_letter SET attempts = attempts + 1, reason = $2, detail = $3 WHERE id = $1

-- Of all consumers of the database. $1: also settled ones; $2: only this one, with its bytes.
-- name: dead_letter_list
SELECT id, consumer, topic, partition, "offset", key, headers ->> 'ce_type' AS type, reason, detail, attempts, state,
       settled_by, settled_why, at,
       (SELECT count(*) FROM parked
        WHERE parked.consumer = dead_letter.consumer AND parked.topic = dead_letter.topic AND parked.key = dead_letter.key
          AND state = 'waiting') AS parked,
       CASE WHEN id = $2::uuid THEN message ELSE '' END AS message
FROM dead_letter
WHERE ($2::uuid IS NOT NULL AND id = $2) OR ($2 IS NULL AND ($1::bool OR state = 'waiting'))
ORDER BY at, id
LIMIT 1000
