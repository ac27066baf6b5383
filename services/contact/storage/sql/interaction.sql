-- name: interaction_find_message
SELECT * FROM interaction WHERE tenant_id = $1 AND channel = $2 AND message_id = $3 FOR UPDATE

-- name: interaction_find
SELECT * FROM interaction WHERE tenant_id = $1 AND uid = $2

-- name: interaction_lock
SELECT * FROM interaction WHERE tenant_id = $1 AND uid = $2 FOR UPDATE

-- A message id that is there under another uid breaks interaction_message_key.
-- name: interaction_save
INSERT INTO interaction
SELECT * FROM jsonb_populate_record(NULL::interaction, $1::jsonb)
ON CONFLICT (tenant_id, uid) DO UPDATE SET
  direction = excluded.direction, from_address = excluded.from_address, to_address = excluded.to_address,
  body = excluded.body, draft = excluded.draft, request = excluded.request, party = excluded.party,
  reason = excluded.reason, outcome = excluded.outcome, agent = excluded.agent, relation = excluded.relation,
  recording = excluded.recording, answer_zh = excluded.answer_zh, answer_en = excluded.answer_en,
  menu_class = excluded.menu_class, call_back_at = excluded.call_back_at, call_backs = excluded.call_backs,
  completed_at = excluded.completed_at, version = excluded.version

-- name: interaction_list
SELECT * FROM interaction
WHERE tenant_id = $1
  AND ($2::uuid IS NULL OR request = $2)
  AND ($3::uuid IS NULL OR party = $3)
  AND ($4::text = '' OR channel = $4)
  AND (NOT $5::bool OR draft)
  AND ($6::uuid IS NULL OR uid < $6)
ORDER BY uid DESC
LIMIT $7::int

-- name: interaction_lock_call_backs
SELECT * FROM interaction
WHERE tenant_id = $1 AND call_back_at <= $2
ORDER BY call_back_at
LIMIT $3::int
FOR UPDATE SKIP LOCKED

-- name: consent_add
INSERT INTO consent (tenant_id, uid, address, given, interaction, at) VALUES ($1, $2, $3, $4, $5, $6)
