-- Parties, how to reach them, their accounts and agreements.

-- name: party_find
SELECT party_id, number, code, kind, name_zh, name_en, party_class, language, array_to_string(needs, ',') AS needs,
  created_at, updated_at, version
FROM party
WHERE party_id = ANY ($1::uuid[])

-- name: party_lock
-- One after the other in the order of ids, so that no two transactions wait for each other.
SELECT locked.*
FROM (SELECT DISTINCT id FROM unnest($1::uuid[]) AS u (id) ORDER BY id) AS asked
CROSS JOIN LATERAL (
  SELECT party_id, number, code, kind, name_zh, name_en, party_class, language, array_to_string(needs, ',') AS needs,
  created_at, updated_at, version
  FROM party
  WHERE party_id = asked.id
  FOR UPDATE) AS locked

-- name: party_save
INSERT INTO party (tenant_id, party_id, number, code, kind, name_zh, name_en, party_class, language, needs,
  created_at, updated_at, version)
SELECT $1::int, row.party_id, row.number, row.code, row.kind, row.name_zh, row.name_en, row.party_class, row.language,
  string_to_array(row.needs, ','), row.created_at, row.updated_at, row.version
FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
  $10::text[], $11::timestamptz[], $12::timestamptz[], $13::bigint[])
  AS row (party_id, number, code, kind, name_zh, name_en, party_class, language, needs, created_at, updated_at,
  version)
ON CONFLICT (tenant_id, party_id) DO UPDATE
SET number = excluded.number, code = excluded.code, kind = excluded.kind, name_zh = excluded.name_zh, name_en =
  excluded.name_en, party_class = excluded.party_class, language = excluded.language, needs = excluded.needs,
  updated_at = excluded.updated_at, version = excluded.version

-- name: party_after_number
SELECT party_id, number, code, kind, name_zh, name_en, party_class, language, array_to_string(needs, ',') AS needs,
  created_at, updated_at, version
FROM party
WHERE number > $1::bigint
ORDER BY number
LIMIT $2::int

-- name: party_numbers
SELECT nextval('party_number_seq') AS number
FROM generate_series(1, $1::int)

-- name: party_of_phone
SELECT DISTINCT party_id AS id
FROM contact_point
WHERE value = $1::text
ORDER BY party_id
LIMIT $2::int

-- name: party_existing
SELECT party_id AS id
FROM party
WHERE party_id = ANY ($1::uuid[])

-- name: contact_list_find
SELECT party_id, version
FROM contact_list
WHERE party_id = ANY ($1::uuid[])

-- name: contact_list_lock
-- One after the other in the order of ids, so that no two transactions wait for each other.
SELECT locked.*
FROM (SELECT DISTINCT id FROM unnest($1::uuid[]) AS u (id) ORDER BY id) AS asked
CROSS JOIN LATERAL (
  SELECT party_id, version
  FROM contact_list
  WHERE party_id = asked.id
  FOR UPDATE) AS locked

-- name: contact_point_find
-- Found first, sorted then: else the planner may read a whole index for its order.
WITH found AS MATERIALIZED (
  SELECT position, party_id, kind, value, label, preferred
  FROM contact_point
  WHERE party_id = ANY ($1::uuid[]))
SELECT *
FROM found
ORDER BY party_id, position

-- name: contact_list_save
INSERT INTO contact_list (tenant_id, party_id, version)
SELECT $1::int, row.party_id, row.version
FROM unnest($2::uuid[], $3::bigint[]) AS row (party_id, version)
ON CONFLICT (tenant_id, party_id) DO UPDATE
SET version = excluded.version

-- name: contact_point_clear
DELETE FROM contact_point
WHERE party_id = ANY ($1::uuid[])

-- name: contact_point_add
INSERT INTO contact_point (tenant_id, party_id, position, kind, value, label, preferred)
SELECT $1::int, row.party_id, row.position, row.kind, row.value, row.label, row.preferred
FROM unnest($2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[], $7::boolean[])
  AS row (party_id, position, kind, value, label, preferred)

-- name: account_find
SELECT account_id, code, number, party_id, version
FROM account
WHERE account_id = ANY ($1::uuid[])

-- name: account_save
INSERT INTO account (tenant_id, account_id, code, number, party_id, version)
SELECT $1::int, row.account_id, row.code, row.number, row.party_id, row.version
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::bigint[])
  AS row (account_id, code, number, party_id, version)
ON CONFLICT (tenant_id, account_id) DO UPDATE
SET code = excluded.code, number = excluded.number, party_id = excluded.party_id, version = excluded.version

-- name: account_of_parties
-- Found first, sorted then: else the planner may read a whole index for its order.
WITH found AS MATERIALIZED (
  SELECT account_id, code, number, party_id, version
  FROM account
  WHERE party_id = ANY ($1::uuid[]))
SELECT *
FROM found
ORDER BY code

-- name: account_holders
SELECT number AS alt_key, account_id AS id
FROM account
WHERE number = ANY ($1::text[])

-- name: account_existing
SELECT account_id AS id
FROM account
WHERE account_id = ANY ($1::uuid[])

-- name: agreement_find
SELECT agreement_id, code, account_id, party_id, service_point_id, to_char(start_on, 'YYYY-MM-DD') AS start_on,
  to_char(end_on, 'YYYY-MM-DD') AS end_on, version
FROM agreement
WHERE agreement_id = ANY ($1::uuid[])

-- name: agreement_save
INSERT INTO agreement (tenant_id, agreement_id, code, account_id, party_id, service_point_id, start_on, end_on,
  version)
SELECT $1::int, row.agreement_id, row.code, row.account_id, row.party_id, row.service_point_id, row.start_on::date,
  row.end_on::date, row.version
FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::bigint[])
  AS row (agreement_id, code, account_id, party_id, service_point_id, start_on, end_on, version)
ON CONFLICT (tenant_id, agreement_id) DO UPDATE
SET code = excluded.code, account_id = excluded.account_id, party_id = excluded.party_id, service_point_id =
  excluded.service_point_id, start_on = excluded.start_on, end_on = excluded.end_on, version = excluded.version

-- name: agreement_of_parties
-- Running ones first, then the newest.
SELECT agreement_id, code, account_id, party_id, service_point_id, to_char(start_on, 'YYYY-MM-DD') AS start_on,
  to_char(end_on, 'YYYY-MM-DD') AS end_on, version
FROM agreement
WHERE party_id = ANY ($1::uuid[])
ORDER BY agreement.end_on DESC NULLS FIRST, agreement.start_on DESC, code

-- name: agreement_at_service_points
SELECT agreement_id, code, account_id, party_id, service_point_id, to_char(start_on, 'YYYY-MM-DD') AS start_on,
  to_char(end_on, 'YYYY-MM-DD') AS end_on, version
FROM agreement
WHERE service_point_id = ANY ($1::uuid[])
ORDER BY agreement.end_on DESC NULLS FIRST, agreement.start_on DESC, code
