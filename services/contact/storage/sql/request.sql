-- The open request of a key, else the latest that ended since $5; locked. Its parts are read after the lock, in a snapshot of
-- their own: what a twin has just committed is in them.
-- name: request_lock_key
SELECT *
FROM service_request
WHERE tenant_id = $1 AND class = $2 AND key_text = $3
  AND (state <= 4 OR (state IN (5, 6) AND resolved_at >= $4::timestamptz))
ORDER BY (state <= 4) DESC, created_at DESC
LIMIT 1
FOR UPDATE

-- The open part of a class under the open parent of a premise; locked. What belongs to a place joins by its household's parent.
-- name: request_lock_part
SELECT c.*
FROM service_request p JOIN service_request c ON c.tenant_id = p.tenant_id AND c.parent = p.uid
WHERE p.tenant_id = $1 AND p.class = $2 AND p.key_text = $3 AND p.state <= 4 AND c.class = $4 AND c.state <= 4
ORDER BY c.uid
LIMIT 1
FOR UPDATE OF c

-- Those held back whose parent has no part that endangers any more.
-- name: request_lock_released
SELECT w.*
FROM service_request w
WHERE w.tenant_id = $1 AND w.held_back
  AND NOT EXISTS (SELECT FROM service_request h WHERE h.tenant_id = w.tenant_id AND h.parent = w.parent AND h.endangers)
ORDER BY w.uid
LIMIT $2::int
FOR UPDATE OF w SKIP LOCKED

-- Those whose parts are all closed, withdrawn or merged.
-- name: request_lock_parts_over
SELECT p.*
FROM step s JOIN service_request p ON p.tenant_id = s.tenant_id AND p.uid = s.request
WHERE s.tenant_id = $1 AND s.state = 1 AND s.owner = 'parts'
  AND NOT EXISTS (SELECT FROM service_request c WHERE c.tenant_id = p.tenant_id AND c.parent = p.uid AND c.state < 6)
ORDER BY p.uid
LIMIT $2::int
FOR UPDATE OF p SKIP LOCKED

-- Parts of a request, with theirs, in the order they were opened.
-- name: request_of_parent
SELECT r.*, COALESCE((SELECT json_agg(s ORDER BY s.place) FROM step s WHERE s.tenant_id = r.tenant_id AND s.request = r.uid), '[]')::text AS steps,
       COALESCE((SELECT json_agg(c ORDER BY c.place) FROM clock c
                 WHERE c.tenant_id = r.tenant_id AND c.request = r.uid AND c.round = r.round), '[]')::text AS clocks,
       COALESCE((SELECT json_agg(p ORDER BY p.place) FROM promise p WHERE p.tenant_id = r.tenant_id AND p.request = r.uid), '[]')::text AS promises
FROM service_request r
WHERE r.tenant_id = $1 AND r.parent = $2
ORDER BY r.created_at, length(r.number), r.number

-- name: request_lock
SELECT *
FROM service_request
WHERE tenant_id = $1 AND uid = ANY ($2::uuid[])
ORDER BY uid
FOR UPDATE

-- Those whose time has come and that nobody else works on.
-- name: request_lock_due
SELECT *
FROM service_request
WHERE tenant_id = $1 AND next_tick_at <= $2
ORDER BY next_tick_at
LIMIT $3::int
FOR UPDATE SKIP LOCKED

-- Whether a party of an incident has its callback in another of its requests, and the parts of each, as JSON.
-- name: request_parts
SELECT r.uid,
       COALESCE((SELECT json_agg(s ORDER BY s.place) FROM step s WHERE s.tenant_id = r.tenant_id AND s.request = r.uid), '[]')::text AS steps,
       COALESCE((SELECT json_agg(c ORDER BY c.place) FROM clock c
                 WHERE c.tenant_id = r.tenant_id AND c.request = r.uid AND c.round = r.round), '[]')::text AS clocks,
       COALESCE((SELECT json_agg(p ORDER BY p.place) FROM promise p WHERE p.tenant_id = r.tenant_id AND p.request = r.uid), '[]')::text AS promises,
       r.incident IS NOT NULL AND r.party IS NOT NULL AND EXISTS (
         SELECT FROM service_request o JOIN step c ON c.tenant_id = o.tenant_id AND c.request = o.uid
         WHERE o.tenant_id = r.tenant_id AND o.incident = r.incident AND o.party = r.party AND o.uid <> r.uid
           AND c.step = 'callback' AND c.state IN (1, 2)) AS asked_elsewhere
FROM service_request r
WHERE r.tenant_id = $1 AND r.uid = ANY ($2::uuid[])

-- name: request_of_incident
SELECT uid FROM service_request WHERE tenant_id = $1 AND incident = $2 AND state <= 6 ORDER BY uid

