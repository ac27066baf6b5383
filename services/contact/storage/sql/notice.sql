-- name: notice_add
INSERT INTO notice
SELECT * FROM jsonb_populate_recordset(NULL::notice, $1::jsonb)
ON CONFLICT ON CONSTRAINT notice_once_key DO NOTHING
RETURNING notice_id

-- name: notice_lock_due
SELECT * FROM notice
WHERE tenant_id = $1 AND state IN ('planned', 'sending') AND send_after_at <= $2
  AND notice_id <> ALL ($3::uuid[])
ORDER BY send_after_at, notice_id
LIMIT 1
FOR UPDATE SKIP LOCKED

-- name: notice_lock
SELECT * FROM notice WHERE tenant_id = $1 AND notice_id = $2 FOR UPDATE

-- name: notice_lock_of_attempt
SELECT n.* FROM notice n JOIN notice_attempt a ON a.tenant_id = n.tenant_id AND a.notice_id = n.notice_id
WHERE a.tenant_id = $1 AND a.attempt_id = $2
FOR UPDATE OF n

-- name: notice_attempts
SELECT * FROM notice_attempt WHERE tenant_id = $1 AND notice_id = ANY ($2::uuid[]) ORDER BY position

-- Addresses of the list whose last word on consent was no.
-- name: consent_refused
SELECT DISTINCT ON (address) address, given
FROM consent
WHERE tenant_id = $1 AND address = ANY ($2::text[])
ORDER BY address, said_at DESC, consent_id DESC

-- A notice that is there, and its attempts: all but the keys is taken over.
-- name: notice_save
WITH saved AS (
  UPDATE notice SET
    request_id = new.request_id, party_id = new.party_id, recipient = new.recipient, channel = new.channel,
    address = new.address, template = new.template, template_version = new.template_version, language = new.language,
    body = new.body, urgent = new.urgent, state = new.state, reason = new.reason, cause = new.cause,
    send_after_at = new.send_after_at, created_at = new.created_at, sent_at = new.sent_at,
    delivered_at = new.delivered_at, version = new.version
  FROM jsonb_populate_record(NULL::notice, $1::jsonb) AS new
  WHERE notice.tenant_id = new.tenant_id AND notice.notice_id = new.notice_id
)
INSERT INTO notice_attempt
SELECT * FROM jsonb_populate_recordset(NULL::notice_attempt, $2::jsonb)
ON CONFLICT (tenant_id, attempt_id) DO UPDATE SET
  notice_id = excluded.notice_id, position = excluded.position, channel = excluded.channel, state = excluded.state,
  started_at = excluded.started_at, ended_at = excluded.ended_at, detail = excluded.detail

-- name: notice_list
SELECT * FROM notice
WHERE tenant_id = $1
  AND ($2::uuid IS NULL OR request_id = $2)
  AND ($3::uuid IS NULL OR party_id = $3)
  AND ($4::text IS NULL OR state = $4)
  AND ($5::uuid IS NULL OR notice_id < $5)
ORDER BY notice_id DESC
LIMIT $6::int

-- What was told last to an address: a reply is about that.
-- name: notice_last_to
SELECT request_id FROM notice
WHERE tenant_id = $1 AND address = $2 AND request_id IS NOT NULL AND created_at >= $3
ORDER BY notice_id DESC
LIMIT 1

-- Contact points of a party, phones first, preferred ones first.
-- name: notice_points
SELECT value FROM contact_point
WHERE tenant_id = $1 AND party_id = $2
ORDER BY (kind <> 'phone'), preferred DESC, (label = 'mobile') DESC, position
