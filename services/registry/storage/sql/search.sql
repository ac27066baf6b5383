-- The token table.

-- name: search_token_remove
DELETE FROM search_token AS t
USING unnest($1::text[], $2::smallint[], $3::uuid[]) AS row (token, noun, id)
WHERE t.token = row.token AND t.noun = row.noun AND t.id = row.id

-- name: search_token_add
INSERT INTO search_token (tenant_id, token, noun, id)
SELECT $1::int, row.token, row.noun, row.id
FROM unnest($2::text[], $3::smallint[], $4::uuid[]) AS row (token, noun, id)
ON CONFLICT DO NOTHING

-- name: search_token_find
-- Walks the rarest token's rows, never more than $3 of them, and asks for the others by key, the next rarest first: most
-- rows fail there. Rows are counted to 500; of tokens that are all more frequent than that, as far as the walk goes.
WITH known AS MATERIALIZED (
  SELECT row.token,
    (SELECT count(*) FROM (SELECT FROM search_token AS t WHERE t.token = row.token LIMIT 500) AS counted) AS many
  FROM unnest($1::text[]) AS row (token)
), asked AS MATERIALIZED (
  SELECT k.token,
    CASE WHEN (SELECT min(many) FROM known) < 500 THEN k.many
      ELSE (SELECT count(*) FROM (SELECT FROM search_token AS t WHERE t.token = k.token LIMIT $3::int) AS counted)
    END AS many
  FROM known AS k
  ORDER BY many, length(k.token) DESC, k.token
), rarest AS (
  SELECT token FROM asked LIMIT 1
), candidate AS MATERIALIZED (
  SELECT t.noun, t.id FROM search_token AS t WHERE t.token = (SELECT token FROM rarest) LIMIT $3::int
)
SELECT c.noun::int, c.id
FROM candidate AS c
WHERE NOT EXISTS (
  SELECT FROM asked
  WHERE asked.token <> (SELECT token FROM rarest)
    AND NOT EXISTS (
      SELECT FROM search_token AS t WHERE t.token = asked.token AND t.noun = c.noun AND t.id = c.id))
LIMIT $2::int

-- name: search_describe_party
-- Where a party has one premise only, it leads there.
SELECT p.party_id AS id, p.number, p.name_zh, p.name_en,
  (SELECT CASE WHEN count(DISTINCT s.premise_id) = 1 THEN min(s.premise_id::text)::uuid END
   FROM agreement AS g
   JOIN service_point AS s ON s.service_point_id = g.service_point_id
   WHERE g.party_id = p.party_id AND (g.end_on IS NULL OR g.end_on >= $2::date)) AS premise_id
FROM party AS p
WHERE p.party_id = ANY ($1::uuid[])

-- name: search_describe_premise
-- Where one party is served at a premise, it leads there.
SELECT p.premise_id AS id, p.code, p.address_zh, p.address_en, p.building, p.unit, p.door,
  (SELECT CASE WHEN count(DISTINCT g.party_id) = 1 THEN min(g.party_id::text)::uuid END
   FROM service_point AS s
   JOIN agreement AS g ON g.service_point_id = s.service_point_id
   WHERE s.premise_id = p.premise_id AND (g.end_on IS NULL OR g.end_on >= $2::date)) AS party_id
FROM premise AS p
WHERE p.premise_id = ANY ($1::uuid[])

-- name: search_describe_account
SELECT a.account_id AS id, a.number, a.party_id, p.name_zh, p.name_en,
  (SELECT CASE WHEN count(DISTINCT s.premise_id) = 1 THEN min(s.premise_id::text)::uuid END
   FROM agreement AS g
   JOIN service_point AS s ON s.service_point_id = g.service_point_id
   WHERE g.party_id = a.party_id AND g.account_id = a.account_id AND (g.end_on IS NULL OR g.end_on >= $2::date)) AS premise_id
FROM account AS a
JOIN party AS p ON p.party_id = a.party_id
WHERE a.account_id = ANY ($1::uuid[])

-- name: search_describe_device
SELECT d.device_id AS id, d.serial, s.premise_id, p.address_zh, p.address_en, p.building, p.unit, p.door,
  (SELECT CASE WHEN count(DISTINCT g.party_id) = 1 THEN min(g.party_id::text)::uuid END
   FROM agreement AS g
   WHERE g.service_point_id = d.service_point_id AND (g.end_on IS NULL OR g.end_on >= $2::date)) AS party_id
FROM device AS d
JOIN service_point AS s ON s.service_point_id = d.service_point_id
JOIN premise AS p ON p.premise_id = s.premise_id
WHERE d.device_id = ANY ($1::uuid[])
