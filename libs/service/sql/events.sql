-- A page of all that was ever committed, with the checker's role: history's primary key gives the order, and an id is made
-- of its time.
-- name: event_list
SELECT h.event_id, h.topic, h.key, h.version,
       EXISTS (SELECT FROM outbox o WHERE o.event_id = h.event_id AND o.sent_at IS NULL) AS unsent
FROM history h
WHERE h.event_id > $1
ORDER BY h.event_id
LIMIT $2::int