-- Heads of one or many, from one JSON array. A new one that finds its key taken breaks service_request_open_key.
-- name: request_save
INSERT INTO service_request
SELECT * FROM jsonb_populate_recordset(NULL::service_request, $1::jsonb)
ON CONFLICT (tenant_id, uid) DO UPDATE SET
  class = excluded.class, class_edition = excluded.class_edition, commodity = excluded.commodity,
  key_text = excluded.key_text, state = excluded.state, round = excluded.round, hazard = excluded.hazard,
  rank = excluded.rank, premise = excluded.premise, party = excluded.party, service_point = excluded.service_point,
  node = excluded.node, latitude = excluded.latitude, longitude = excluded.longitude,
  accuracy_m = excluded.accuracy_m, place_words = excluded.place_words, place_class = excluded.place_class,
  party_class = excluded.party_class, needs = excluded.needs, owner_role = excluded.owner_role,
  owner_agent = excluded.owner_agent, owner_until = excluded.owner_until, first_agent = excluded.first_agent,
  hand_over_to = excluded.hand_over_to, hand_over_due_at = excluded.hand_over_due_at,
  waiting_for = excluded.waiting_for, report_count = excluded.report_count, chase_count = excluded.chase_count,
  incident = excluded.incident, parent = excluded.parent, endangers = excluded.endangers, held_back = excluded.held_back,
  merged_into = excluded.merged_into,
  follows = excluded.follows, opened_at = excluded.opened_at, updated_at = excluded.updated_at,
  resolved_at = excluded.resolved_at, closed_at = excluded.closed_at, version = excluded.version,
  triage = excluded.triage, external_case = excluded.external_case, held_by = excluded.held_by, language = excluded.language, reply_to = excluded.reply_to,
  moments = excluded.moments, next_tick_at = excluded.next_tick_at, due_at = excluded.due_at

-- Only what changed, in the four tables at once: one statement costs less than four.
-- name: request_save_parts
WITH saved_step AS (
  INSERT INTO step SELECT * FROM jsonb_populate_recordset(NULL::step, $1::jsonb -> 'steps')
  ON CONFLICT (tenant_id, request, round, step, attempt) DO UPDATE SET
    state = excluded.state, ended_at = excluded.ended_at, stuck_at = excluded.stuck_at, next_at = excluded.next_at,
    outcome = excluded.outcome, tries = excluded.tries, satisfaction = excluded.satisfaction
), saved_clock AS (
  INSERT INTO clock SELECT * FROM jsonb_populate_recordset(NULL::clock, $1::jsonb -> 'clocks')
  ON CONFLICT (tenant_id, request, round, clock) DO UPDATE SET
    state = excluded.state, started_at = excluded.started_at, due_at = excluded.due_at, stopped_at = excluded.stopped_at,
    paused_s = excluded.paused_s, warned_percent = excluded.warned_percent, exempt = excluded.exempt,
    profile = excluded.profile, edition = excluded.edition, next_at = excluded.next_at
), saved_promise AS (
  INSERT INTO promise SELECT * FROM jsonb_populate_recordset(NULL::promise, $1::jsonb -> 'promises')
  ON CONFLICT (tenant_id, uid) DO UPDATE SET
    state = excluded.state, settled_at = excluded.settled_at, renewed_by = excluded.renewed_by, informed = excluded.informed
)
INSERT INTO timeline_row SELECT * FROM jsonb_populate_recordset(NULL::timeline_row, $1::jsonb -> 'timeline')

-- A number is a sequence and a check digit; gaps mean nothing.
-- name: request_next_number
SELECT nextval('request_number') AS number

-- name: request_open_with_key
SELECT uid FROM service_request WHERE tenant_id = $1 AND class = $2 AND key_text = $3 AND state <= 4 AND uid <> $4

-- A band of latitude by the index; the distance is judged by the caller.
-- name: request_near
SELECT *
FROM service_request
WHERE tenant_id = $1 AND class = $2 AND key_text IS NULL AND state <= 4
  AND latitude BETWEEN $3::float8 AND $4::float8 AND uid <> $5 AND created_at >= $6::timestamptz
ORDER BY created_at DESC
LIMIT 50

-- name: request_find_number
SELECT uid FROM service_request WHERE tenant_id = $1 AND number = $2
UNION ALL
SELECT request FROM report_number WHERE tenant_id = $1 AND number = $2

-- name: request_add_number
INSERT INTO report_number (tenant_id, number, request, created_at) VALUES ($1, $2, $3, $4)

