-- name: command_find
SELECT body_hash, answer
FROM command
WHERE tenant_id = $1 AND actor = $2 AND method = $3 AND request_id = $4

-- All that a transaction leaves besides its own rows, in one statement: the events twice, for ever and for the relay, and
-- the answer of a command ($12 is NULL for all others). Events keep their order: the relay sends by seq. $15: which of several events caused each. A twin of the
-- command waits at its primary key until we are done and then fails.
-- name: work_record
WITH event AS (
  SELECT *
  FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::text[], $6::bytea[], $15::uuid[])
    WITH ORDINALITY AS e (event_id, topic, key, version, type, payload, cause, place)
), kept AS (
  INSERT INTO history (event_id, tenant_id, topic, key, version, type, request_id, actor, payload, recorded_at)
  SELECT event_id, $7::int, topic, key, version, type, COALESCE(cause::text, $8::text),
         COALESCE('event:' || cause, $9::text), payload, $10::timestamptz
  FROM event
), answered AS (
  INSERT INTO command (tenant_id, actor, method, request_id, body_hash, answer, at)
  SELECT $7::int, $9::text, $12::text, $8::text, $13::bytea, $14::bytea, $10::timestamptz
  WHERE $12::text IS NOT NULL
)
INSERT INTO outbox (event_id, tenant_id, topic, key, version, type, payload, traceparent, occurred_at)
SELECT event_id, $7::int, topic, key, version, type, payload, $11::text, $10::timestamptz
FROM event
ORDER BY place

-- name: history_has
SELECT EXISTS (SELECT FROM history WHERE event_id = $1) AS has

-- name: command_tenants
SELECT tenant_id FROM tenant ORDER BY tenant_id

-- A batch of one tenant's, oldest first along command_at_idx.
-- name: command_forget
DELETE FROM command
WHERE ctid = ANY (ARRAY(SELECT ctid FROM command WHERE at < $1 ORDER BY at LIMIT 5000))
