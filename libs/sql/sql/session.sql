-- What every connection needs besides its service's own statements.

-- name: session_begin
BEGIN

-- name: session_commit
COMMIT

-- name: session_rollback
ROLLBACK

-- The settings of one transaction, all as SET LOCAL: nothing of them outlives it.
-- name: session_settings
SELECT set_config('app.tenant', $1, true), set_config('statement_timeout', $2, true), set_config('lock_timeout', $2, true)

-- name: session_ping
SELECT 1
