-- The open request of a key, else the latest that ended since $4; locked. Its parts are read after the lock, in a snapshot of
-- their own: what a twin has just committed is in them.
-- name: request_lock_key
SELECT *
FROM service_request
WHERE tenant_id = $1 AND class = $2 AND key_text = $3
  AND (state IN ('received', 'triaged', 'in_progress', 'waiting')
       OR (state IN ('resolved', 'closed') AND resolved_at >= $4::timestamptz))
ORDER BY (state IN ('received', 'triaged', 'in_progress', 'waiting')) DESC, created_at DESC
LIMIT 1
FOR UPDATE

-- The open part of a class under the open parent of a premise; locked. What belongs to a place joins by its household's parent.
-- name: request_lock_part
SELECT c.*
FROM service_request p JOIN service_request c ON c.tenant_id = p.tenant_id AND c.parent_id = p.request_id
WHERE p.tenant_id = $1 AND p.class = $2 AND p.key_text = $3 AND p.state IN ('received', 'triaged', 'in_progress', 'waiting')
  AND c.class = $4 AND c.state IN ('received', 'triaged', 'in_progress', 'waiting')
ORDER BY c.request_id
LIMIT 1
FOR UPDATE OF c

-- The open hazard to life of a class at a premise that the same contact told of before; locked. Other matters of one contact
-- are as many as it tells.
-- name: request_lock_told
SELECT r.*
FROM service_request r
WHERE r.tenant_id = $1 AND r.premise_id = $2 AND r.class = $3 AND r.hazard = 'life'
  AND r.state IN ('received', 'triaged', 'in_progress', 'waiting')
  AND EXISTS (SELECT FROM timeline_row t WHERE t.tenant_id = r.tenant_id AND t.request_id = r.request_id AND t.reference = $4)
ORDER BY r.request_id
LIMIT 1
FOR UPDATE OF r

-- Those held back whose parent has no part that endangers any more.
-- name: request_lock_released
SELECT w.*
FROM service_request w
WHERE w.tenant_id = $1 AND w.held_back AND w.request_id <> ALL ($3::uuid[])
  AND NOT EXISTS (SELECT FROM service_request h WHERE h.tenant_id = w.tenant_id AND h.parent_id = w.parent_id AND h.endangers)
ORDER BY w.request_id
LIMIT $2::int
FOR UPDATE OF w SKIP LOCKED

-- Open parts beside one that endangers whoever is sent, not held back yet; none of a class that endangers others itself.
-- name: request_lock_endangered
SELECT w.*
FROM service_request w
WHERE w.tenant_id = $1 AND NOT w.held_back AND w.state IN ('received', 'triaged', 'in_progress', 'waiting')
  AND w.class <> ALL ($3::text[]) AND w.request_id <> ALL ($4::uuid[])
  AND w.parent_id IN (SELECT h.parent_id FROM service_request h WHERE h.tenant_id = $1 AND h.endangers)
ORDER BY w.request_id
LIMIT $2::int
FOR UPDATE OF w SKIP LOCKED

-- Those whose parts are all closed, withdrawn or merged.
-- name: request_lock_parts_over
SELECT p.*
FROM step s JOIN service_request p ON p.tenant_id = s.tenant_id AND p.request_id = s.request_id
WHERE s.tenant_id = $1 AND s.state = 'started' AND s.owner = 'parts' AND p.request_id <> ALL ($3::uuid[])
  AND NOT EXISTS (SELECT FROM service_request c WHERE c.tenant_id = p.tenant_id AND c.parent_id = p.request_id
                  AND c.state NOT IN ('closed', 'withdrawn', 'merged'))
ORDER BY p.request_id
LIMIT $2::int
FOR UPDATE OF p SKIP LOCKED

-- Parts of a request, with theirs, in the order they were opened.
-- name: request_of_parent
SELECT * FROM service_request_whole
WHERE tenant_id = $1 AND parent_id = $2
ORDER BY created_at, length(number), number

-- One after the other in the order of ids, so that no two transactions wait for each other.
-- name: request_lock
SELECT locked.*
FROM (SELECT DISTINCT id FROM unnest($2::uuid[]) AS u (id) ORDER BY id) AS asked
CROSS JOIN LATERAL (SELECT * FROM service_request WHERE tenant_id = $1 AND request_id = asked.id FOR UPDATE) AS locked

-- Those whose time has come and that nobody else works on.
-- name: request_lock_due
SELECT *
FROM service_request
WHERE tenant_id = $1 AND next_tick_at <= $2 AND request_id <> ALL ($4::uuid[])
ORDER BY next_tick_at
LIMIT $3::int
FOR UPDATE SKIP LOCKED