-- One statement, so one moment: head, parts and everything that hangs on it.
-- name: request_view
SELECT r.*,
       COALESCE((SELECT json_agg(s ORDER BY s.place) FROM step s WHERE s.tenant_id = r.tenant_id AND s.request = r.uid), '[]')::text AS steps,
       COALESCE((SELECT json_agg(c ORDER BY c.place) FROM clock c
                 WHERE c.tenant_id = r.tenant_id AND c.request = r.uid AND c.round = r.round), '[]')::text AS clocks,
       COALESCE((SELECT json_agg(p ORDER BY p.place) FROM promise p WHERE p.tenant_id = r.tenant_id AND p.request = r.uid), '[]')::text AS promises,
       COALESCE((SELECT json_agg(t ORDER BY t.version) FROM timeline_row t
                 WHERE t.tenant_id = r.tenant_id AND t.request = r.uid), '[]')::text AS timeline,
       COALESCE((SELECT json_agg(i ORDER BY i.uid) FROM interaction i
                 WHERE i.tenant_id = r.tenant_id AND i.request = r.uid), '[]')::text AS interactions,
       COALESCE((SELECT json_agg(n ORDER BY n.uid) FROM notice n
                 WHERE n.tenant_id = r.tenant_id AND n.request = r.uid), '[]')::text AS notices,
       COALESCE((SELECT json_agg(a ORDER BY a.notice, a.place) FROM notice_attempt a JOIN notice n
                   ON n.tenant_id = a.tenant_id AND n.uid = a.notice
                 WHERE n.tenant_id = r.tenant_id AND n.request = r.uid), '[]')::text AS attempts,
       COALESCE((SELECT json_agg(w ORDER BY w.uid) FROM work_order w
                 WHERE w.tenant_id = r.tenant_id AND w.request = r.uid), '[]')::text AS work,
       (SELECT to_json(i) FROM incident i WHERE i.tenant_id = r.tenant_id AND i.uid = r.incident)::text AS incident_json
FROM service_request r
WHERE r.tenant_id = $1 AND r.uid = $2

-- $2 states, $3 agent, $4 role, $5 premise, $6 party, $7 class, $8 incident; an empty one means any. $9 is the last uid of
-- the page before.
-- name: request_list
SELECT r.*, COALESCE((SELECT json_agg(s ORDER BY s.place) FROM step s WHERE s.tenant_id = r.tenant_id AND s.request = r.uid), '[]')::text AS steps,
       COALESCE((SELECT json_agg(c ORDER BY c.place) FROM clock c
                 WHERE c.tenant_id = r.tenant_id AND c.request = r.uid AND c.round = r.round), '[]')::text AS clocks,
       COALESCE((SELECT json_agg(p ORDER BY p.place) FROM promise p WHERE p.tenant_id = r.tenant_id AND p.request = r.uid), '[]')::text AS promises
FROM service_request r
WHERE r.tenant_id = $1
  AND (cardinality($2::int[]) = 0 OR r.state = ANY ($2::int[]))
  AND ($3::text = '' OR r.owner_agent = $3)
  AND ($4::text = '' OR r.owner_role = $4)
  AND ($5::uuid IS NULL OR r.premise = $5)
  AND ($6::uuid IS NULL OR r.party = $6)
  AND ($7::text = '' OR r.class = $7)
  AND ($8::uuid IS NULL OR r.incident = $8)
  AND ($9::uuid IS NULL OR r.uid < $9)
ORDER BY r.uid DESC
LIMIT $10::int

-- The same, what is overdue longest or due next first; $9 and $11 are the last of the page before.
-- name: request_list_due
SELECT r.*, COALESCE((SELECT json_agg(s ORDER BY s.place) FROM step s WHERE s.tenant_id = r.tenant_id AND s.request = r.uid), '[]')::text AS steps,
       COALESCE((SELECT json_agg(c ORDER BY c.place) FROM clock c
                 WHERE c.tenant_id = r.tenant_id AND c.request = r.uid AND c.round = r.round), '[]')::text AS clocks,
       COALESCE((SELECT json_agg(p ORDER BY p.place) FROM promise p WHERE p.tenant_id = r.tenant_id AND p.request = r.uid), '[]')::text AS promises
FROM service_request r
WHERE r.tenant_id = $1
  AND (cardinality($2::int[]) = 0 OR r.state = ANY ($2::int[]))
  AND ($3::text = '' OR r.owner_agent = $3)
  AND ($4::text = '' OR r.owner_role = $4)
  AND ($5::uuid IS NULL OR r.premise = $5)
  AND ($6::uuid IS NULL OR r.party = $6)
  AND ($7::text = '' OR r.class = $7)
  AND ($8::uuid IS NULL OR r.incident = $8)
  AND ($9::uuid IS NULL OR (COALESCE(r.due_at, 'infinity'), r.uid) > (COALESCE($11::timestamptz, 'infinity'), $9))
ORDER BY COALESCE(r.due_at, 'infinity'), r.uid
LIMIT $10::int

-- name: request_wake_owned
UPDATE service_request SET next_tick_at = $2 WHERE tenant_id = $1 AND state <= 5 AND owner_agent <> ''
