-- name: interaction_find_message
SELECT * FROM interaction WHERE tenant_id = $1 AND channel = $2 AND message_id = $3 FOR UPDATE

-- name: interaction_find
SELECT * FROM interaction WHERE tenant_id = $1 AND interaction_id = $2

-- name: interaction_lock
SELECT * FROM interaction WHERE tenant_id = $1 AND interaction_id = $2 FOR UPDATE

-- A message id that is there under another id of ours breaks interaction_message_key.
-- name: interaction_save
INSERT INTO interaction
SELECT * FROM jsonb_populate_record(NULL::interaction, $1::jsonb)
ON CONFLICT (tenant_id, interaction_id) DO UPDATE SET
  channel = excluded.channel, message_id = excluded.message_id, direction = excluded.direction,
  from_address = excluded.from_address, to_address = excluded.to_address, body = excluded.body, draft = excluded.draft,
  request_id = excluded.request_id, party_id = excluded.party_id, reason = excluded.reason, outcome = excluded.outcome,
  agent = excluded.agent, relation = excluded.relation, recording = excluded.recording, answer_zh = excluded.answer_zh,
  answer_en = excluded.answer_en, menu_class = excluded.menu_class, call_back_at = excluded.call_back_at,
  call_backs = excluded.call_backs, observed_at = excluded.observed_at, created_at = excluded.created_at,
  completed_at = excluded.completed_at, version = excluded.version

-- name: interaction_list
SELECT * FROM interaction
WHERE tenant_id = $1
  AND ($2::uuid IS NULL OR request_id = $2)
  AND ($3::uuid IS NULL OR party_id = $3)
  AND ($4::text = '' OR channel = $4)
  AND (NOT $5::bool OR draft)
  AND ($6::uuid IS NULL OR interaction_id < $6)
ORDER BY interaction_id DESC
LIMIT $7::int

-- name: interaction_lock_call_backs
SELECT * FROM interaction
WHERE tenant_id = $1 AND call_back_at <= $2 AND interaction_id <> ALL ($4::uuid[])
ORDER BY call_back_at
LIMIT $3::int
FOR UPDATE SKIP LOCKED

-- name: consent_add
INSERT INTO consent (tenant_id, consent_id, address, given, interaction_id, said_at) VALUES ($1, $2, $3, $4, $5, $6)