-- The parts of each, and whether a party of an incident has its callback in another of its requests.
-- name: request_parts
SELECT r.request_id, r.steps, r.clocks, r.promises,
       r.incident_id IS NOT NULL AND r.party_id IS NOT NULL AND EXISTS (
         SELECT FROM service_request o JOIN step c ON c.tenant_id = o.tenant_id AND c.request_id = o.request_id
         WHERE o.tenant_id = r.tenant_id AND o.incident_id = r.incident_id AND o.party_id = r.party_id
           AND o.request_id <> r.request_id AND c.step = 'callback' AND c.state IN ('started', 'done')) AS asked_elsewhere
FROM service_request_whole r
WHERE r.tenant_id = $1 AND r.request_id = ANY ($2::uuid[])

-- name: request_of_incident
SELECT request_id FROM service_request
WHERE tenant_id = $1 AND incident_id = $2 AND state NOT IN ('withdrawn', 'merged')

-- Heads of one or many, from one JSON array; all but the key is taken over. A new one that finds its key taken breaks
-- service_request_open_key.
-- name: request_save
INSERT INTO service_request
SELECT * FROM jsonb_populate_recordset(NULL::service_request, $1::jsonb)
ON CONFLICT (tenant_id, request_id) DO UPDATE SET
  number = excluded.number, class = excluded.class, class_edition = excluded.class_edition,
  commodity = excluded.commodity, key_text = excluded.key_text, state = excluded.state, round = excluded.round,
  hazard = excluded.hazard, rank = excluded.rank, premise_id = excluded.premise_id, party_id = excluded.party_id,
  service_point_id = excluded.service_point_id, node_id = excluded.node_id, latitude = excluded.latitude,
  longitude = excluded.longitude, accuracy_m = excluded.accuracy_m, place_words = excluded.place_words,
  place_class = excluded.place_class, party_class = excluded.party_class, needs = excluded.needs,
  owner_role = excluded.owner_role, owner_agent = excluded.owner_agent, owner_until_at = excluded.owner_until_at,
  first_agent = excluded.first_agent, hand_over_to = excluded.hand_over_to, hand_over_due_at = excluded.hand_over_due_at,
  waiting_for = excluded.waiting_for, report_count = excluded.report_count, chase_count = excluded.chase_count,
  incident_id = excluded.incident_id, parent_id = excluded.parent_id, endangers = excluded.endangers,
  held_back = excluded.held_back, merged_into_id = excluded.merged_into_id, follows_id = excluded.follows_id,
  opened_at = excluded.opened_at, created_at = excluded.created_at, updated_at = excluded.updated_at,
  resolved_at = excluded.resolved_at, closed_at = excluded.closed_at, version = excluded.version,
  triage = excluded.triage, external_case = excluded.external_case, held_by = excluded.held_by,
  language = excluded.language, reply_to = excluded.reply_to, moments = excluded.moments,
  next_tick_at = excluded.next_tick_at, due_at = excluded.due_at

-- Only what changed, in the four tables at once: one statement costs less than four.
-- name: request_save_parts
WITH saved_step AS (
  INSERT INTO step SELECT * FROM jsonb_populate_recordset(NULL::step, $1::jsonb -> 'steps')
  ON CONFLICT (tenant_id, request_id, round, step, attempt) DO UPDATE SET
    position = excluded.position, owner = excluded.owner, state = excluded.state, started_at = excluded.started_at,
    ended_at = excluded.ended_at, stuck_at = excluded.stuck_at, next_at = excluded.next_at, outcome = excluded.outcome,
    tries = excluded.tries, satisfaction = excluded.satisfaction
), saved_clock AS (
  INSERT INTO clock SELECT * FROM jsonb_populate_recordset(NULL::clock, $1::jsonb -> 'clocks')
  ON CONFLICT (tenant_id, request_id, round, clock) DO UPDATE SET
    position = excluded.position, state = excluded.state, started_at = excluded.started_at, due_at = excluded.due_at,
    stopped_at = excluded.stopped_at, paused_s = excluded.paused_s, warned_percent = excluded.warned_percent,
    exempt = excluded.exempt, profile = excluded.profile, edition = excluded.edition,
    calendar_edition = excluded.calendar_edition, next_at = excluded.next_at
), saved_promise AS (
  INSERT INTO promise SELECT * FROM jsonb_populate_recordset(NULL::promise, $1::jsonb -> 'promises')
  ON CONFLICT (tenant_id, promise_id) DO UPDATE SET
    request_id = excluded.request_id, position = excluded.position, kind = excluded.kind, round = excluded.round,
    state = excluded.state, due_at = excluded.due_at, made_at = excluded.made_at, settled_at = excluded.settled_at,
    renews_id = excluded.renews_id, renewed_by_id = excluded.renewed_by_id, first_id = excluded.first_id,
    channel = excluded.channel, informed = excluded.informed
)
INSERT INTO timeline_row SELECT * FROM jsonb_populate_recordset(NULL::timeline_row, $1::jsonb -> 'timeline')

