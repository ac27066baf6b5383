-- name: notice_add
INSERT INTO notice
SELECT * FROM jsonb_populate_recordset(NULL::notice, $1::jsonb)
ON CONFLICT ON CONSTRAINT notice_once_key DO NOTHING
RETURNING uid

-- name: notice_lock_due
SELECT * FROM notice
WHERE tenant_id = $1 AND state IN (1, 2) AND send_after_at <= $2
ORDER BY send_after_at, uid
LIMIT 1
FOR UPDATE SKIP LOCKED

-- name: notice_lock
SELECT * FROM notice WHERE tenant_id = $1 AND uid = $2 FOR UPDATE

-- name: notice_lock_of_attempt
SELECT n.* FROM notice n JOIN notice_attempt a ON a.tenant_id = n.tenant_id AND a.notice = n.uid
WHERE a.tenant_id = $1 AND a.uid = $2
FOR UPDATE OF n

-- name: notice_attempts
SELECT * FROM notice_attempt WHERE tenant_id = $1 AND notice = ANY ($2::uuid[]) ORDER BY notice, place

-- Addresses of the list whose last word on consent was no.
-- name: consent_refused
SELECT DISTINCT ON (address) address, given
FROM consent
WHERE tenant_id = $1 AND address = ANY ($2::text[])
ORDER BY address, at DESC, uid DESC

-- name: notice_save
UPDATE notice
SET state = $3, reason = $4, send_after_at = $5, sent_at = $6, delivered_at = $7, version = $8, address = $9
WHERE tenant_id = $1 AND uid = $2

-- name: notice_attempt_save
INSERT INTO notice_attempt (tenant_id, uid, notice, place, channel, state, started_at, ended_at, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (tenant_id, uid) DO UPDATE SET state = excluded.state, ended_at = excluded.ended_at, detail = excluded.detail

-- name: notice_list
SELECT * FROM notice
WHERE tenant_id = $1
  AND ($2::uuid IS NULL OR request = $2)
  AND ($3::uuid IS NULL OR party = $3)
  AND ($4::int = 0 OR state = $4)
  AND ($5::uuid IS NULL OR uid < $5)
ORDER BY uid DESC
LIMIT $6::int

-- What was told last to an address: a reply is about that.
-- name: notice_last_to
SELECT request FROM notice
WHERE tenant_id = $1 AND address = $2 AND request IS NOT NULL AND created_at >= $3
ORDER BY uid DESC
LIMIT 1
