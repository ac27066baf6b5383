-- Read with the checker's role, which sees all tenants. Each returns at most 100 violations, one text each, and in every
-- row how many things it looked at; a row without a violation says only that.

-- I3: what one transaction writes is there together. An event that waits to be sent, or was sent within the three days for
-- which the outbox keeps it, has its history row; what a command recorded has the command's answer, kept for 30 days. A job
-- that goes on over several transactions has none: it is known by its resource's name (imports/<uuid>, deadLetters/<uuid>).
-- Only exactly that shape is passed over, since an Idempotency-Key may hold a slash.
-- name: check_i3
WITH violation AS (
  SELECT format('outbox event %s (%s %s version %s) has no history', o.event_id, o.topic, o.key, o.version) AS violation
  FROM outbox o LEFT JOIN history h USING (event_id)
  WHERE h.event_id IS NULL
  UNION ALL
  SELECT format('history of request %s of %s has no stored answer', h.request_id, h.actor)
  FROM (SELECT DISTINCT tenant_id, actor, request_id FROM history
        WHERE request_id <> '' AND actor NOT LIKE 'event:%' AND actor NOT LIKE 'timer:%'
          AND request_id !~ '^[a-zA-Z]+/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
          AND recorded_at > $1::timestamptz - interval '29 days') h
  WHERE NOT EXISTS (SELECT FROM command c WHERE c.tenant_id = h.tenant_id AND c.actor = h.actor AND c.request_id = h.request_id)
)
SELECT counted.checked, v.violation
FROM (SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM command) AS checked) counted
LEFT JOIN (SELECT violation FROM violation LIMIT 100) v ON true

-- I5: an event is in the outbox until three days after it was sent. So one younger than the oldest that is still there, or
-- newer than another of its aggregate, is there too; and none waits longer than a minute when nothing is broken.
-- name: check_i5
WITH oldest AS (SELECT min(occurred_at) AS at FROM outbox),
violation AS (
  SELECT format('event %s (%s %s version %s) was never given to the relay', h.event_id, h.topic, h.key, h.version) AS violation
  FROM history h LEFT JOIN outbox o USING (event_id)
  WHERE o.event_id IS NULL
    AND (h.recorded_at > (SELECT at FROM oldest)
         OR EXISTS (SELECT FROM outbox e WHERE e.topic = h.topic AND e.key = h.key AND e.version < h.version))
  UNION ALL
  SELECT format('event %s (%s %s version %s) waits since %s to be sent', event_id, topic, key, version, occurred_at)
  FROM outbox
  WHERE sent_at IS NULL AND occurred_at < $1::timestamptz - interval '60 seconds'
)
SELECT counted.checked, v.violation
FROM (SELECT count(*) AS checked FROM history) counted
LEFT JOIN (SELECT violation FROM violation LIMIT 100) v ON true

-- I6, as far as the database knows it.
-- name: check_i6
WITH aggregate AS (
  SELECT topic, key, count(*) AS events, min(version) AS lowest, max(version) AS highest
  FROM history GROUP BY topic, key
)
SELECT counted.checked, v.violation
FROM (SELECT count(*) AS checked FROM aggregate) counted
LEFT JOIN (
  SELECT format('%s %s has %s events from version %s to %s', topic, key, events, lowest, highest) AS violation
  FROM aggregate WHERE lowest <> 1 OR highest <> events LIMIT 100
) v ON true

-- I7: an event that was applied is not also kept to be applied again.
-- name: check_i7
WITH kept AS (
  SELECT consumer, topic, key, headers ->> 'version' AS version, 'parked' AS state FROM parked
  UNION ALL
  SELECT consumer, topic, key, headers ->> 'version', 'a dead letter' FROM dead_letter WHERE state = 'waiting'
)
SELECT counted.checked, v.violation
FROM (SELECT count(*) AS checked FROM inbox) counted
LEFT JOIN (
  SELECT format('%s applied %s %s up to version %s, but version %s is %s',
                i.consumer, i.topic, i.key, i.version, k.version, k.state) AS violation
  FROM kept k JOIN inbox i ON i.consumer = k.consumer AND i.topic = k.topic AND i.key::text = k.key
  WHERE k.version ~ '^[0-9]{1,18}$' AND k.version::bigint <= i.version
  LIMIT 100
) v ON true
