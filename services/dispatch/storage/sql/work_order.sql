-- name: work_order_live
-- All that is not ended, by the index that holds nothing else.
SELECT work_order_id, sequence, request_id, step, round, attempt, work_class, commodity, hazard, rank, state,
       premise_id, service_point_id, node_id, latitude, longitude, accuracy_m, place_words, place_class, reported_at,
       arrive_by, crew, pinned_crew, array_to_string(declined_by, chr(31)) AS declined_by, plan_version,
       forecast_arrival_at, forecast_restoration_at, incident_id, parent_id, ungrouped, interruptible, accepted_at,
       en_route_at, on_site_at, made_safe_at, danger_at, restored_at, ended_at, result, evidence_rules, readings,
       fail_reason, suspend_reason, array_to_string(flags, chr(31)) AS flags, summary_zh, summary_en, array_to_string(needs, chr(31)) AS needs,
       critical, created_at, updated_at, version
FROM work_order
WHERE tenant_id = $1 AND state NOT IN ('done', 'failed', 'cancelled')

-- name: work_order_named
-- Those named by id, and of the ended those of the requests.
SELECT work_order_id, sequence, request_id, step, round, attempt, work_class, commodity, hazard, rank, state,
       premise_id, service_point_id, node_id, latitude, longitude, accuracy_m, place_words, place_class, reported_at,
       arrive_by, crew, pinned_crew, array_to_string(declined_by, chr(31)) AS declined_by, plan_version,
       forecast_arrival_at, forecast_restoration_at, incident_id, parent_id, ungrouped, interruptible, accepted_at,
       en_route_at, on_site_at, made_safe_at, danger_at, restored_at, ended_at, result, evidence_rules, readings,
       fail_reason, suspend_reason, array_to_string(flags, chr(31)) AS flags, summary_zh, summary_en, array_to_string(needs, chr(31)) AS needs,
       critical, created_at, updated_at, version
FROM work_order
WHERE tenant_id = $1 AND work_order_id = ANY ($2::uuid[])
UNION ALL
SELECT work_order_id, sequence, request_id, step, round, attempt, work_class, commodity, hazard, rank, state,
       premise_id, service_point_id, node_id, latitude, longitude, accuracy_m, place_words, place_class, reported_at,
       arrive_by, crew, pinned_crew, array_to_string(declined_by, chr(31)) AS declined_by, plan_version,
       forecast_arrival_at, forecast_restoration_at, incident_id, parent_id, ungrouped, interruptible, accepted_at,
       en_route_at, on_site_at, made_safe_at, danger_at, restored_at, ended_at, result, evidence_rules, readings,
       fail_reason, suspend_reason, array_to_string(flags, chr(31)) AS flags, summary_zh, summary_en, array_to_string(needs, chr(31)) AS needs,
       critical, created_at, updated_at, version
FROM work_order
WHERE tenant_id = $1 AND state IN ('done', 'failed', 'cancelled') AND request_id = ANY ($3::uuid[])

-- name: work_order_find
SELECT work_order_id, sequence, request_id, step, round, attempt, work_class, commodity, hazard, rank, state,
       premise_id, service_point_id, node_id, latitude, longitude, accuracy_m, place_words, place_class, reported_at,
       arrive_by, crew, pinned_crew, array_to_string(declined_by, chr(31)) AS declined_by, plan_version,
       forecast_arrival_at, forecast_restoration_at, incident_id, parent_id, ungrouped, interruptible, accepted_at,
       en_route_at, on_site_at, made_safe_at, danger_at, restored_at, ended_at, result, evidence_rules, readings,
       fail_reason, suspend_reason, array_to_string(flags, chr(31)) AS flags, summary_zh, summary_en, array_to_string(needs, chr(31)) AS needs,
       critical, created_at, updated_at, version
FROM work_order
WHERE tenant_id = $1 AND (work_order_id = $2 OR sequence = $3)

-- name: work_order_list
-- Newest first: ids are made in the order of time.
SELECT work_order_id, sequence, request_id, step, round, attempt, work_class, commodity, hazard, rank, state,
       premise_id, service_point_id, node_id, latitude, longitude, accuracy_m, place_words, place_class, reported_at,
       arrive_by, crew, pinned_crew, array_to_string(declined_by, chr(31)) AS declined_by, plan_version,
       forecast_arrival_at, forecast_restoration_at, incident_id, parent_id, ungrouped, interruptible, accepted_at,
       en_route_at, on_site_at, made_safe_at, danger_at, restored_at, ended_at, result, evidence_rules, readings,
       fail_reason, suspend_reason, array_to_string(flags, chr(31)) AS flags, summary_zh, summary_en, array_to_string(needs, chr(31)) AS needs,
       critical, created_at, updated_at, version
FROM work_order
WHERE tenant_id = $1 AND ($2 = '' OR state = $2 OR ($2 = 'live' AND state NOT IN ('done', 'failed', 'cancelled')))
  AND ($3::uuid IS NULL OR request_id = $3) AND ($4 = '' OR crew = $4) AND ($5::uuid IS NULL OR incident_id = $5)
  AND ($6::uuid IS NULL OR work_order_id < $6)
ORDER BY work_order_id DESC LIMIT $7

-- name: work_order_save
INSERT INTO work_order (tenant_id, work_order_id, sequence, request_id, step, round, attempt, work_class, commodity,
                        hazard, rank, state, premise_id, service_point_id, node_id, latitude, longitude, accuracy_m,
                        place_words, place_class, reported_at, arrive_by, crew, pinned_crew, declined_by,
                        plan_version, forecast_arrival_at, forecast_restoration_at, incident_id, parent_id, ungrouped,
                        interruptible, accepted_at, en_route_at, on_site_at, made_safe_at, danger_at, restored_at,
                        ended_at, result, evidence_rules, readings, fail_reason, suspend_reason, flags, summary_zh, summary_en, needs, critical,
                        created_at, updated_at, version)
