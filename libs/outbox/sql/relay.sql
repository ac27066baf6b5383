-- How long a relay waits for another one's batch.
-- name: relay_bound
SELECT set_config('lock_timeout', '5s', true)

-- One relay of a database works at a time. The number is any that nobody else locks; the lock dies with its transaction,
-- and so with the connection.
-- name: relay_lock
SELECT pg_advisory_xact_lock(4806927)

-- The next unsent events after $1, oldest first, along outbox_unsent: as quick on a large table as on a small one.
-- name: relay_take
SELECT seq, event_id, tenant_id, topic, key, version, type, payload, traceparent, occurred_at
FROM outbox
WHERE sent_at IS NULL AND seq > $1::bigint
ORDER BY seq
LIMIT $2::int

-- name: relay_mark
UPDATE outbox SET sent_at = clock_timestamp() WHERE seq = ANY ($1::bigint[])

-- name: relay_measure
SELECT (SELECT count(*) FROM outbox WHERE sent_at IS NULL) AS unsent,
       (SELECT occurred_at FROM outbox WHERE sent_at IS NULL ORDER BY seq LIMIT 1) AS oldest

-- Of the 5,000 oldest rows those sent three days ago; history keeps the events for ever.
-- name: relay_clean
DELETE FROM outbox
USING (SELECT seq, sent_at FROM outbox ORDER BY seq LIMIT 5000) AS old
WHERE outbox.seq = old.seq AND old.sent_at < now() - interval '3 days'
