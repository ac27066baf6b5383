-- name: mutation_find
SELECT sequence, body_hash = sha256(g.body) AS same, answer
FROM mutation_log JOIN unnest($3::bigint[], $4::bytea[]) AS g (wanted, body) ON g.wanted = sequence
WHERE tenant_id = $1 AND device = $2

-- name: crew_job_given
-- Of these orders, those that were ever put to the crew, lost since or not.
SELECT work_order_id FROM crew_job WHERE tenant_id = $1 AND crew = $2 AND work_order_id = ANY ($3::uuid[])

-- name: mutation_last
SELECT coalesce(max(sequence), 0)::bigint AS sequence FROM mutation_log WHERE tenant_id = $1 AND device = $2

-- name: mutation_add
INSERT INTO mutation_log (tenant_id, device, sequence, crew, work_order_id, mutator, observed_at, recorded_at, body_hash,
                          answer)
SELECT $1, $2, g.sequence, $3, g.work_order_id, g.mutator, g.observed_at, $4, sha256(g.body), g.answer
FROM unnest($5::bigint[], $6::uuid[], $7::text[], $8::timestamptz[], $9::bytea[], $10::bytea[])
  AS g (sequence, work_order_id, mutator, observed_at, body, answer)
