-- Work that was done at premises.

-- name: repair_save
INSERT INTO repair_history (tenant_id, work_order_id, number, premise_id, service_point_id, commodity, outcome, cause,
  note, restored_at, ended_at)
SELECT $1::int, row.work_order_id, row.number, row.premise_id, row.service_point_id, row.commodity, row.outcome,
  row.cause, row.note, row.restored_at, row.ended_at
FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[],
  $10::timestamptz[], $11::timestamptz[])
  AS row (work_order_id, number, premise_id, service_point_id, commodity, outcome, cause, note, restored_at, ended_at)
ON CONFLICT (tenant_id, work_order_id) DO UPDATE
SET outcome = excluded.outcome, cause = excluded.cause, note = excluded.note, restored_at = excluded.restored_at,
  ended_at = excluded.ended_at

-- name: repair_at_premise
SELECT work_order_id, number, premise_id, service_point_id, commodity, outcome, cause, note, restored_at, ended_at
FROM repair_history
WHERE premise_id = $1::uuid
ORDER BY ended_at DESC, work_order_id
LIMIT 100
