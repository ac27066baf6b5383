-- How long a relay waits for another one's batch.
-- name: relay_bound
SELECT set_config('lock_timeout', '5s', true)

-- One relay of a database works at a time. The number is any that nobody else locks; the lock dies with its transaction,
-- and so with the connection.
-- name: relay_lock
SELECT pg_advisory_xact_lock(4806927)

-- The highest number that can be seen, and then who writes to the outbox, each by its transaction; one row without a
-- writer when nobody does. The table is locked before a number is drawn and until all is visible, so an event that is not
-- yet seen below the highest can come from these and from nobody else.
-- name: relay_writers
SELECT seen.highest, l.virtualtransaction AS writer
FROM (SELECT COALESCE(max(seq), 0) AS highest FROM outbox) AS seen
LEFT JOIN pg_locks AS l
  ON l.locktype = 'relation' AND l.relation = 'outbox'::regclass AND l.mode = 'RowExclusiveLock'
     AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND l.pid IS DISTINCT FROM pg_backend_pid()

-- The next unsent events after $1, oldest first, along outbox_unsent: as quick on a large table as on a small one. Whether
-- anything is set aside is asked once; if so OFFSET 0 keeps it a question asked of each row, so that the order stays the
-- index's.
-- name: relay_take
SELECT seq, event_id, tenant_id, topic, key, version, type, payload, traceparent, occurred_at
FROM outbox AS o
WHERE sent_at IS NULL AND seq > $1::bigint
  AND (NOT EXISTS (SELECT FROM blocked)
       OR (NOT EXISTS (SELECT FROM blocked AS b WHERE b.topic = o.topic AND b.key = o.key OFFSET 0)
           AND NOT EXISTS (SELECT FROM blocked AS b WHERE b.topic = o.topic AND b.key IS NULL OFFSET 0)))
ORDER BY seq
LIMIT $2::int

-- name: relay_mark
UPDATE outbox SET sent_at = clock_timestamp() WHERE seq = ANY ($1::bigint[])

-- Above the place from which the relay takes there is all that it has to send; below it only what is set aside.
-- name: relay_measure
SELECT (SELECT count(*) FROM outbox WHERE sent_at IS NULL AND seq > $1::bigint) AS unsent,
       (SELECT occurred_at FROM outbox WHERE sent_at IS NULL AND seq > $1::bigint ORDER BY seq LIMIT 1) AS oldest,
       (SELECT count(*) FROM blocked) AS blocked

-- Of the 5,000 rows after $1 those sent three days ago; history keeps the events for ever.
-- name: relay_clean
WITH old AS (
  SELECT seq, sent_at FROM outbox WHERE seq > $1::bigint ORDER BY seq LIMIT 5000
), gone AS (
  DELETE FROM outbox USING old
  WHERE outbox.seq = old.seq AND old.sent_at < now() - interval '3 days'
)
SELECT COALESCE(max(seq), 0) AS last, count(*) AS seen,
       count(*) FILTER (WHERE sent_at >= now() - interval '3 days') AS young
FROM old

-- What is set aside already and is refused anew keeps its place.
-- name: relay_block
INSERT INTO blocked (topic, key, after_seq, reason, detail, retry_at)
VALUES ($1, $2::uuid, $3::bigint, $4, $5, clock_timestamp() + interval '30 seconds')
ON CONFLICT (topic, key) DO NOTHING

-- What is to be tried again now. A key of a topic that is set aside as a whole waits for the topic.
-- name: relay_due
SELECT id, topic, key, after_seq
FROM blocked AS b
WHERE retry_at <= clock_timestamp()
  AND (key IS NULL OR NOT EXISTS (SELECT FROM blocked AS whole WHERE whole.topic = b.topic AND whole.key IS NULL))
ORDER BY retry_at
LIMIT 1

-- name: relay_take_blocked
SELECT seq, event_id, tenant_id, topic, key, version, type, payload, traceparent, occurred_at
FROM outbox AS o
WHERE sent_at IS NULL AND seq > $3::bigint AND topic = $1::text AND ($2::uuid IS NULL OR key = $2)
  AND ($2 IS NOT NULL OR NOT EXISTS (SELECT FROM blocked AS b WHERE b.topic = o.topic AND b.key = o.key OFFSET 0))
ORDER BY seq
LIMIT $4::int

-- Twice as long each time, at most ten minutes.
-- name: relay_blocked_again
UPDATE blocked
SET tries = tries + 1, reason = $2, detail = $3,
    retry_at = clock_timestamp() + least(interval '30 seconds' * 2 ^ least(tries, 5), interval '10 minutes')
WHERE id = $1

-- name: relay_unblock
DELETE FROM blocked WHERE id = $1

-- For an operator, oldest first.
-- name: blocked_list
SELECT id, topic, key, reason, detail, tries, at, retry_at FROM blocked ORDER BY at, id LIMIT 1000

-- name: blocked_release
UPDATE blocked SET retry_at = clock_timestamp() WHERE id = $1
