-- Not prepared with the rest: the relay's role may not see the schema sqitch.

-- name: schema_changes
SELECT change FROM sqitch.changes ORDER BY committed_at