-- A number is a sequence and a check digit; gaps mean nothing.
-- name: request_next_number
SELECT nextval('request_number') AS number

-- name: request_open_with_key
SELECT request_id FROM service_request
WHERE tenant_id = $1 AND class = $2 AND key_text = $3 AND state IN ('received', 'triaged', 'in_progress', 'waiting')
  AND request_id <> $4

-- A band of latitude by the index; the distance is judged by the caller.
-- name: request_near
SELECT *
FROM service_request
WHERE tenant_id = $1 AND class = $2 AND key_text IS NULL AND state IN ('received', 'triaged', 'in_progress', 'waiting')
  AND latitude BETWEEN $3::float8 AND $4::float8 AND request_id <> $5 AND created_at >= $6::timestamptz
ORDER BY created_at DESC
LIMIT 50

-- name: request_find_number
SELECT request_id FROM service_request WHERE tenant_id = $1 AND number = $2
UNION ALL
SELECT request_id FROM report_number WHERE tenant_id = $1 AND number = $2

-- name: request_add_number
INSERT INTO report_number (tenant_id, number, request_id, created_at) VALUES ($1, $2, $3, $4)

-- One statement, so one moment: head, parts and everything that hangs on it.
-- name: request_view
SELECT r.*,
       COALESCE((SELECT json_agg(t ORDER BY t.version) FROM timeline_row t
                 WHERE t.tenant_id = r.tenant_id AND t.request_id = r.request_id), '[]')::text AS timeline,
       COALESCE((SELECT json_agg(i ORDER BY i.interaction_id) FROM interaction i
                 WHERE i.tenant_id = r.tenant_id AND i.request_id = r.request_id), '[]')::text AS interactions,
       COALESCE((SELECT json_agg(n ORDER BY n.notice_id) FROM notice n
                 WHERE n.tenant_id = r.tenant_id AND n.request_id = r.request_id), '[]')::text AS notices,
       COALESCE((SELECT json_agg(a ORDER BY a.notice_id, a.position) FROM notice_attempt a JOIN notice n
                   ON n.tenant_id = a.tenant_id AND n.notice_id = a.notice_id
                 WHERE n.tenant_id = r.tenant_id AND n.request_id = r.request_id), '[]')::text AS attempts,
       COALESCE((SELECT json_agg(w ORDER BY w.work_order_id) FROM work_order w
                 WHERE w.tenant_id = r.tenant_id AND w.request_id = r.request_id), '[]')::text AS work,
       (SELECT to_json(i) FROM incident i WHERE i.tenant_id = r.tenant_id AND i.incident_id = r.incident_id)::text AS incident
FROM service_request_whole r
WHERE r.tenant_id = $1 AND r.request_id = $2

-- $2 states, $3 agent, $4 role, $5 premise, $6 party, $7 class, $8 incident; an empty one means any. $9 is the last id of
-- the page before.
-- name: request_list
SELECT * FROM service_request_whole
WHERE tenant_id = $1
  AND (cardinality($2::text[]) = 0 OR state = ANY ($2::text[]))
  AND ($3::text = '' OR owner_agent = $3)
  AND ($4::text = '' OR owner_role = $4)
  AND ($5::uuid IS NULL OR premise_id = $5)
  AND ($6::uuid IS NULL OR party_id = $6)
  AND ($7::text = '' OR class = $7)
  AND ($8::uuid IS NULL OR incident_id = $8)
  AND ($9::uuid IS NULL OR request_id < $9)
ORDER BY request_id DESC
LIMIT $10::int

-- The same, what is overdue longest or due next first; $9 and $11 are the last of the page before. It looks at all that
-- the filter leaves: no index has the order of what is never due.
-- name: request_list_due
SELECT * FROM service_request_whole
WHERE tenant_id = $1
  AND (cardinality($2::text[]) = 0 OR state = ANY ($2::text[]))
  AND ($3::text = '' OR owner_agent = $3)
  AND ($4::text = '' OR owner_role = $4)
  AND ($5::uuid IS NULL OR premise_id = $5)
  AND ($6::uuid IS NULL OR party_id = $6)
  AND ($7::text = '' OR class = $7)
  AND ($8::uuid IS NULL OR incident_id = $8)
  AND ($9::uuid IS NULL OR (COALESCE(due_at, 'infinity'), request_id) > (COALESCE($11::timestamptz, 'infinity'), $9))
ORDER BY COALESCE(due_at, 'infinity'), request_id
LIMIT $10::int

-- name: request_wake_owned
UPDATE service_request SET next_tick_at = $2
WHERE tenant_id = $1 AND state NOT IN ('closed', 'withdrawn', 'merged') AND owner_agent <> ''