SELECT $1, r.*
FROM jsonb_to_recordset($2::jsonb) AS r (work_order_id uuid, sequence bigint, request_id uuid, step text, round int,
  attempt int, work_class text, commodity text, hazard text, rank int, state text, premise_id uuid, service_point_id
  uuid, node_id uuid, latitude float8, longitude float8, accuracy_m float8, place_words text, place_class text,
  reported_at timestamptz, arrive_by timestamptz, crew text, pinned_crew text, declined_by text[], plan_version
  bigint, forecast_arrival_at timestamptz, forecast_restoration_at timestamptz, incident_id uuid, parent_id uuid,
  ungrouped boolean, interruptible text, accepted_at timestamptz, en_route_at timestamptz, on_site_at timestamptz,
  made_safe_at timestamptz, danger_at timestamptz, restored_at timestamptz, ended_at timestamptz, result jsonb, evidence_rules
  jsonb, readings jsonb, fail_reason text, suspend_reason text, flags text[], summary_zh text, summary_en text, needs text[], critical boolean, created_at
  timestamptz, updated_at timestamptz, version bigint)
ON CONFLICT (tenant_id, work_order_id) DO UPDATE SET work_class = excluded.work_class, commodity = excluded.commodity,
  hazard = excluded.hazard, rank = excluded.rank, state = excluded.state, premise_id = excluded.premise_id,
  service_point_id = excluded.service_point_id, node_id = excluded.node_id, latitude = excluded.latitude, longitude =
  excluded.longitude, accuracy_m = excluded.accuracy_m, place_words = excluded.place_words, place_class =
  excluded.place_class, arrive_by = excluded.arrive_by, crew = excluded.crew, pinned_crew = excluded.pinned_crew,
  declined_by = excluded.declined_by, plan_version = excluded.plan_version, forecast_arrival_at =
  excluded.forecast_arrival_at, forecast_restoration_at = excluded.forecast_restoration_at, incident_id =
  excluded.incident_id, parent_id = excluded.parent_id, ungrouped = excluded.ungrouped, interruptible =
  excluded.interruptible, accepted_at = excluded.accepted_at, en_route_at = excluded.en_route_at, on_site_at =
  excluded.on_site_at, made_safe_at = excluded.made_safe_at, danger_at = excluded.danger_at, restored_at = excluded.restored_at, ended_at =
  excluded.ended_at, result = excluded.result, evidence_rules =
  excluded.evidence_rules, readings = excluded.readings, fail_reason = excluded.fail_reason, suspend_reason =
  excluded.suspend_reason, flags = excluded.flags, summary_zh = excluded.summary_zh, summary_en = excluded.summary_en,
  needs = excluded.needs, critical = excluded.critical, updated_at = excluded.updated_at, version = excluded.version

-- name: crew_job_lose
-- Jobs that are another crew's now, or nobody's, while their crew still has them.
UPDATE crew_job SET lost_at = $3
FROM work_order AS w
WHERE crew_job.tenant_id = $1 AND w.tenant_id = $1 AND w.work_order_id = crew_job.work_order_id
  AND w.work_order_id = ANY ($2::uuid[]) AND crew_job.lost_at IS NULL AND crew_job.crew IS DISTINCT FROM w.crew

-- name: crew_job_give
INSERT INTO crew_job (tenant_id, crew, work_order_id, given_at)
SELECT $1, w.crew, w.work_order_id, $3 FROM work_order AS w
WHERE w.tenant_id = $1 AND w.work_order_id = ANY ($2::uuid[]) AND w.crew IS NOT NULL
ON CONFLICT (tenant_id, crew, work_order_id) DO UPDATE SET lost_at = NULL, given_at = excluded.given_at
WHERE crew_job.lost_at IS NOT NULL

-- name: crew_job_list
-- What a crew has, or lost since a moment: live ones, those suspended, and those it is to stop.
SELECT w.work_order_id, w.sequence, w.request_id, w.step, w.round, w.attempt, w.work_class, w.commodity, w.hazard, w.rank,
       w.state, w.premise_id, w.service_point_id, w.node_id, w.latitude, w.longitude, w.accuracy_m, w.place_words,
       w.place_class, w.reported_at, w.arrive_by, w.crew, w.pinned_crew, array_to_string(w.declined_by, chr(31)) AS
       declined_by, w.plan_version, w.forecast_arrival_at, w.forecast_restoration_at, w.incident_id, w.parent_id,
       w.ungrouped, w.interruptible, w.accepted_at, w.en_route_at, w.on_site_at, w.made_safe_at, w.danger_at,
       w.restored_at, w.ended_at, w.result, w.evidence_rules, w.readings, w.fail_reason, w.suspend_reason, array_to_string(w.flags, chr(31)) AS flags,
       w.summary_zh, w.summary_en, array_to_string(w.needs, chr(31)) AS needs, w.critical, w.created_at, w.updated_at,
       w.version,
       j.lost_at
FROM crew_job AS j JOIN work_order AS w ON w.tenant_id = j.tenant_id AND w.work_order_id = j.work_order_id
WHERE j.tenant_id = $1 AND j.crew = $2
  AND (CASE WHEN j.lost_at IS NULL THEN w.state NOT IN ('done', 'failed', 'cancelled') OR w.updated_at > $3
            ELSE j.lost_at > $3 END)
ORDER BY w.work_order_id
